"""What a worker process keeps for its lifetime: units, files, the ways out and the footage reader."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from storage.files import Files, files_from
from storage.production import refuse_unsafe
from storage.settings import Settings, settings
from storage.spool import Spool
from storage.unit import Units
from worker.footage.launcher import Launcher
from worker.outside.channel import Channel
from worker.outside.dvla import VehicleRegister, vehicle_register_of
from worker.outside.keeper_register import KeeperRegister, register_of
from worker.outside.mail import MailChannel, mail_channel_of
from worker.outside.notify import Notify
from worker.outside.print_folder import PrintFolder


@dataclass(frozen=True)
class House:
    """Where a task finds what it works with."""

    settings: Settings
    units: Units
    files: Files
    spool: Spool
    post: Channel
    mail: MailChannel
    launcher: Launcher
    register: KeeperRegister
    vehicles: VehicleRegister

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
        post=channel_of(chosen),
        mail=mail_channel_of(chosen),
        launcher=Launcher(),
        register=register_of(chosen),
        vehicles=vehicle_register_of(chosen),
    )


def channel_of(chosen: Settings) -> Channel:
    """The way letters leave here."""
    if chosen.letter_channel == "print_folder":
        return PrintFolder(chosen.print_out)
    return Notify(
        chosen.notify_api_key.get_secret_value(),
        base_url=chosen.notify_base_url,
        timeout_s=chosen.notify_timeout_s,
        quiet_s=chosen.notify_quiet_s,
    )


@cache
def house() -> House:
    """The house of this process; made after the fork, so that no connection is shared between processes."""
    return house_of(settings())
