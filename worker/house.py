"""What a worker process keeps for its lifetime: units, files, the print folder and the footage reader."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from storage.files import Files, files_from
from storage.production import refuse_unsafe
from storage.settings import Settings, settings
from storage.spool import Spool
from storage.unit import Units
from worker.footage.launcher import Launcher
from worker.outside.print_folder import Channel, PrintFolder


@dataclass(frozen=True)
class House:
    """Where a task finds what it works with."""

    settings: Settings
    units: Units
    files: Files
    spool: Spool
    post: Channel
    launcher: Launcher

    @property
    def scratch(self) -> Path:
        """A folder for files on their way into the store; the sweep empties what a crash left."""
        folder = self.settings.home / "scratch"
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def house_of(chosen: Settings, units: Units | None = None) -> House:
    """A house of these settings."""
    refuse_unsafe(chosen)
    return House(
        settings=chosen,
        units=units or Units.of(chosen),
        files=files_from(chosen),
        spool=Spool(chosen.spool_folder, chosen.disk_floor_bytes),
        post=PrintFolder(chosen.print_out),
        launcher=Launcher(),
    )


@cache
def house() -> House:
    """The house of this process; made after the fork, so that no connection is shared between processes."""
    return house_of(settings())
