"""Letter: what a letter may say, that it left, and the automatic ones that a supervisor approves or declines."""

from datetime import date, time, timedelta
from uuid import UUID

from triage.actor import PRODUCT, Officer
from triage.calendar import add_business_days, at_london, day_in_words, is_business_day
from triage.case import Case, Stage, main_allegation
from triage.deadline import presumed_served
from triage.errors import ConflictOfInterest, NotAllowedNow
from triage.escalation import Answer, deserves_automatic_warning
from triage.job import JobKind
from triage.letter import LetterFacts, LetterKind
from triage.letter_facts import Around, earlier_letter, facts_for
from triage.outcome import DISPOSAL, Outcome
from triage.permission import Permission, require
from triage.post import Mail, is_served_in_time, missed_its_post, post_task_due
from triage.record import Decision, Letter, Proposal
from triage.steps.decide import hold, told_of
from triage.steps.facts import automatic_facts_of, decider_of, refuse_conflict
from triage.steps.notice import asked
from triage.steps.ports import Unit
from triage.steps.withdraw import level_again
from triage.submission import words
from triage.wording import Wording
from triage.worklist import TaskKind

TOLD_FROM = time(9, 0)
FOR_PEOPLE = frozenset({"urgent", "restricted"})
MISSED = "missed its last post"
AUTOMATIC_REASON = "not_reviewed_in_time"


def letter_facts(unit: Unit, letter_id: UUID) -> LetterFacts:
    """Everything the letter may say, and nothing else; the keeper as they are known now."""
    letter = unit.letters.get(letter_id)
    case = unit.cases.get(letter.case_id)
    chain = unit.requirements.list_for_case(case.id)
    around = Around(
        today=unit.today,
        offence=unit.policy.on(case.offence_on).offence(unit.decisions.get(letter.decision_id).offence),
        policy=unit.policy.on(unit.today),
        contact=unit.policy.contact(),
        party=None if letter.party_id is None else unit.identity.get_party(letter.party_id),
        earlier=earlier_letter(letter, unit.letters.list_for_case(case.id)),
        requirement=next((one for one in chain if one.id == letter.requirement_id), None),
    )
    return facts_for(letter, case, around)


def wording_for(unit: Unit, facts: LetterFacts, language: str) -> Wording:
    """The words in the recipient's language; in English while that language is a draft, which nobody is sent."""
    wordings = unit.policy.wordings(language)
    return (unit.policy.wordings() if wordings.draft else wordings).wording(facts.kind, facts.level)


def may_leave(unit: Unit, letter_id: UUID, posting_on: date) -> Letter | None:
    """The letter, if it still waits to leave; None when it must not, and a notice that would be late alarms."""
    mail = unit.post.get_mail(letter_id)
    if mail.letter.state != "queued":
        return None
    if _is_too_late(unit, mail, posting_on):
        missed_the_post(unit, mail, MISSED)
        return None
    return mail.letter


def about_to_send(
    unit: Unit, letter_id: UUID, channel: str, *, posting_on: date, sha256: str, pages: int
) -> Letter | None:
    """Look once more before anything leaves: the attempt is on record first. None when it must not leave any more."""
    letter = None if level_again(unit, letter_id) else may_leave(unit, letter_id, posting_on)
    if letter is not None:
        unit.letters.attempt(letter, channel, sha256=sha256, pages=pages)
    return letter


def posting_day(unit: Unit) -> date:
    """The business day on which what is printed now goes into the post."""
    holidays = unit.policy.on(unit.today).holidays
    return unit.today if is_business_day(unit.today, holidays) else add_business_days(unit.today, 1, holidays)


def printed(unit: Unit, letter_id: UUID, *, sha256: str, pages: int, channel: str) -> bool:
    """It lies ready for the printer. It counts as posted when a person has certified the day, and not before.

    False when it had been printed or voided before.
    """
    if not unit.letters.printed(letter_id, sha256=sha256, pages=pages, channel=channel):
        return False
    letter = unit.letters.get(letter_id)
    unit.history.add(
        letter.case_id,
        "letter_printed",
        PRODUCT,
        {"letter": str(letter_id), "kind": letter.kind, "sha256": sha256, "pages": pages, "channel": channel},
    )
    mail = unit.post.get_mail(letter_id)
    if goes_by_hand(unit, letter):
        _want_service(unit, mail)
        return True
    due = post_task_due(mail.must_leave_by, unit.today, unit.policy.on(unit.today).holidays)
    unit.worklist.open(TaskKind.POST, letter.case_id, letter_id, due, once=f"post:{letter_id}:{unit.now.isoformat()}")
    return True


