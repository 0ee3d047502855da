"""Which ways of leaving a case are open to whom, and which cases stand beside it."""

from collections.abc import Sequence

from api.desk.shape_queue import SKIPS, case_url, described
from api.views.leave import Because, Beside, Leave
from triage.actor import Officer
from triage.case import Case, Stage
from triage.permission import Permission, may
from triage.steps.seal import REASONS

SKIP_LETTERS = {"not_sure": "S", "needs_second_look": "P", "technical": "F", "needs_expertise": "K", "break": "B"}
SEAL_LETTERS = {"distressing": "D", "indecent": "I", "unlawful": "U", "private": "P"}


def leave_of(case: Case, officer: Officer, *, is_theirs: bool, is_taken: bool) -> Leave:
    """The ways out for this person, as the case stands."""
    url = case_url(case)
    reviews = may(officer.role, Permission.CASE_REVIEW) and case.open
    undecided = case.stage is not Stage.DECIDED and case.held_until is None
    confirms = may(officer.role, Permission.CASE_CONFIRM) and undecided and case.withdrawn_at is None
    seals = may(officer.role, Permission.CASE_SEAL) and case.sealed_at is None
    takes = is_taken and reviews and may(officer.role, Permission.CASE_TAKE_OVER)
    return Leave(
        skip_url=f"{url}/skip" if is_theirs else "",
        release_url=f"{url}/release" if is_theirs else "",
        urgent_url=f"{url}/urgent" if reviews else "",
        conflict_url=f"{url}/conflict" if reviews else "",
        standards_url=f"{url}/standards" if reviews else "",
        withdrew_url=f"{url}/withdrew" if confirms else "",
        seal_url=f"{url}/seal" if seals else "",
        take_over_url=f"{url}/take-over" if takes else "",
        skips=tuple(Because(code, SKIPS[code], letter) for code, letter in SKIP_LETTERS.items()),
        seals=tuple(Because(code, _capital(REASONS[code]), letter) for code, letter in SEAL_LETTERS.items()),
    )


def beside_of(case: Case, of_report: Sequence[Case], of_event: Sequence[Case], hidden: int) -> tuple[Beside, ...]:
    """The other vehicles of the report, and who else reported the event; ``hidden`` more are not theirs to see."""
    total = len(of_report)
    said = [Beside(f"Vehicle {case.position} of {total} in this report")] if total > 1 else []
    said += [
        Beside(f"Vehicle {one.position}: {described(one)}", case_url(one)) for one in of_report if one.id != case.id
    ]
    said += [Beside(f"Also reported by another person: {one.reference}", case_url(one)) for one in of_event]
    if hidden:
        said.append(Beside("Also reported by another person, in a case that is not for you"))
    return tuple(said)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
