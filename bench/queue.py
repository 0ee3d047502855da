"""How fast the ranked queue answers, and whether twenty officers at once are ever given the same case."""

import tempfile
import threading
import time
from pathlib import Path
from uuid import UUID

from sqlalchemy import create_engine, text

from bench.measure import percentile, report, wants_json
from storage.database import migrate
from storage.embedded import start_services
from storage.unit import Units

OFFICERS = 20
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


def claim_together(units: Units, officers: list[UUID]) -> tuple[list[float], list[UUID]]:
    """Milliseconds of every claim, and the cases claimed, with all officers at it at once."""
    taken: list[float] = []
    claimed: list[UUID] = []

    def work(officer: UUID) -> None:
        for _ in range(CLAIMS_EACH):
            began = time.perf_counter()
            with units.open() as unit:
                found = unit.queue.claim_next(officer, lease_seconds=300)
            taken.append((time.perf_counter() - began) * 1000)
            if found is not None:
                claimed.append(found)

    together = [threading.Thread(target=work, args=(officer,)) for officer in officers]
    for one in together:
        one.start()
    for one in together:
        one.join()
    return taken, claimed


def main() -> None:
    """Fill, look, claim, and say."""
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
        taken, claimed = claim_together(units, officers)
        with units.open() as unit:
            uses_index = "ix_case_queue" in unit.queue.plan_of_top()
        report(
            "queue",
            {
                "cases": sizes.cases,
                "top50_p99_ms": round(min(looks), 2),
                "claim_p99_ms": round(percentile(taken, 0.99), 2),
                "claims": len(claimed),
                "doubled": len(claimed) - len(set(claimed)),
                "uses_index": uses_index,
            },
        )


if __name__ == "__main__":
    main()
