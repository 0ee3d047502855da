"""A contested letter as its decider sees it: the witness's words and the keeper's, side by side, and what is known."""

from api.desk.frame import Desk
from api.desk.shape_past import past_of
from api.desk.shape_queue import case_url, place_of
from api.post.shape import choices, letter_url, rule_words
from api.templating import plate
from api.views.post import Choice, ContestPage, ContestRow
from storage.unit import Unit
from triage.case import Case
from triage.contest import WORDS, Contest, ContestState, RefusedBecause, UpheldBecause, require_somebody_else
from triage.errors import NotPermitted
from triage.letter import KIND_TITLES
from triage.permission import Permission
from triage.permission import may as role_may
from triage.record import Decision
from triage.steps.facts import answers_of, decider_of
from triage.submission import Submission

STATES = {ContestState.OPEN: "Open", ContestState.UPHELD: "Taken back", ContestState.REFUSED: "Stands"}


def contest_row(desk: Desk, one: Contest) -> ContestRow:
    """One contest in the list."""
    unit = desk.unit
    mail = unit.post.get_mail(one.letter_id)
    is_open = one.state is ContestState.OPEN
    days = (one.due_on - unit.today).days
    return ContestRow(
        url=f"/contests/{one.id}",
        letter_reference=mail.letter.reference,
        registration=plate(mail.letter.registration),
        kind=KIND_TITLES.get(mail.letter.kind, mail.letter.kind),
        received_on=one.received_on,
        due_on=one.due_on,
        state=STATES[one.state],
        urgency="breach" if is_open and days < 0 else "soon" if is_open and days <= 2 else "calm",
        is_own=is_open and unit.decisions.get(mail.letter.decision_id).decided_by == desk.officer.id,
    )


def contest_page(desk: Desk, one: Contest) -> ContestPage:
    """One contest; the forms stand there only for somebody who may decide it."""
    unit = desk.unit
    letter = unit.post.get_mail(one.letter_id).letter
    case, decision = unit.cases.get(one.case_id), unit.decisions.get(letter.decision_id)
    submission, names = unit.submissions.get(case.submission_id), unit.staff.names()
    why_not = _why_not(desk, case, decision)
    is_open = one.state is ContestState.OPEN
    policy = unit.policy.on(unit.today)
    return ContestPage(
        row=contest_row(desk, one),
        letter_url=letter_url(letter.reference),
        case_reference=case.reference,
        case_url=case_url(case),
        offence=unit.policy.on(case.offence_on).offence(decision.offence).title,
        occurred_at=case.occurred_at,
        where=place_of(case),
        account=answers_of(submission).says,
        keeper_says=one.says,
        entered_by=names.get(str(one.entered_by), "Somebody"),
        rule=rule_words(letter),
        decided_by=names.get(str(decision.decided_by), "Somebody"),
        note=decision.note,
        seconds_played=decision.seconds_played,
        still_url=_still_url(unit, case, submission),
        history=past_of(
            case,
            unit.cases.list_for_registration(letter.registration),
            unit.letters.list_for_registration(letter.registration),
            policy,
        ),
        decide_url=f"/contests/{one.id}/decide" if is_open and not why_not else "",
        why_not=why_not if is_open else "",
        upheld=_reasons(UpheldBecause),
        refused=_reasons(RefusedBecause),
        answer="" if is_open else _answer(one, names.get(str(one.decided_by), "Somebody")),
    )


def _reasons(codes: type[UpheldBecause] | type[RefusedBecause]) -> tuple[Choice, ...]:
    return choices((code.value, WORDS[code.value]) for code in codes)


def _why_not(desk: Desk, case: Case, decision: Decision) -> str:
    """What stands against this person deciding, in a sentence."""
    if not role_may(desk.officer.role, Permission.LETTER_CONTEST):
        return "Your role does not allow this."
    try:
        require_somebody_else(decision, desk.officer.id)
    except NotPermitted as refusal:
        return str(refusal)
    if decider_of(desk.unit, case, desk.officer).in_conflict:
        return "You or someone close to you stands in this case, so somebody else decides it."
    return ""


def _answer(one: Contest, who: str) -> str:
    code, _, note = (one.decided_why or "").partition(": ")
    said = "took the letter back" if one.state is ContestState.UPHELD else "let the letter stand"
    because = f"{WORDS[code]}." if code in WORDS else ""
    return " ".join(part for part in (f"{who} {said}.", because, note) if part)


def _still_url(unit: Unit, case: Case, submission: Submission) -> str:
    stills = [one.id for one in submission.footage if unit.submissions.find_derived(one.id, "poster")]
    return f"/footage/{stills[0]}/poster" if stills and case.sealed_at is None else ""
