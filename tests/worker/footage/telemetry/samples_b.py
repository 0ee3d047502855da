"""Bytes of the formats of group B, put together by hand: name of the reader that must claim them, and the file."""

from collections.abc import Callable

SAMPLES: tuple[tuple[str, Callable[[], bytes]], ...] = ()
