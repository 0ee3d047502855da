"""`opsnap run` and `make demo`: everything of Operation Snap on one machine, from one command."""

import json
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from types import FrameType

from demo.sign_ins import Account
from opsnap.preflight import (
    HOST,
    PUBLIC_PORT,
    STAFF_PORT,
    Confinement,
    check_confinement,
    check_home,
    check_python,
    choose_port,
)
from opsnap.programs import PROGRAMS, Place, Program
from opsnap.supervise import LOOK_EVERY, Child, Supervisor, Tell, always, answers
from storage.embedded import CannotStart, Services, start_services
from storage.lifeline import KeptProgram, start_kept
from storage.servers import Server
from storage.settings import settings
from storage.shim import PR_SET_PDEATHSIG, prctl

REFUSED = 2  # exit status: a sentence said why nothing started
READY_SECONDS = 60.0
SERVICES_TURN = 9  # services stop after every program that uses them
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INVENTED = {"OPSNAP_KEEPER_REGISTER": "invented"}  # nobody is there to look the demo's keepers up
INSTANCE = secrets.token_hex(8)  # two products may run here: a web that answers must be one of ours
CODE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Wish:
    """What the person asked for on the command line."""

    home: Path
    demo: bool = False
    json_line: bool = False
    public_port: int | None = None
    staff_port: int | None = None
    allow_unconfined: bool = False
    verbose: bool = False
    stop_with_parent: bool = False


@dataclass(frozen=True)
class House:
    """What `run` starts and calls but other rooms provide.

    `migrate` gets the owner's address. `play` fills an empty database with the invented caseload, or finds it there;
    it gets a callable for progress lines and answers with the sign-ins.
    """

    migrate: Callable[[str], None]
    play: Callable[[Tell], Sequence[Account]]
    confinement: Callable[[], Confinement]
    programs: tuple[Program, ...] = PROGRAMS
    fast: bool = False  # services that need not survive a power cut, for tests


def run(wish: Wish, house: House) -> int:
    """Start everything, say where it is, keep it running until Ctrl-C; answers with the exit status."""
    if wish.stop_with_parent:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    began = time.monotonic()
    try:
        with endings_interrupt():
            place = preflight(wish, house)
            tell(f"Starting Operation Snap in {place.home}")
            with start_services(place.home, fast=house.fast) as services:
                tell(f"Postgres and Valkey are ready ({time.monotonic() - began:.1f} s).")
                accounts = furnish(wish, house, services)
                # Playing a caseload takes its time, and somebody else may have taken a port meanwhile.
                place = Place(place.home, HOST, *chosen_ports(wish))
                with supervised(wish, house, place, services) as supervisor:
                    supervisor.wait_until_ready(READY_SECONDS)
                    announce(wish, place, accounts, time.monotonic() - began)
                    while True:
                        supervisor.tend()
                        time.sleep(LOOK_EVERY)
    except CannotStart as refused:
        tell(str(refused))
        return REFUSED
    except KeyboardInterrupt:
        tell("Everything has stopped; the next start finds all as it was.")
        return 0


def preflight(wish: Wish, house: House) -> Place:
    """Where it will run. Raises CannotStart with a sentence for whatever would be in the way."""
    check_python()
    home = check_home(wish.home, settings().disk_floor_bytes)
    warning = check_confinement(house.confinement, allow_unconfined=wish.allow_unconfined)
    if warning:
        tell(warning)
    return Place(home, HOST, *chosen_ports(wish))


def chosen_ports(wish: Wish) -> tuple[int, int]:
    """The ports of the public's and the staff's web. Raises CannotStart when one that was asked for is taken."""
    public = choose_port(wish.public_port, PUBLIC_PORT, "--public-port", beside=wish.staff_port)
    return public, choose_port(wish.staff_port, STAFF_PORT, "--staff-port", beside=public)


