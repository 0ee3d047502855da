"""What else people do in the stories: at the desk, in the process office, and with letters that came back."""

from __future__ import annotations

from dataclasses import dataclass

from demo.stories import Act
from triage.contest import ContestState, UpheldBecause
from triage.keeper import KeeperState
from triage.marker import MarkerKind
from triage.notice import KeeperAnswer, OfferState
from triage.outcome import Outcome
from triage.post import ReturnReason


@dataclass(frozen=True)
class Seals(Act):
    """The officer seals the footage."""

    why: str = "distressing"


@dataclass(frozen=True)
class Withdraws(Act):
    """The reporter asked to take the report back, and the officer says so."""


@dataclass(frozen=True)
class Alleges(Act):
    """The officer adds a second offence, sends a notice for the first, and gives the case back with the other open."""

    offence: str = ""


@dataclass(frozen=True)
class Excepts(Act):
    """The officer records an exception of RTOA 1988 s.2 and gives the case back."""

    code: str = ""
    why: str = ""


@dataclass(frozen=True)
class Supersedes(Act):
    """The sergeant puts another decision in the place of the one that stands."""

    outcome: Outcome = Outcome.WARNING_LETTER
    reason: str = ""


@dataclass(frozen=True)
class PassesOn(Act):
    """The sergeant has told the other unit, and ticks the referral off."""


@dataclass(frozen=True)
class SetsMarker(Act):
    """The sergeant marks the vehicle, or the reporter for bad faith."""

    kind: MarkerKind = MarkerKind.CLONED
    why: str = ""


@dataclass(frozen=True)
class EntersKeeper(Act):
    """The process clerk enters what the look-up found; a party is invented where the state has one."""

    state: KeeperState = KeeperState.FOUND


@dataclass(frozen=True)
class Replies(Act):
    """Whoever was asked last answers; the name of whoever they name is invented."""

    answer: KeeperAnswer = KeeperAnswer.I_WAS_DRIVING


@dataclass(frozen=True)
class Concludes(Act):
    """The process clerk chooses what follows the notice."""

    outcome: Outcome = Outcome.FIXED_PENALTY


@dataclass(frozen=True)
class EndsOffer(Act):
    """What came of the offer that is open."""

    state: OfferState = OfferState.PAID


@dataclass(frozen=True)
class Returns(Act):
    """The post brings the first letter back, that morning."""

    reason: ReturnReason = ReturnReason.GONE_AWAY


@dataclass(frozen=True)
class Contests(Act):
    """A letter from the keeper came that morning, and the sergeant enters it."""

    says: str = ""


@dataclass(frozen=True)
class AnswersContest(Act):
    """The sergeant decides it."""

    state: ContestState = ContestState.UPHELD
    reason: str = UpheldBecause.ANOTHER_VEHICLE.value
