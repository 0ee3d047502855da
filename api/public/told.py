"""What a reporter is told of each vehicle in their report, in the shape that page and program share."""

from api.views.public import OutcomeClass, TimelineStep, VehicleStatus
from storage.unit import Unit
from triage.case import Case
from triage.feedback import FeedbackFacts, Progress, may_be_told, status_lines, told_class
from triage.feedback import OutcomeClass as Told
from triage.policy import Policy
from triage.steps.feedback import feedback_facts
from triage.submission import Submission

NO_PLATE = "A vehicle without a visible plate"
CLASSES: dict[Told, OutcomeClass] = {
    Told.FORMAL_ACTION: "formal action",
    Told.WARNING: "warning",
    Told.NO_FURTHER_ACTION: "no further action",
    Told.OTHER: "other",
}
ROAD = (
    (Progress.RECEIVED, "Received and being read"),
    (Progress.CHECKED, "Waiting for an officer"),
    (Progress.REVIEWING, "An officer is looking at it"),
    (Progress.DECIDED, "Decided"),
)


def vehicles_of(unit: Unit, report: Submission) -> tuple[VehicleStatus, ...]:
    """One line a vehicle, in the order they were reported."""
    policy = unit.policy.on(unit.today)
    cases = sorted(unit.cases.list_for_submission(report.id), key=lambda one: one.position)
    return tuple(_vehicle(unit, case, policy) for case in cases)


def _vehicle(unit: Unit, case: Case, policy: Policy) -> VehicleStatus:
    facts = feedback_facts(unit, case)
    lines = list(status_lines(facts, policy, unit.today))
    review = policy.feedback.words["victim_review"]
    return VehicleStatus(
        title=case.vehicle.registration or NO_PLATE,
        outcome=_outcome(unit, facts, policy),
        sentence=" ".join(one for one in lines if one != review),
        steps=_steps(unit, case, facts),
        review_sentence=review if review in lines else "",
    )


def _outcome(unit: Unit, facts: FeedbackFacts, policy: Policy) -> OutcomeClass:
    told = told_class(facts, policy, unit.today)
    if told is not None:
        return CLASSES[told]
    is_over = facts.progress is Progress.WITHDRAWN or may_be_told(facts, unit.today)
    return "other" if is_over else "pending"


def _steps(unit: Unit, case: Case, facts: FeedbackFacts) -> tuple[TimelineStep, ...]:
    """The road so far; a decision that may not be told yet looks like a review still under way."""
    if facts.progress is Progress.WITHDRAWN:
        return (
            TimelineStep(ROAD[0][1], "done", case.received_at),
            TimelineStep("Withdrawn", "done", case.withdrawn_at),
        )
    now = facts.progress
    if now is Progress.DECIDED and not may_be_told(facts, unit.today):
        now = Progress.REVIEWING
    reached = [one for one, _ in ROAD].index(now)
    steps = []
    for place, (progress, title) in enumerate(ROAD):
        is_over = place < reached or now is Progress.DECIDED
        at = case.received_at if progress is Progress.RECEIVED else None
        if progress is Progress.DECIDED and is_over:
            at = case.told_at
        steps.append(TimelineStep(title, "done" if is_over else "now" if place == reached else "later", at))
    return tuple(steps)