def furnish(wish: Wish, house: House, services: Services) -> Sequence[Account]:
    """Bring the database up to date and, for the demo, let the invented caseload be played."""
    variables = services.settings_env() | {"OPSNAP_ALLOW_UNCONFINED": str(wish.allow_unconfined)}
    if wish.demo:
        variables["OPSNAP_ALLOW_AS_OF"] = "true"  # here only: the programs that run get real time
        variables |= INVENTED
    with environment(variables):
        house.migrate(services.owner_url)
        tell("The database is up to date.")
        return house.play(tell) if wish.demo else ()


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    """These variables, and settings read from them, for as long as the block runs."""
    before = dict(os.environ)
    os.environ.update(variables)
    settings.cache_clear()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        settings.cache_clear()


@contextmanager
def supervised(wish: Wish, house: House, place: Place, services: Services) -> Iterator[Supervisor]:
    """All programs under one supervisor, stopped in order at the end."""
    (place.home / "beat").mkdir(exist_ok=True)
    supervisor = Supervisor(tell, wish.verbose)
    try:
        for server in services.servers:
            supervisor.add(service_child(server))
        variables = program_environment(wish, place, services)
        for program in house.programs:
            supervisor.add(program_child(program, place, variables))
        yield supervisor
    finally:
        # From here on a second Ctrl-C changes nothing: the shims' grace bounds the wait.
        for number in ENDINGS:
            signal.signal(number, signal.SIG_IGN)
        tell("Stopping.")
        supervisor.stop()


def program_environment(wish: Wish, place: Place, services: Services) -> dict[str, str]:
    """What every program is told; the owner's address is not among it, so none can rewrite history (TRUST P5)."""
    told = services.settings_env() | {
        "OPSNAP_MODE": "embedded",
        "OPSNAP_PUBLIC_URL": place.url(place.public_port),
        "OPSNAP_STAFF_URL": place.url(place.staff_port),
        "OPSNAP_INSTANCE": INSTANCE,
        "OPSNAP_ALLOW_UNCONFINED": str(wish.allow_unconfined),
        "PYTHONUNBUFFERED": "1",
    }
    if wish.demo:
        told |= INVENTED
    told.pop("OPSNAP_DATABASE_OWNER_URL")
    inherited = {name: value for name, value in os.environ.items() if name != "OPSNAP_DATABASE_OWNER_URL"}
    return inherited | told


def program_child(program: Program, place: Place, variables: Mapping[str, str]) -> Child:
    """A program as the supervisor sees it."""
    log = place.home / "logs" / f"{program.name}.log"
    launch = partial(
        start_kept,
        program.name,
        program.argv(place, sys.executable),
        log=log,
        env=variables,
        grace_seconds=program.grace_seconds,
        folder=CODE,
    )
    url = program.ready_url(place)
    return Child(program.name, launch, log, program.turn, partial(answers, url, INSTANCE) if url else always)


def service_child(server: Server) -> Child:
    """A running service as the supervisor sees it: started again at its old port, which everybody knows."""

    def again() -> KeptProgram:
        return server.launch(server.port)

    return Child(
        server.name,
        again,
        server.log,
        SERVICES_TURN,
        lambda: server.answers(server.port),
        program=server.program,
        launched_at=time.monotonic(),
    )


def announce(wish: Wish, place: Place, accounts: Sequence[Account], seconds: float) -> None:
    """Say that it is ready: lines for people, or one line of JSON on standard output."""
    public, staff = place.url(place.public_port), place.url(place.staff_port)
    if wish.json_line:
        ready = {"public_url": public, "staff_url": staff, "home": str(place.home)}
        print(json.dumps(ready | {"accounts": [asdict(account) for account in accounts]}), flush=True)
    tell(f"Ready after {seconds:.1f} s.")
    tell(f"  For the public  {public}")
    tell(f"  For staff       {staff}")
    for account in accounts:
        tell(f"    {account.role:<15} {account.username:<22} {account.password}")
    tell(f"  Everything is kept in {place.home}. Ctrl-C stops it.")


def tell(line: str) -> None:
    """A line for the person, on standard error; nobody listening any more stops nothing."""
    with suppress(BrokenPipeError):
        print(line, file=sys.stderr, flush=True)


@contextmanager
def endings_interrupt() -> Iterator[None]:
    """SIGTERM and a closed terminal end a run as Ctrl-C does."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
