"""The review desk: everything about one case on one screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import Literal

from api.desk.shape_alleged import alleged_of, exception_words
from api.desk.shape_clock import clock_shown, due_of
from api.desk.shape_confirm import Settling, Typed, as_typed, confirm_moment_of, confirm_place_of, settled
from api.desk.shape_facts import facts_of, plates_of, vehicle_checks
from api.desk.shape_leave import leave_of
from api.desk.shape_likeness import SeenBefore, copied_words, same_recordings
from api.desk.shape_outcomes import Weighed, choices_of, is_any_open
from api.desk.shape_past import past_of
from api.desk.shape_queue import case_url
from api.desk.shape_reconciled import when_of, where_of
from api.desk.shape_signals import signals_of
from api.desk.telemetry import Travelled
from api.templating import clock_time, short_date
from api.views.leave import Beside
from api.views.reconciled import Reconciled
from api.views.review import (
    Clip,
    Conflict,
    LegalClock,
    OffenceOption,
    RankReason,
    ReviewPage,
    Undo,
    UpNext,
)
from api.views.staff import Check
from storage.listing import FootageState
from triage.actor import Officer
from triage.calendar import LONDON, london_day
from triage.case import Allegation, Case, Stage, main_allegation
from triage.clock_verdict import Recording
from triage.deadline import Clock
from triage.finding import Finding
from triage.marker import Marker
from triage.permission import Permission, may
from triage.plate_agreement import Agreement, agreement, closest
from triage.policy import Policy
from triage.priority import TIERS
from triage.record import Decision, Letter
from triage.steps.weigh import decisions_on, standing_on
from triage.submission import Answers


@dataclass(frozen=True)
class Opened:
    """A case as it was loaded for the desk."""

    case: Case
    answers: Answers
    findings: Sequence[Finding]
    recordings: Sequence[Recording]
    clips: tuple[Clip, ...]
    clip: int
    travelled: Travelled
    about: Allegation
    decisions: Sequence[Decision]
    clock: Clock
    weighed: Weighed
    others: Sequence[Case]
    letters: Sequence[Letter]
    markers: Sequence[Marker]
    following: Sequence[tuple[Case, FootageState]]
    undo: Undo | None
    beside: tuple[Beside, ...]
    seen_before: tuple[SeenBefore, ...]
    place: int
    names: Mapping[str, str]

    @property
    def decisions_stand(self) -> bool:
        """Whether an offence of the case has been decided: its time and place change no more."""
        return any(standing_on(self.case, self.decisions, one) is not None for one in self.case.allegations)


@dataclass(frozen=True)
class Attempt:
    """A record that was refused: what had been chosen, and why it was not taken."""

    problem: str = ""
    outcome: str = ""
    reason: str = ""
    note: str = ""
    played: str = ""
    other_service: str = ""
    s59: bool = False
    conflict: Conflict | None = None
    confirming: Typed | None = None


State = Literal["yours", "free", "taken", "held", "decided"]
FIRST_LOOK = Attempt()


def review_page(opened: Opened, officer: Officer, attempt: Attempt, *, may_review: bool) -> ReviewPage:
    """The whole page, after a first look or after a refused attempt."""
    case, policy, now = opened.case, opened.weighed.policy, opened.weighed.now
    url, state, main = case_url(case), state_of(case, officer, now), opened.about
    is_open = may_review and case.open
    may_settle = is_open and state == "yours" and not opened.decisions_stand
    follow_url = follow_url_of(opened, officer, state)
    return ReviewPage(
        reference=case.reference,
        version=case.version,
        offence_title=policy.offence(main.offence).title,
        tier=case.tier or 3,
        tier_words=TIERS[case.tier or 3],
        state=state,
        state_words=state_words(case, state, opened, now),
        account=opened.answers.says,
        facts=(*facts_of(case, opened.answers, opened.findings), *signals_of(opened.findings)),
        reconciled=_reconciled(opened),
        confirm_moment=confirm_moment_of(_settling(opened), attempt.confirming) if may_settle else None,
        confirm_place=confirm_place_of(_settling(opened), attempt.confirming) if may_settle else None,
        clips=opened.clips,
        clip=opened.clip,
        clock=replace(_clock(opened), note=exception_words(main)),
        outcomes=choices_of(opened.weighed),
        offences=_offences(policy, main.offence),
        record_url=follow_url or f"{url}/record",
        leave=leave_of(case, officer, is_theirs=state == "yours", is_taken=state == "taken"),
        beside=(*opened.beside, *same_recordings(case, opened.seen_before)),
        claim_url=f"{url}/claim" if is_open and state == "free" else "",
        note_url=f"{url}/note" if may_review else "",
        preview_url=f"{url}/preview" if may(officer.role, Permission.CASE_DECIDE) else "",
        heartbeat_url=f"{url}/heartbeat" if state == "yours" else "",
        history_url=f"{url}/history",
        offence=main.offence,
        registration=case.vehicle.registration,
        vehicle_words=" ".join(one for one in (case.vehicle.colour, case.vehicle.make, case.vehicle.model) if one),
        past=past_of(case, opened.others, opened.letters, policy, opened.markers, opened.findings),
        up_next=tuple(_up_next(one, footage, policy, now) for one, footage in opened.following),
        plates=plates_of(opened.findings, case.vehicle.registration, _plate_urls(opened.clips)),
        checks=_checks(opened),
        rank_place=opened.place,
        rank_reasons=_rank_reasons(case),
        speed=opened.travelled.speed,
        track=opened.travelled.track,
        incident_at_s=opened.answers.mark_s,
        undo=opened.undo,
        conflict=attempt.conflict,
        form_problem=attempt.problem or _beside_no_form(attempt, may_settle=may_settle),
        chosen=attempt.outcome,
        chosen_reason=attempt.reason,
        note=attempt.note,
        played=attempt.played,
        alleged=alleged_of(case, main, opened.decisions, policy, now, may_change=state == "yours"),
        standing=_standing_words(opened),
        may_follow=bool(follow_url),
        other_service=attempt.other_service,
        s59=attempt.s59,
        reads_only=not may(officer.role, Permission.CASE_DECIDE) and not follow_url,
    )


def _beside_no_form(attempt: Attempt, *, may_settle: bool) -> str:
    """Why a time or place was not confirmed, where the page no longer has the form that would say so."""
    return "" if attempt.confirming is None or may_settle else attempt.confirming.problem


def _reconciled(opened: Opened) -> tuple[Reconciled, ...]:
    # Of a clip that was not marked only the way as a whole is compared.
    mark_s = opened.recordings[opened.clip].mark_s if opened.recordings else None
    said = as_typed(opened.case, opened.answers)
    where = where_of(said, opened.findings, opened.travelled.passed, mark_s)
    return settled(when_of(said, opened.recordings), where, _settling(opened))


def _settling(opened: Opened) -> Settling:
    policy, today = opened.weighed.policy, london_day(opened.weighed.now)
    return Settling(opened.case, opened.answers, opened.findings, opened.recordings, policy, today)


def follow_url_of(opened: Opened, officer: Officer, state: State) -> str:
    """Where this person may record what follows on a decided case; empty where nothing is theirs to record."""
    standing = standing_on(opened.case, opened.decisions, opened.about)
    is_held = standing is not None and standing.finalised_at is None
    if state != "decided" or is_held or opened.case.sealed_at is not None or not is_any_open(opened.weighed):
        return ""
    way = "supersede" if may(officer.role, Permission.CASE_DECIDE) else "conclude"
    return f"{case_url(opened.case)}/{way}"


def _clock(opened: Opened) -> LegalClock:
    """Legal time of the chosen offence, or what became of it."""
    case, made = opened.case, decisions_on(opened.case, opened.decisions, opened.about)
    return clock_shown(opened.clock, case.received_at, made, opened.letters, opened.weighed.now)


def _standing_words(opened: Opened) -> str:
    """What stands on the chosen offence, who recorded it and when."""
    standing = standing_on(opened.case, opened.decisions, opened.about)
    if standing is None:
        return ""
    title = opened.weighed.policy.outcome_titles[standing.outcome]
    who = opened.names.get(str(standing.decided_by), "somebody")
    held = "" if standing.finalised_at else ", held at the moment"
    return f"{title}, by {who} on {short_date(london_day(standing.at))}{held}"


def state_of(case: Case, officer: Officer, now: datetime) -> State:
    """How the case stands towards this officer."""
    if case.stage is Stage.DECIDED:
        return "decided"
    if case.held_until is not None:
        return "held"
    if case.is_claimed(now):
        return "yours" if case.claimed_by == officer.id else "taken"
    return "free"


def undo_of(
    last: Decision | None, case: Case | None, policy: Policy, now: datetime, *, path: str = "decisions"
) -> Undo | None:
    """The officer's last decision while it can still be taken back."""
    if last is None or case is None or last.finalised_at or last.withdrawn_at or now >= last.final_at:
        return None
    return Undo(
        reference=case.reference,
        outcome=policy.outcome_titles[last.outcome],
        seconds_left=ceil((last.final_at - now).total_seconds()),
        url=f"/{path}/{last.id}/undo",
    )


