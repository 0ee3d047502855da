"""File objects for the video library over bare descriptors, using only calls the confined reader may make."""

import os


class Reader:
    """The original, read by position."""

    def __init__(self, descriptor: int, size: int) -> None:
        self.descriptor = descriptor
        self.size = size
        self.at = 0

    def read(self, length: int) -> bytes:
        """Up to ``length`` bytes; empty at the end."""
        got = os.pread(self.descriptor, length, self.at)
        self.at += len(got)
        return got

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move as files do; never before the beginning."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self.at, os.SEEK_END: self.size}[whence]
        self.at = max(0, start + offset)
        return self.at

    def tell(self) -> int:
        """Where the next byte is read."""
        return self.at


class Writer(Reader):
    """A derivative, written by position so that headers can be mended afterwards."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, 0)

    def write(self, content: bytes) -> int:
        """Write all of it; raises OSError when the limit on output is reached."""
        view = memoryview(content)
        while view:
            done = os.pwrite(self.descriptor, view, self.at)
            view = view[done:]
            self.at += done
            self.size = max(self.size, self.at)
        return len(content)
