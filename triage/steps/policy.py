"""Policy: a draft is edited, tried on last month's cases and activated with a reason; then cases are ranked again."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from triage.actor import Officer
from triage.case import Case, Stage
from triage.errors import BadPolicy, NotAllowedNow
from triage.escalation import deserves_automatic_warning, next_level
from triage.force import parse_contact
from triage.job import JobKind
from triage.mail import parse_mails
from triage.permission import Permission, require
from triage.policy import POLICY_FILE, Policy, parse_policy
from triage.policy_draft import (
    Draft,
    parse_holidays,
    parse_reason,
    parse_title,
    refuse_losses,
    require_open,
    require_tried,
)
from triage.policy_trial import Placement, TrialResult, Tried
from triage.steps.ask_second_look import move_second_looks
from triage.steps.facts import automatic_facts_of
from triage.steps.keeper import move_look_up
from triage.steps.ports import Unit
from triage.steps.prioritise import prioritise, ranking
from triage.wording import parse_wordings

NUL = "\\u0000"  # as JSON writes it
LAST_MONTH = timedelta(days=30)
DRY_RUN_CASES = 2_500  # the newest; a month of the busiest force, in about a minute


def parse_documents(documents: Mapping[str, Any]) -> Policy:
    """The policy these documents make, every one of them parsed; BadPolicy names file and field."""
    policy = parse_policy(documents["offences"], documents["policy"], parse_holidays(documents["holidays"]))
    parse_contact(documents["policy"])
    parse_wordings(documents["letters"])
    if documents.get("letters_cy") is not None:
        parse_wordings(documents["letters_cy"], "letters_cy.json")
    if documents.get("mails") is not None:
        parse_mails(documents["mails"])
    return policy


def make_draft(unit: Unit, title: str, *, by: Officer) -> Draft:
    """A draft that says what the policy in force says; it would apply from today."""
    require(by.role, Permission.POLICY_CHANGE)
    version = unit.policy.on(unit.today).version
    return unit.drafts.add(
        Draft(
            id=unit.new_id(),
            state="open",
            title=parse_title(title),
            based_on=version,
            valid_from=unit.today,
            documents=unit.policy.documents_of(version),
            changed=1,
            dry_run=None,
            made_by=by.id,
            made_at=unit.now,
        )
    )


def save_documents(unit: Unit, draft_id: UUID, changed: int, documents: Mapping[str, Any], *, by: Officer) -> None:
    """Keep edited documents, all or none; the parsers of the policy are asked first."""
    require(by.role, Permission.POLICY_CHANGE)
    draft = require_open(unit.drafts.get_as_read(draft_id, changed))
    _save(unit, draft, {**draft.documents, **documents}, draft.title, draft.valid_from)


def save_about(unit: Unit, draft_id: UUID, changed: int, title: str, valid_from: date, *, by: Officer) -> None:
    """Another name, or another day from which it would apply."""
    require(by.role, Permission.POLICY_CHANGE)
    draft = require_open(unit.drafts.get_as_read(draft_id, changed))
    _save(unit, draft, draft.documents, parse_title(title), valid_from)


def _save(unit: Unit, draft: Draft, documents: Mapping[str, Any], title: str, valid_from: date) -> None:
    read = _readable(documents)
    refuse_losses(unit.policy.documents_of(draft.based_on), read)
    dated = {**read, "policy": {**read["policy"], "valid_from": valid_from.isoformat()}}
    unit.drafts.save(draft, title=title, valid_from=valid_from, documents=dated)


def _readable(documents: Mapping[str, Any]) -> Mapping[str, Any]:
    """The documents, once the parsers could read them."""
    if NUL in json.dumps(documents):
        raise BadPolicy(POLICY_FILE, "(top)", "must not contain the character NUL, which cannot be kept.")
    parse_documents(documents)
    return documents


def ask_dry_run(unit: Unit, draft_id: UUID, changed: int, *, by: Officer) -> None:
    """Have a worker try the draft; asking again for the same draft tries it again."""
    require(by.role, Permission.POLICY_CHANGE)
    draft = require_open(unit.drafts.get_as_read(draft_id, changed))
    unit.jobs.arm(JobKind.DRY_RUN, draft.id, once=f"dry_run:{draft.id}:{draft.changed}")


def try_case(unit: Unit, case_id: UUID, draft: Policy) -> Tried:
    """Where the policy in force and the draft put one case, as it stood when it was received; nothing is saved."""
    case = as_received(unit.cases.get(case_id))
    old = unit.policy.on(unit.today, law_on=case.offence_on)
    main = old.offences.get(case.allegations[0].offence)
    title = case.allegations[0].offence if main is None else main.title
    return Tried(case.reference, title, _placement(unit, case, old), _placement(unit, case, draft))


def as_received(case: Case) -> Case:
    """The case as the queue first met it: undecided, with every allegation against the driver open."""
    allegations = tuple(replace(one, open=True) for one in case.allegations if one.against == "driver")
    return replace(case, stage=Stage.PRIORITISED, allegations=allegations or case.allegations)


def keep_dry_run(unit: Unit, draft_id: UUID, changed: int, result: TrialResult) -> None:
    """The figures, with the count of changes they belong to; a draft changed meanwhile wants another run."""
    unit.drafts.keep_dry_run(
        draft_id, {"changed": changed, "at": unit.now.isoformat(), "figures": result.as_json(), "cap": DRY_RUN_CASES}
    )


def activate(unit: Unit, draft_id: UUID, changed: int, reason: str, *, by: Officer) -> int:
    """Make the draft a version, for good: the number it gets. Open cases are ranked again when it is in force."""
    require(by.role, Permission.POLICY_CHANGE)
    draft = require_open(unit.drafts.get_as_read(draft_id, changed))
    require_tried(draft)
    why = parse_reason(reason)
    in_force = unit.policy.on(unit.today).version
    if in_force != draft.based_on:
        raise NotAllowedNow(
            f"Version {in_force} came into force after this draft was begun. Make a new draft from it, "
            "so that nothing it says is lost."
        )
    documents = _readable(draft.documents)
    if documents == unit.policy.documents_of(draft.based_on):
        raise BadPolicy(POLICY_FILE, "draft", "differs in nothing from the policy in force.")
    version = unit.policy.activate(documents, valid_from=draft.valid_from, reason=why, by=by.id)
    unit.drafts.end(draft.id, "activated", version=version)
    if draft.valid_from <= unit.today:
        leave_rerank(unit, version)
    return version


def discard(unit: Unit, draft_id: UUID, changed: int, *, by: Officer) -> None:
    """Put a draft away; it stays readable."""
    require(by.role, Permission.POLICY_CHANGE)
    draft = require_open(unit.drafts.get_as_read(draft_id, changed))
    unit.drafts.end(draft.id, "discarded")


def leave_rerank(unit: Unit, version: int) -> None:
    """Have every open case ranked by this version, once; a version that begins later is left when its day comes."""
    unit.jobs.leave(JobKind.RERANK, rerank_subject(version), once=f"rerank:{version}")


def rerank_subject(version: int) -> UUID:
    """The id under which the ranking by a version is found among the jobs."""
    return UUID(int=version)


def rerank(unit: Unit, case_id: UUID) -> bool:
    """One case by the policy in force: its rank and dates, and the days its keeper and its second look are due by.

    True when the case has a new version; running again on the same policy changes nothing.
    """
    before = unit.cases.get(case_id)
    after = prioritise(unit, case_id)
    move_look_up(unit, case_id)
    move_second_looks(unit, case_id)
    return after.version != before.version


def _placement(unit: Unit, case: Case, policy: Policy) -> Placement:
    found = ranking(unit, case, policy, case.received_at)
    submission = unit.submissions.get(case.submission_id)
    facts = automatic_facts_of(unit, case, submission, policy)
    # As if nobody had reviewed it in time, and before its own letter was written.
    earlier = sum(one.case_id != case.id for one in unit.letters.list_for_registration(case.registration))
    unreviewed = replace(facts, earlier_letters=earlier)
    return Placement(
        key=found.rank.key,
        lane=found.case.lane,
        tier=found.rank.tier,
        addends=found.rank.addends,
        last_post=found.case.last_post,
        decision_due=found.case.decision_due,
        in_filter=any(policy.offence(one.offence).in_filter for one in case.allegations),
        is_lettered=bool(deserves_automatic_warning(unreviewed, policy, facts.last_day + timedelta(days=1))),
        level=next_level(found.step, policy.ladder),
    )
