"""One running product for the journeys of a worker."""

from collections.abc import Iterator

import pytest

from tests.journey.stack import Stack, running


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The product as `opsnap run` starts it."""
    with running(tmp_path_factory.mktemp("journey") / "home") as started:
        started.add_staff("marsh", "PC 4471 Marsh", "officer")
        started.add_staff("osei", "PS 2209 Osei", "supervisor")
        yield started
