"""One running product for all journeys of a run; the marker keeps them on one worker, one after the other."""

from collections.abc import Iterator

import pytest

from tests.journey.stack import Stack, running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys share one product, so they run in one group."""
    for item in items:
        if "tests/journey" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("journey"))


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The product as `opsnap run` starts it."""
    with running(tmp_path_factory.mktemp("journey") / "home") as started:
        started.add_staff("marsh", "PC 4471 Marsh", "officer")
        started.add_staff("osei", "PS 2209 Osei", "supervisor")
        yield started
