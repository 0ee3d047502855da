"""The running products of the journeys: a hurried one, one with a register, and one whose workers a story asks."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from demo.clips import draw_clip
from demo.scenes import SCENES, ClockStyle, GpsContainer, smaller
from storage.embedded import Addresses
from storage.unit import Units
from tests.api.conftest import made_house
from tests.journey.stack import Stack, running
from tests.journey.week import Week, hold_nothing
from tests.made.web import running as web
from worker.house import house_of
from worker.sweeps import watch_days
from worker.tasks import WORK
from worker.work import perform


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The product as `opsnap run` starts it."""
    with running(tmp_path_factory.mktemp("journey") / "home") as started:
        started.add_staff("marsh", "PC 4471 Marsh", "officer")
        started.add_staff("osei", "PS 2209 Osei", "supervisor")
        yield started


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    """The product with a register of its own, in which decisions are final at once."""
    folder = tmp_path_factory.mktemp("week")
    clip, register = folder / "clip.mp4", folder / "keepers.csv"
    scene = replace(SCENES["close_pass"], clock=ClockStyle.NONE, gps=GpsContainer.NONE)
    draw_clip(clip, smaller(scene, 320, 180, seconds=1.0))
    settings = {"OPSNAP_KEEPER_REGISTER": "csv", "OPSNAP_KEEPER_REGISTER_FILE": str(register)}
    with running(folder / "home", **settings) as stack:
        units = Units(stack.units.engine, secret_key=stack.settings["OPSNAP_SECRET_KEY"].encode(), allow_as_of=True)
        made = Week(stack.public_url, stack.staff_url, units, stack.home / "print", register, clip.read_bytes())
        hold_nothing(made)
        yield made


@pytest.fixture(scope="session")
def quiet(
    services: Addresses, template: str, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Week]:
    """Both webs on a house of their own whose workers are asked by the story; decisions are final at once.

    It is shared: each story has vehicles of its own.
    """
    folder = tmp_path_factory.mktemp("quiet")
    with (
        made_house(services, template, worker_name, folder / "home") as house,
        web(house, "public") as public_url,
        web(house, "staff") as staff_url,
    ):
        register = {"keeper_register": "csv", "keeper_register_file": folder / "keepers.csv"}
        home = house_of(house.settings.model_copy(update=register), house.units)

        def work() -> None:
            with house.units.open() as unit:
                due = [one.id for one in unit.jobs.list_unfinished() if one.run_after <= unit.now]
            for one in due:
                perform(home, one, WORK)

        made = Week(public_url, staff_url, house.units, home.settings.print_out, folder / "keepers.csv", work=work)
        made.sweep = lambda: watch_days(home)
        hold_nothing(made)
        yield made
        home.launcher.close()
