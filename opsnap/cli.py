"""`opsnap`: the command line for people who run the product, send a report by script, or ask what a file says."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from api.desk.passwords import hash_password
from demo.caseload import play
from opsnap.client import CannotSubmit, Report, submit
from opsnap.rules import deadline, rank, simulate
from opsnap.run import House, Wish
from opsnap.run import run as run_everything
from storage.binaries import CannotStart
from storage.database import migrate as bring_up_to_date
from storage.embedded import running_settings
from storage.production import UnsafeProduction
from storage.settings import settings
from storage.unit import Units
from triage.errors import TriageError
from triage.permission import Role
from worker.footage.facts import Extraction
from worker.footage.launcher import LauncherDied
from worker.footage.read import as_facts_json, container_words, read_file
from worker.footage.sandbox import what_is_missing
from worker.footage.second_opinion import NoSecondOpinion, ask_exiftool, compared

REFUSED = 2
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for asks_a_rule in (deadline, rank, simulate):
    app.command()(asks_a_rule)

Home = Annotated[Path, typer.Option(help="Where everything is kept.")]
Json = Annotated[bool, typer.Option("--json", help="One line of JSON on standard output.")]
Unconfined = Annotated[bool, typer.Option(help="Read footage without the sandbox; every desk page says so.")]
Port = Annotated[int | None, typer.Option(help="The next free one is taken when none is given.")]
Verbose = Annotated[bool, typer.Option(help="Show what every program says.")]
Bound = Annotated[bool, typer.Option(hidden=True)]


@dataclass(frozen=True)
class Sandbox:
    """Whether this machine can confine the footage reader."""

    confined: bool
    sentence: str


def sandbox() -> Sandbox:
    """Asked before anything starts."""
    missing = what_is_missing()
    return Sandbox(missing is None, missing or "Footage is read in a sandbox.")


def command_that_starts(name: str, default_home: str, about: str, *, invented: bool) -> None:
    """`run` and `demo` take the same options and differ in whether a caseload is invented."""

    def start(
        home: Home = Path(default_home),
        public_port: Port = None,
        staff_port: Port = None,
        allow_unconfined: Unconfined = False,
        verbose: Verbose = False,
        as_json: Json = False,
        stop_with_parent: Bound = False,
    ) -> None:
        wish = Wish(home, invented, as_json, public_port, staff_port, allow_unconfined, verbose, stop_with_parent)
        raise typer.Exit(run_everything(wish, House(migrate_and_seed, play, sandbox)))

    app.command(name=name, help=about)(start)


command_that_starts("run", "opsnap-home", "Start everything on this machine, with services of its own.", invented=False)
command_that_starts(
    "demo", ".demo", "The same with an invented caseload of the past weeks and sign-ins.", invented=True
)


@app.command()
def facts(
    file: Annotated[Path, typer.Argument(help="The footage to read.")],
    as_json: Json = False,
    allow_unconfined: Unconfined = False,
    second_opinion: Annotated[
        bool, typer.Option(help="Ask ExifTool for its positions, too (OPSNAP_EXIFTOOL).")
    ] = False,
) -> None:
    """What a file of footage says about itself, without a database."""
    # A pipe would be waited for without end, and nobody can go back in it.
    if file.exists() and not file.is_file():
        refuse(f"{file} is not a file.")
    try:
        found = read_file(file, allow_unconfined=allow_unconfined)
    except OSError as problem:
        refuse(f"{file} cannot be opened: {problem.strerror}.")
    except LauncherDied as problem:
        refuse(f"The reader stopped, and {file} need not be at fault: {problem}")
    told = as_facts_json(found)
    opinion = _second_opinion(file, found) if second_opinion else None
    if opinion:
        told["second_opinion"] = {"agrees": opinion[0], "sentence": opinion[1]}
    if as_json:
        print(json.dumps(told))
        return
    print(found.sentence)
    for one in found.findings:
        sure = "" if one.confidence is None else f", {one.confidence:.0%} sure"
        print(f"  {one.kind}: {json.dumps(one.value)} ({one.source}{sure})")
    for line in container_words(found.container):
        print(f"  {line}")
    print(f"  GPS points: {len(found.points)}")
    if opinion:
        print(f"  second opinion: {opinion[1]}")


def _second_opinion(file: Path, found: Extraction) -> tuple[bool, str]:
    program = settings().exiftool
    if program is None:
        refuse("Set OPSNAP_EXIFTOOL to the path of ExifTool 13 or later to ask for a second opinion.")
    try:
        return compared(found.points, ask_exiftool(program, file))
    except NoSecondOpinion as why:
        refuse(str(why))


@app.command(name="submit")
def submit_report(
    file: Annotated[Path, typer.Argument(help="The footage, as the camera wrote it.")],
    offence: Annotated[str, typer.Option(help="What happened, such as mobile_phone.")],
    vrm: Annotated[str, typer.Option(help="The registration, such as AB12CDE.")],
    at: Annotated[str, typer.Option(help="When, in London or with a zone: 2026-11-14T08:15.")],
    says: Annotated[str, typer.Option(help="What happened, in the reporter's own words.")],
    lat: Annotated[float | None, typer.Option()] = None,
    lon: Annotated[float | None, typer.Option()] = None,
    road: Annotated[str, typer.Option()] = "Road as marked on the map",
    town: Annotated[str, typer.Option()] = "As marked on the map",
    name: Annotated[str, typer.Option(help="The reporter's full name; it also signs the statement.")] = "A Reporter",
    email: Annotated[str, typer.Option()] = "reporter@example.com",
    url: Annotated[str, typer.Option(help="The public address.")] = "",
    as_json: Json = False,
) -> None:
    """Send one report through /v1, as a program would; the upload resumes when the line drops."""
    answers = {
        "offence": offence,
        "registration": vrm,
        "says": says,
        "lat": lat,
        "lon": lon,
        "road": road,
        "town": town,
    }
    try:
        receipt = submit(url or settings().public_url, file, Report(answers, at, name, email))
    except CannotSubmit as refused:
        refuse(str(refused))
    if as_json:
        print(json.dumps({"reference": receipt.reference, "secret": receipt.secret, "sha256": receipt.sha256}))
        return
    print(f"Sent. Reference {receipt.reference}, secret {receipt.secret}\nSHA-256 {receipt.sha256}")


@app.command()
def migrate() -> None:
    """Bring the database to the newest migration, as its owner, and keep the shipped policy."""
    owner_url = settings().database_owner_url.get_secret_value()
    if not owner_url:
        refuse("OPSNAP_DATABASE_OWNER_URL is not set: migrations run as the owner, nothing else does.")
    migrate_and_seed(owner_url)
    print("The database is up to date.")


@app.command()
def add_staff(
    username: str,
    name: Annotated[str, typer.Argument(help="As colleagues know them, such as PC 4471 Marsh.")],
    role: Role,
    home: Home = Path("opsnap-home"),
) -> None:
    """Add somebody who works here; the password is read from standard input."""
    password = typer.prompt("Password", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline().strip()
    if len(password) < 12:
        refuse("A password needs at least 12 characters.")
    with units_of(home).open() as unit:
        if unit.staff.find_account(username) is not None:
            refuse(f"There is somebody called {username} already.")
        unit.staff.add(username, name, role.value, hash_password(password))
    print(f"{name} can sign in as {username}.")


@app.command()
def verify(home: Home = Path("opsnap-home")) -> None:
    """Recompute the hash chain of every case's history; the exit status is 1 when a line is not what was written."""
    broken = 0
    with units_of(home).open() as unit:
        chains = unit.history.list_chains()
        for chain in chains:
            at = unit.history.broken(chain)
            if at is not None:
                broken += 1
                print(f"{chain}: line {at} is not what was written.")
    print(f"{len(chains)} histories, {broken} broken.")
    raise typer.Exit(1 if broken else 0)


def migrate_and_seed(owner_url: str) -> None:
    """Migrations as the owner, the shipped policy as the running product."""
    bring_up_to_date(owner_url)
    with Units.of(settings()).open() as unit:
        unit.policy.seed()


def units_of(home: Path) -> Units:
    """Units on the database that runs in a home, or that the environment names."""
    if not settings().database_url.get_secret_value():
        try:
            os.environ.update(running_settings(home))
        except CannotStart as refused:
            refuse(str(refused))
        settings.cache_clear()
    return Units.of(settings())


def refuse(sentence: str) -> NoReturn:
    """Say what is in the way, and end."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(REFUSED)


def main() -> None:
    """The program `opsnap`; whatever a rule refuses is said in its own sentence."""
    try:
        app()
    except (TriageError, UnsafeProduction, CannotStart) as refused:
        print(refused, file=sys.stderr)
        sys.exit(REFUSED)


if __name__ == "__main__":
    main()
