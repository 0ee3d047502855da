"""The post of the invented caseload: each business day one batch leaves, with the certificate that proves it."""

from __future__ import annotations

from datetime import datetime, time

from demo.people import PROCESS
from demo.scenery import colleague
from storage.unit import Units
from triage.calendar import is_business_day
from triage.steps import post

BATCH_AT = time(16, 45)


def post_what_lies(units: Units, at: datetime) -> None:
    """Put what was printed by now into a batch and let it leave; nothing on a day without post or letters."""
    with units.as_of(at).open() as unit:
        if not is_business_day(unit.today, unit.policy.on(unit.today).holidays):
            return
        # A start that is taken up plays the past again: what was printed later waits for its own day.
        lying = {
            one.letter.id
            for one in unit.post.list_printed()
            if one.letter.printed_at is not None and one.letter.printed_at <= at
        }
        if lying:
            clerk = colleague(unit, PROCESS)
            batch = post.make_batch(unit, lying, by=clerk)
            post.batch_left(unit, batch.id, unit.today, f"CP{unit.today:%y%m%d}01", by=clerk)
