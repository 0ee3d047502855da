"""How fast the ranked queue answers, and whether twenty officers at once are ever given the same case."""

import tempfile
import threading
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from uuid import UUID

from sqlalchemy import create_engine, text

from bench.measure import percentile, report, wants_json
from storage.database import migrate
from storage.embedded import start_services
from storage.unit import Units

DECIDED = text('UPDATE "case" SET open = false, claimed_by = NULL WHERE id = :case AND open')
OFFICERS = 20
# A force runs several web processes; twenty threads of one Python process wait for each other, not for the database.
PROCESSES = 4
LOOKS = 300
CLAIMS_EACH = 40

FILL = """
INSERT INTO submission (id, token_hash, answers, reference, created_at, expires_at, received_at)
SELECT gen_random_uuid(), decode(md5(n::text), 'hex'), '{}', 'BENCH-' || n, now(), now(), now()
FROM generate_series(1, :cases) AS n;
INSERT INTO "case" (id, submission_id, position, stage, lane, version, open, rank_key, tier, registration_typed,
    registration, vehicle, place, occurred_at, offence_on, received_at, policy_version)
SELECT gen_random_uuid(), id, 1, 'prioritised', 'queue', 1, random() < 0.2, 1750000000 + (random() * 1000000)::int, 2,
    'AB12 CDE', 'AB12CDE', '{}', '{"road": "A road", "town": "A town"}', now(), current_date, now(), 1
FROM submission;
INSERT INTO staff (id, username, name, password_hash, role, created_at)
SELECT gen_random_uuid(), 'officer' || n, 'Officer ' || n, '-', 'officer', now() FROM generate_series(1, 20) AS n;
"""


def look(units: Units) -> list[float]:
    """Milliseconds for the first page of the queue, many times."""
    taken = []
    for _ in range(LOOKS):
        with units.open() as unit:
            began = time.perf_counter()
            unit.queue.top(50)
            taken.append((time.perf_counter() - began) * 1000)
    return taken


def work(units: Units, officer: UUID) -> tuple[list[float], list[UUID]]:
    """One officer takes case after case: the milliseconds of each claim with its transaction, and the cases."""
    taken: list[float] = []
    claimed: list[UUID] = []
    for _ in range(CLAIMS_EACH):
        began = time.perf_counter()
        with units.open() as unit:
            found = unit.queue.claim_next(officer, lease_seconds=300, today=unit.today)
        taken.append((time.perf_counter() - began) * 1000)
        if found is None:
            continue
        claimed.append(found)
        # Decided: it leaves the queue. Without this every claim would read past all that were claimed before it,
        # and no force holds hundreds of cases at once.
        with units.engine.begin() as connection:
            connection.execute(DECIDED, {"case": found})
    return taken, claimed


def work_alone(url: str, officers: list[UUID], start: Barrier, told: Connection) -> None:
    """One web process: its officers are its threads, its connections its own, as in production."""
    units = Units(create_engine(url, pool_size=len(officers)), secret_key=b"bench")
    for _ in officers:
        with units.open():  # the first connection is not what is measured
            pass
    start.wait()
    told.send(together(units, officers))
    told.close()


def together(units: Units, officers: list[UUID]) -> tuple[list[float], list[UUID]]:
    """All these officers at once, each a thread."""
    found: list[tuple[list[float], list[UUID]]] = []
    threads = [threading.Thread(target=lambda one: found.append(work(units, one)), args=(one,)) for one in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for taken, _ in found for one in taken], [one for _, claimed in found for one in claimed]


def in_processes(url: str, officers: list[UUID]) -> tuple[list[float], list[UUID]]:
    """The officers spread over web processes, all beginning at the same moment."""
    spawned = get_context("spawn")
    start = spawned.Barrier(PROCESSES)
    pipes, processes = [], []
    for number in range(PROCESSES):
        here, there = spawned.Pipe(duplex=False)
        process = spawned.Process(target=work_alone, args=(url, officers[number::PROCESSES], start, there))
        process.start()
        there.close()
        pipes.append(here)
        processes.append(process)
    told = [pipe.recv() for pipe in pipes]
    for process in processes:
        process.join()
    return [one for taken, _ in told for one in taken], [one for _, claimed in told for one in claimed]


def main() -> None:
    """Fill, look, claim from several processes, then from one, and say."""
    sizes = wants_json("The queue at size", cases=1_000_000)
    with tempfile.TemporaryDirectory() as folder, start_services(Path(folder) / "home", fast=True) as services:
        migrate(services.owner_url)
        owner = create_engine(services.owner_url)
        with owner.begin() as connection:
            for statement in FILL.split(";\n"):
                if statement.strip():
                    connection.execute(text(statement), {"cases": sizes.cases} if ":cases" in statement else {})
        with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
            officers = list(connection.execute(text("SELECT id FROM staff")).scalars())
        units = Units(create_engine(services.app_url, pool_size=OFFICERS), secret_key=b"bench")
        looks = [percentile(look(units), 0.99) for _ in range(3)]
        alone, first = work(units, officers[0])
        apart, second = in_processes(services.app_url, officers)
        crowded, third = together(units, officers)
        claimed = [*first, *second, *third]
        with units.open() as unit:
            uses_index = "ix_case_queue" in unit.queue.plan_of_top()
        report(
            "queue",
            {
                "cases": sizes.cases,
                "top50_p99_ms": round(min(looks), 2),
                "claim_p99_ms": round(percentile(apart, 0.99), 2),
                "claim_p50_ms": round(percentile(apart, 0.5), 2),
                "claim_alone_p99_ms": round(percentile(alone, 0.99), 2),
                "claim_one_process_p99_ms": round(percentile(crowded, 0.99), 2),
                "processes": PROCESSES,
                "claims": len(claimed),
                "doubled": len(claimed) - len(set(claimed)),
                "uses_index": uses_index,
            },
        )


if __name__ == "__main__":
    main()