def sent(unit: Unit, letter_id: UUID, *, sha256: str, pages: int, channel: str, posted_on: date) -> bool:
    """A channel that prints and posts by itself has taken it; False when it had been taken or voided before."""
    if not printed(unit, letter_id, sha256=sha256, pages=pages, channel=channel):
        return False
    mail = unit.post.get_mail(letter_id)
    if _is_too_late(unit, mail, posted_on):
        missed_the_post(unit, mail, MISSED)  # the channel took it over the last minute: it leaves, but too late
    return posted(unit, mail.letter, posted_on)


def posted(unit: Unit, letter: Letter, posted_on: date) -> bool:
    """It left: the day it is presumed served follows, and the reporter may be told from then on.

    False unless the letter was printed and had not left.
    """
    served_on = presumed_served(posted_on, unit.policy.on(unit.today).holidays)
    if not unit.letters.posted(letter.id, posted_on=posted_on, served_on=served_on):
        return False
    unit.history.add(
        letter.case_id,
        "letter_sent",
        PRODUCT,
        {
            "letter": str(letter.id),
            "kind": letter.kind,
            "step": letter.step,
            "sha256": letter.sha256,
            "posted_on": posted_on.isoformat(),
            "served_on": served_on.isoformat(),
            "rule": letter.rule,
        },
    )
    unit.worklist.close(letter.id, TaskKind.POST, "posted")
    asked(unit, letter, served_on)
    if letter.kind in (LetterKind.NOTICE.value, LetterKind.S172_ALONE.value):
        # Never earlier than service: a reporter must not know of a notice before its keeper does.
        unit.jobs.leave(
            JobKind.FEEDBACK,
            letter.case_id,
            once=f"feedback:{letter.decision_id}:{served_on}",  # refused and posted again is served on another day
            run_after=at_london(served_on, TOLD_FROM),
        )
    return True


def propose_automatic(unit: Unit, case_id: UUID) -> Answer:
    """Propose an automatic letter, if every condition is known to hold; asked when listed and asked again now."""
    case = unit.cases.get_locked(case_id)
    answer = _deserves(unit, case)
    if answer:
        unit.proposals.leave(case_id, answer.because, once=f"automatic:{case_id}")
        unit.history.add(case_id, "automatic_proposed", PRODUCT, {"policy": case.policy_version})
    return answer


def approve(unit: Unit, proposal_id: UUID, version: int, *, by: Officer) -> Decision:
    """A supervisor approves one automatic letter, having seen it; every condition is asked again."""
    proposal, case = _waiting(unit, proposal_id, by)
    case = unit.cases.get_as_read(case.id, version)
    answer = _deserves(unit, case)
    if not answer:
        raise NotAllowedNow(f"The letter can no longer be sent automatically. {answer.because[0]}")
    if decider_of(unit, case, by).in_conflict:
        raise ConflictOfInterest("You or someone close to you stands in this case, so somebody else decides it.")
    policy = unit.policy.on(unit.today)
    decision = Decision(
        id=unit.new_id(),
        case_id=case.id,
        case_version=case.version,
        outcome=Outcome.WARNING_LETTER,
        reason=AUTOMATIC_REASON,
        offence=main_allegation(case).offence,
        step=0,
        automatic=True,
        note="",
        seconds_played=0.0,
        decided_by=by.id,
        role=by.role,
        policy_version=policy.version,
        at=unit.now,
        final_at=unit.now + timedelta(seconds=policy.limits.hold_seconds),
    )
    unit.proposals.decide(proposal.id, "approved", by.id, "")
    payload = {"decision": str(decision.id), "proposal": str(proposal.id)}
    unit.history.add(case.id, "automatic_approved", by.actor, payload)
    hold(unit, case, decision, told_of(decision, DISPOSAL[decision.outcome], None), by=by)
    return decision


