"""A whole `opsnap run` with stand-in programs: house.py WISH-AS-JSON."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from demo.sign_ins import Account
from opsnap.programs import Program, StopTurn
from opsnap.run import House, Wish, run
from opsnap.supervise import Tell
from storage.embedded import plain
from storage.settings import settings

HERE = Path(__file__).parent
WEB, WORKER = str(HERE / "web.py"), str(HERE / "worker.py")


@dataclass(frozen=True)
class Sandbox:
    confined: bool
    sentence: str = "The kernel of this machine has no Landlock."


def migrate(owner_url: str) -> None:
    with psycopg.connect(plain(owner_url)) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS starts (at timestamptz DEFAULT now())")
        owner.execute("GRANT SELECT, INSERT ON starts TO opsnap_app")


def play(tell: Tell) -> Sequence[Account]:
    assert settings().allow_as_of
    with psycopg.connect(plain(settings().database_url.get_secret_value())) as app:
        app.execute("INSERT INTO starts DEFAULT VALUES")
        row = app.execute("SELECT count(*) FROM starts").fetchone()
    tell(f"played {row[0] if row else 0} times")
    return [Account("officer", "pc.example", "correct horse")]


def main() -> int:
    told = json.loads(sys.argv[1])
    confined = told.pop("confined", True)
    home = Path(told.pop("home"))
    diary = str(home / "diary")
    programs = (
        Program("public-web", (WEB, "{host}", "{public_port}"), StopTurn.WEB, "/readyz"),
        Program("staff-web", (WEB, "{host}", "{staff_port}"), StopTurn.WEB, "/readyz"),
        Program("beat", (WORKER, "beat", diary), StopTurn.BEAT),
        Program("worker-ingest", (WORKER, "worker", diary), StopTurn.WORKERS),
        Program("dispatcher", (WORKER, "dispatcher", diary), StopTurn.DISPATCHER),
    )
    return run(Wish(home, **told), House(migrate, play, lambda: Sandbox(confined), programs, fast=True))


if __name__ == "__main__":
    sys.exit(main())