def state_words(case: Case, state: State, opened: Opened, now: datetime) -> str:
    """The same in a sentence, for whoever cannot record."""
    title = opened.weighed.policy.outcome_titles.get(case.outcome or "", "A decision")
    if case.sealed_at is not None:
        return "This case is sealed."
    if case.withdrawn_at is not None:
        return "The reporter has withdrawn this report."
    if state == "decided":
        return f"{title}: final."
    if state == "held" and case.held_until is not None:
        left = ceil((case.held_until - now).total_seconds())
        return f"{title} recorded, final in {left} seconds." if left > 0 else f"{title} recorded, not final yet."
    if state == "taken" and case.lease_until is not None:
        who = opened.names.get(str(case.claimed_by), "Somebody")
        return f"Claimed by {who} until {clock_time(case.lease_until.astimezone(LONDON))}."
    return "Nobody has this case. You are reading it only." if case.open else "This report cannot be reviewed yet."


def _offences(policy: Policy, named: str) -> tuple[OffenceOption, ...]:
    offered = policy.offered()
    current = () if any(one.slug == named for one in offered) else (policy.offence(named),)
    return tuple(OffenceOption(one.slug, one.title) for one in (*current, *offered))


def _up_next(case: Case, footage: FootageState, policy: Policy, now: datetime) -> UpNext:
    due = due_of(case.last_post, case.service_deadline, case.due_at, now)
    offence = policy.offence(main_allegation(case).offence).title
    return UpNext(case.reference, f"{offence}, {due.time_left}", case_url(case), is_ready=footage == "ready")


