"""Keeps the dated versions of policy: shipped JSON seeds the first, and none is ever changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

from govuk_bank_holidays.bank_holidays import BankHolidays
from sqlalchemy import Column, Connection, Row, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.errors import Missing
from storage.rows import shaped
from storage.tables.staff import policy_version, staff
from triage.calendar import london_day
from triage.force import parse_contact
from triage.language import Language
from triage.letter import ForceContact
from triage.mail import Mails, parse_mails
from triage.policy import Policy, parse_policy, with_law_of
from triage.policy_draft import DOCUMENTS as DRAFTED
from triage.policy_draft import parse_holidays
from triage.wording import LetterWordings, parse_wordings

DOCUMENTS = ("offences", "policy", "letters", "letters_cy", "mails")


def shipped(name: str) -> Any:
    """One of the JSON documents that come with the product."""
    return json.loads((files("storage") / "policy" / name).read_text(encoding="utf-8"))


def english_bank_holidays() -> list[str]:
    """Bank holidays of England and Wales, from the list that travels with the product."""
    known = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return sorted({one["date"].isoformat() for one in known})


@dataclass(frozen=True)
class PolicyVersion:
    """One version as the list of versions shows it; nobody activated what came with the product."""

    version: int
    valid_from: date
    reason: str
    activated_at: datetime
    activated_by: str | None


class Policies:
    """Policy by date: law by the date of the offence, weights and wording by the date of the decision."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def seed(self) -> None:
        """Keep the shipped policy as a version, unless it is one already or the force has made its own."""
        made = select(policy_version.c.version).where(policy_version.c.activated_by.is_not(None)).limit(1)
        if self._connection.execute(made).first() is not None:
            return
        documents: dict[str, Any] = {name: shipped(f"{name}.json") for name in DOCUMENTS}
        documents["holidays"] = english_bank_holidays()
        text = json.dumps(documents, sort_keys=True)
        policy = parse_policy(documents["offences"], documents["policy"], parse_holidays(documents["holidays"]))
        parse_wordings(documents["letters"])
        parse_wordings(documents["letters_cy"], "letters_cy.json")
        parse_mails(documents["mails"])
        parse_contact(documents["policy"])
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        # Asked first: an insert that conflicts would use up a number of version.
        if self._connection.execute(select(policy_version.c.version).where(policy_version.c.sha256 == sha256)).first():
            return
        self._connection.execute(
            insert(policy_version)
            .values(
                valid_from=policy.valid_from,
                sha256=sha256,
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
        chosen = self._chosen(day)
        return self._parsed(chosen.version, chosen.sha256)

    def _chosen(self, day: date) -> Row[*tuple[Any, ...]]:
        """The version in force on a day: the last to begin by then; of two that begin together, the later one."""
        rows = self._connection.execute(
            select(policy_version.c.version, policy_version.c.sha256, policy_version.c.valid_from).order_by(
                policy_version.c.valid_from, policy_version.c.version
            )
        ).all()
        if not rows:
            raise Missing("No policy has been loaded yet.")
        in_force = [row for row in rows if row.valid_from <= day] or rows[:1]
        return in_force[-1]

    def _column_in_force(self, *columns: Column[Any]) -> Row[*tuple[Any, ...]]:
        today = self._chosen(london_day(self._now)).version
        return self._connection.execute(select(*columns).where(policy_version.c.version == today)).one()

    def wordings(self, language: str = "en") -> LetterWordings:
        """The letters' words in force now; a version without Welsh has the shipped draft."""
        row = self._column_in_force(policy_version.c.letters, policy_version.c.letters_cy)
        if language == Language.WELSH:
            return parse_wordings(row.letters_cy or shipped("letters_cy.json"), "letters_cy.json")
        return parse_wordings(row.letters)

    def mails(self) -> Mails:
        """The mails' words in force now; a version from before there were mails has the shipped ones."""
        row = self._column_in_force(policy_version.c.mails)
        return parse_mails(row.mails or shipped("mails.json"))

    def contact(self) -> ForceContact:
        """The force as its letters name it now."""
        return parse_contact(self._column_in_force(policy_version.c.policy).policy)

    def list_versions(self) -> tuple[PolicyVersion, ...]:
        """Every version with who activated it, when and why, the latest first."""
        rows = self._connection.execute(
            select(
                policy_version.c.version,
                policy_version.c.valid_from,
                policy_version.c.reason,
                policy_version.c.activated_at,
                staff.c.name.label("activated_by"),
            )
            .join(staff, staff.c.id == policy_version.c.activated_by, isouter=True)
            .order_by(policy_version.c.version.desc())
        )
        return tuple(shaped(PolicyVersion, row) for row in rows)

    def documents_of(self, version: int) -> dict[str, Any]:
        """The documents of a version as they were kept; Missing when there is no such version."""
        row = self._connection.execute(
            select(*(policy_version.c[name] for name in DRAFTED)).where(policy_version.c.version == version)
        ).one_or_none()
        if row is None:
            raise Missing("There is no such version of the policy.")
        return dict(row._mapping)

    def activate(self, documents: Mapping[str, Any], *, valid_from: date, reason: str, by: UUID) -> int:
        """Keep a new version beside the others; its number. The documents were parsed before they come here."""
        text = json.dumps(documents, sort_keys=True)
        last = self._connection.execute(select(func.max(policy_version.c.version))).scalar_one()
        # The predecessor belongs to the name: going back to what once was is a new version, not the old one.
        name = hashlib.sha256(f"{last}:{valid_from}:{text}".encode()).hexdigest()
        added: int = self._connection.execute(
            policy_version.insert()
            .values(
                valid_from=valid_from,
                sha256=name,
                reason=reason,
                activated_by=by,
                activated_at=self._now,
                **documents,
            )
            .returning(policy_version.c.version)
        ).scalar_one()
        return added

    def _parsed(self, version: int, sha256: str) -> Policy:
        # Asked for on every request: the version is immutable, so one parse serves the process.
        known = _KNOWN.get((version, sha256))
        if known is None:
            row = self._connection.execute(select(policy_version).where(policy_version.c.version == version)).one()
            known = _KNOWN[version, sha256] = _parse(row)
        return known


_KNOWN: dict[tuple[int, str], Policy] = {}


def _parse(row: Row[*tuple[Any, ...]]) -> Policy:
    parsed = parse_policy(row.offences, row.policy, parse_holidays(row.holidays))
    return replace(parsed, version=row.version, valid_from=row.valid_from)
