"""Keeps the dated versions of policy: shipped JSON seeds the first, and none is ever changed."""

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from govuk_bank_holidays.bank_holidays import BankHolidays
from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects.postgresql import insert

from storage.errors import Missing
from storage.tables.staff import policy_version
from triage.force import parse_contact
from triage.letter import ForceContact
from triage.policy import Policy, parse_policy, with_law_of
from triage.wording import LetterWordings, parse_wordings


def shipped(name: str) -> Any:
    """One of the JSON documents that come with the product."""
    return json.loads((files("storage") / "policy" / name).read_text(encoding="utf-8"))


def english_bank_holidays() -> list[str]:
    """Bank holidays of England and Wales, from the list that travels with the product."""
    known = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return sorted({one["date"].isoformat() for one in known})


class Policies:
    """Policy by date: law by the date of the offence, weights and wording by the date of the decision."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def seed(self) -> None:
        """Keep the shipped policy as a version, unless it is one already."""
        documents: dict[str, Any] = {name: shipped(f"{name}.json") for name in ("offences", "policy", "letters")}
        documents["holidays"] = english_bank_holidays()
        text = json.dumps(documents, sort_keys=True)
        policy = parse_policy(documents["offences"], documents["policy"], _days(documents["holidays"]))
        parse_wordings(documents["letters"])
        parse_contact(documents["policy"])
        self._connection.execute(
            insert(policy_version)
            .values(
                valid_from=policy.valid_from,
                sha256=hashlib.sha256(text.encode()).hexdigest(),
                reason="Shipped with the product",
                activated_at=self._now,
                **documents,
            )
            .on_conflict_do_nothing()
        )

    def on(self, day: date, *, law_on: date | None = None) -> Policy:
        """The policy in force on a London day; for days before the first version, the first.

        With `law_on`, the day of an offence, the offences carry the law as it stood on that day.
        """
        now = self._in_force(day)
        then = now if law_on is None else self._in_force(law_on)
        return now if then.version == now.version else with_law_of(now, then)

    def _in_force(self, day: date) -> Policy:
        rows = self._connection.execute(
            select(policy_version.c.version, policy_version.c.sha256, policy_version.c.valid_from).order_by(
                policy_version.c.valid_from, policy_version.c.version
            )
        ).all()
        if not rows:
            raise Missing("No policy has been loaded yet.")
        in_force = [row for row in rows if row.valid_from <= day] or rows[:1]
        return self._parsed(in_force[-1].sha256)

    def wordings(self) -> LetterWordings:
        """The letters' words in force now."""
        row = self._connection.execute(
            select(policy_version.c.letters).order_by(policy_version.c.version.desc()).limit(1)
        ).one_or_none()
        if row is None:
            raise Missing("No policy has been loaded yet.")
        return parse_wordings(row.letters)

    def contact(self) -> ForceContact:
        """The force as its letters name it now."""
        row = self._connection.execute(
            select(policy_version.c.policy).order_by(policy_version.c.version.desc()).limit(1)
        ).one()
        return parse_contact(row.policy)

    def _parsed(self, sha256: str) -> Policy:
        # Asked for on every request: the version is immutable, so one parse serves the process.
        known = _KNOWN.get(sha256)
        if known is None:
            row = self._connection.execute(select(policy_version).where(policy_version.c.sha256 == sha256)).one()
            known = _KNOWN[sha256] = _parse(row)
        return known


_KNOWN: dict[str, Policy] = {}


def _parse(row: Row[*tuple[Any, ...]]) -> Policy:
    parsed = parse_policy(row.offences, row.policy, _days(row.holidays))
    return replace(parsed, version=row.version)


def _days(texts: list[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(one) for one in texts)
