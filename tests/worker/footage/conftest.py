"""One launcher and one drawn clip for all tests of the reader."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.made.hostile import draw_clip
from worker.footage.launcher import Launcher


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    """A launcher that outlives the hostile files it is given."""
    with Launcher() as running:
        yield running


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of drawn H.264 with its index behind the pictures."""
    return draw_clip(tmp_path_factory.mktemp("clips") / "drawn.mp4", sound=True)