def decline(unit: Unit, proposal_id: UUID, why: str, *, by: Officer) -> None:
    """A supervisor declines: the case stays where it is, for a person."""
    proposal, case = _waiting(unit, proposal_id, by)
    refuse_conflict(unit, case, by)
    unit.proposals.decide(proposal.id, "declined", by.id, words("why", why, "why you decline", limit=500))
    unit.history.add(case.id, "automatic_declined", by.actor, {"proposal": str(proposal.id)})


def _deserves(unit: Unit, case: Case) -> Answer:
    """Every condition, and that nobody is at it; asked again on approval, for a case may be sealed or taken since."""
    if case.stage is not Stage.PRIORITISED or not case.open or case.is_claimed(unit.now):
        return Answer(False, ("Somebody is looking at it, or it has been decided.",))
    if case.lane in FOR_PEOPLE:
        return Answer(False, ("The case is urgent or restricted, so a person decides it.",))
    policy = unit.policy.on(unit.today, law_on=case.offence_on)
    submission = unit.submissions.get(case.submission_id)
    return deserves_automatic_warning(automatic_facts_of(unit, case, submission, policy), policy, unit.today)


def _waiting(unit: Unit, proposal_id: UUID, by: Officer) -> tuple[Proposal, Case]:
    """The proposal and its case, both held; the case first, as everybody else takes them."""
    require(by.role, Permission.LETTER_APPROVE)
    case = unit.cases.get_locked(unit.proposals.get(proposal_id).case_id)
    proposal = unit.proposals.get(proposal_id, lock=True)
    if proposal.state != "waiting":
        raise NotAllowedNow(f"This proposal has already been {proposal.state}.")
    return proposal, case


def misses_deadline(unit: Unit, mail: Mail, posting_on: date) -> bool:
    """Whether a notice posted then is not presumed served in time: by the clock of the offence it is about, not the
    case's, which goes on with whatever is still open; and by the holidays as they are known today.

    Never where it was decided with an exception of RTOA 1988 s.2, after its last post.
    """
    if not mail.is_notice or unit.decisions.get(mail.letter.decision_id).exception:
        return False
    served_on = presumed_served(posting_on, unit.policy.on(unit.today).holidays)
    return missed_its_post(mail, posting_on) or not is_served_in_time(served_on, mail.case.service_deadline)


def missed_the_post(unit: Unit, mail: Mail, happened: str) -> None:
    """A notice that does not arrive in time is never taken for one that does; ``happened`` says how that came."""
    letter, deadline = mail.letter, mail.case.service_deadline
    until = "" if deadline is None else f" until {day_in_words(deadline)}"
    words = f"{mail.case.reference}: the notice {letter.reference} {happened}. Serve it another way{until}."
    unit.alarms.sound("missed_post", letter.case_id, words, once=f"missed_post:{letter.id}")
    _want_service(unit, mail)


def goes_by_hand(unit: Unit, letter: Letter) -> bool:
    """Whether a notice was decided to be served another way: it is printed here, and no channel posts it."""
    return letter.kind == LetterKind.NOTICE.value and bool(unit.decisions.get(letter.decision_id).other_service)


def _want_service(unit: Unit, mail: Mail) -> None:
    """Somebody serves the notice until its deadline; after it a person decides what follows."""
    letter, deadline = mail.letter, mail.case.service_deadline or unit.today
    if unit.today <= deadline:
        once = f"serve:{letter.id}"
        unit.worklist.open(TaskKind.SERVE_ANOTHER_WAY, letter.case_id, letter.id, deadline, once=once)
    else:
        once = f"missed_post:{letter.id}"
        unit.worklist.open(TaskKind.NO_LETTER_POSSIBLE, letter.case_id, letter.case_id, unit.today, once=once)


def _is_too_late(unit: Unit, mail: Mail, posting_on: date) -> bool:
    """Whether a notice may not be posted any more; what is to be served another way is printed all the same."""
    return not unit.decisions.get(mail.letter.decision_id).other_service and misses_deadline(unit, mail, posting_on)