def _checks(opened: Opened) -> tuple[Check, ...]:
    typed, reconciled = opened.case.vehicle.registration, _reconciled(opened)
    read = closest(opened.findings, typed)
    return (
        Check("Registration given", bool(typed)),
        *(Check(words, False) for words in copied_words(opened.case, opened.seen_before)),
        *([Check("Registration agrees with the footage", agreement(typed, read) is Agreement.AGREES)] if read else []),
        *vehicle_checks(opened.findings, typed),
        *(
            Check(f"{one.label} agrees with the footage", one.mark != "disagrees")
            for one in reconciled
            if one.mark != "unknown"
        ),
        *(Check(f"{one.label} confirmed for letters", one.is_settled) for one in reconciled),
        Check("Moment marked", opened.answers.mark_s is not None, "marked"),
        Check("Moment played", False, "played"),
    )


def _plate_urls(clips: Sequence[Clip]) -> Mapping[str, str]:
    """The crop of each mark, of the first file that shows it."""
    return {mark: url for clip in reversed(clips) for mark, url in clip.plate_urls.items()}


def _rank_reasons(case: Case) -> tuple[RankReason, ...]:
    return tuple(RankReason(str(one.get("words", "")), _days(one.get("days"))) for one in case.rank)


def _days(days: object) -> str:
    if not isinstance(days, (int, float)) or not days:
        return ""
    return f"{days:+.1f} d".replace(".0 d", " d")
