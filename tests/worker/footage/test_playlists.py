"""What points elsewhere is not followed: the library is held even where no other wall stands."""

import os
import socket
from pathlib import Path

import av
import pytest

from tests.made.hostile import draw_clip
from tests.made.hostile_boxes import alias, external_pictures, table_of_places
from tests.made.judged import judged, outputs_in
from worker.footage.descriptors import Reader
from worker.footage.launcher import Launcher
from worker.footage.probe import DEMUXERS, open_footage

SECRET = b"the keeper lives at 1 Secret Lane"


def lists(secret: Path, port: int) -> list[bytes]:
    """Every list format that can name a file or an address, naming the secret and a listening port."""
    address = f"http://127.0.0.1:{port}/x.ts"
    part = f"subfile,,start,0,end,99,,:{secret}"
    return [
        text.encode()
        for target in (
            f"file://{secret}",
            str(secret),
            address,
            part,
            f"concat:{secret}",
        )
        for text in (
            f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{target}\n#EXT-X-ENDLIST\n",
            f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{target}"\n#EXTINF:1,\ndata:video/mp2t;base64,Rw==\n',
            f"ffconcat version 1.0\nfile '{target}'\n",
            f"file '{target}'\n",
            f'<?xml version="1.0"?><MPD><Period><BaseURL>{target}</BaseURL></Period></MPD>',
            f"[playlist]\nFile1={target}\n",
            f"{target}\n",
        )
    ]


@pytest.mark.parametrize("demuxer", sorted(DEMUXERS))
def test_the_library_alone_opens_no_list_as_footage_and_follows_none(demuxer: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        for number, text in enumerate(lists(secret, server.getsockname()[1])):
            path = tmp_path / f"{number}.mp4"
            path.write_bytes(text)
            descriptor = os.open(path, os.O_RDONLY)
            try:
                with open_footage(Reader(descriptor, len(text)), demuxer) as opened:
                    assert len(opened.streams) == 0
            except av.FFmpegError:
                continue
            finally:
                os.close(descriptor)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_no_list_and_no_reference_brings_out_a_secret_or_a_connection(launcher: Launcher, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(SECRET)
    clip = draw_clip(tmp_path / "clip.mp4", pictures=3).read_bytes()
    outputs = outputs_in(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        references = [
            external_pictures(f"file://{secret}".encode())(clip),
            external_pictures(f"http://127.0.0.1:{port}/x.mp4".encode())(clip),
            table_of_places(alias(str(secret).encode()))(clip),
        ]
        for content in [*lists(secret, port)[::5], *references]:
            extraction = judged(launcher, tmp_path / "sent.mp4", content, outputs)
            assert SECRET.decode() not in extraction.to_json()
            assert all(SECRET not in place.read_bytes() for place in outputs.values())
        with pytest.raises(BlockingIOError):
            server.accept()


def test_an_attachment_of_a_matroska_file_is_left_where_it_is(launcher: Launcher, tmp_path: Path) -> None:
    whole = draw_clip(tmp_path / "clip.mkv", container="matroska", pictures=5).read_bytes()
    # Attachments (1941A469) with one attached file (61A7): name, type, identifier and data (RFC 9559, 5.1.6).
    attached = b"\x61\xa7" + bytes([0x80 | 42]) + b"\x46\x6e\x86x.m3u8" + b"\x46\x60\x8a" + b"text/plain"
    attached += b"\x46\xae\x81\x01" + b"\x46\x5c\x8a" + b"#EXTM3U\nx\n"
    content = whole + b"\x19\x41\xa4\x69" + bytes([0x80 | len(attached)]) + attached
    extraction = judged(launcher, tmp_path / "sent", content)
    assert extraction.container is not None
    assert extraction.container.frame_count == 5
