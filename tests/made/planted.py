"""Draws cases in which everything that no letter may say has been planted, and the letters that follow from them."""

import random
import string
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from tests.made.letters import CONTACT
from tests.triage.shipped import policy
from triage.calendar import london_day
from triage.case import Allegation, Case, Stage
from triage.letter import CARRIED, LetterKind
from triage.letter_facts import Around
from triage.notice import Requirement, RequirementState
from triage.offence import Offence
from triage.paper import course_in_words
from triage.record import Keeper, Letter
from triage.submission import Place, Submitter, Vehicle

ROADS = ("Acacia Avenue", "A4123 Birmingham New Road", "M6 junction 8", "High Street", "Ffordd y Môr")
TOWNS = ("Dudley", "Birmingham", "Llandrindod")
DOORS = ("{n} {road}", "{road} {n}", "{road}, {n}", "outside {n} {road}", "{road} (Flat {n})", "{n}-{n} {road}")
NAMED = ("hirer", "lessee", "buyer", "driver")


@dataclass(frozen=True)
class Planted:
    """One letter with what surrounds it, and the words of its case that it must not say."""

    letter: Letter
    case: Case
    around: Around
    forbidden: tuple[str, ...]


def a_planted_letter(draw: random.Random) -> Planted:
    """A letter of any kind about a case that is full of what must stay with the force."""
    kind = draw.choice(tuple(LetterKind))
    offence = draw.choice([one for one in policy().offences.values() if _can_be_offered(kind, one)])
    person = Submitter(f"{_word(draw)} {_word(draw)}", f"{_word(draw)}@{_word(draw)}.test")
    house, camera, bicycle, said = str(draw.randint(5_000, 9_999)), _word(draw), _word(draw), _word(draw)
    lat, lon = draw.uniform(52, 53), draw.uniform(-3, -1)
    occurred = datetime.fromtimestamp(draw.randrange(1_760_000_000, 1_900_000_000), UTC)
    road = draw.choice(DOORS).format(n=house, road=draw.choice(ROADS))
    typed = draw.choice(("{road}", "{road}, {email}", "{road} {lat:.6f},{lon:.6f}", "{road} B14 7QT"))
    place = Place(typed.format(road=road, email=person.email, lat=lat, lon=lon), draw.choice(TOWNS), lat, lon, said)
    case = _a_case(draw, offence, place, occurred, Vehicle("BX19 KLM", camera, bicycle, said, f"{said} {person.name}"))
    today = london_day(occurred) + timedelta(days=draw.randint(1, 20))
    letter = _a_letter(draw, kind, case, today, f"{person.name}, {house}")
    earlier = _a_letter(draw, LetterKind.NOTICE, case, today - timedelta(days=draw.randint(0, 20)), person.email)
    around = Around(
        today=today,
        offence=offence,
        policy=policy(),
        contact=CONTACT,
        party=_a_party(draw, person) if "named_as" in CARRIED[kind] or draw.random() < 0.7 else None,
        earlier=earlier,
        requirement=Requirement(
            _id(draw), case.id, 1, _id(draw), RequirementState.ASKED, occurred, today, today + timedelta(days=27)
        ),
    )
    words = (*person.name.split(), *person.email.split("@"), person.email, house, camera, bicycle, said)
    numbers = (f"{lat:.6f}", f"{lon:.6f}", f"{lat:.6f}".partition(".")[2], f"{lon:.6f}".partition(".")[2])
    return Planted(letter, case, around, (*words, *numbers, "7QT", str(case.submission_id), case.reference))


def _can_be_offered(kind: LetterKind, offence: Offence) -> bool:
    if kind is LetterKind.COURSE_OFFER:
        return course_in_words(offence.course) is not None
    return kind is not LetterKind.CONDITIONAL_OFFER or bool(offence.fpn_pence and offence.points[0].isdigit())


def _a_case(draw: random.Random, offence: Offence, place: Place, occurred: datetime, vehicle: Vehicle) -> Case:
    return Case(
        id=_id(draw),
        submission_id=_id(draw),
        reference=f"SN-{_word(draw).upper()}",
        position=1,
        stage=Stage.DECIDED,
        lane="queue",
        version=1,
        vehicle=vehicle,
        place=place,
        occurred_at=occurred,
        offence_on=london_day(occurred),
        received_at=occurred,
        policy_version=1,
        allegations=(Allegation(_id(draw), offence.slug, london_day(occurred)),),
        rank=({"words": vehicle.description},),
    )


def _a_letter(draw: random.Random, kind: LetterKind, case: Case, day: date, inside: str) -> Letter:
    """`inside` are the words of columns that are the force's own and belong to no letter."""
    return Letter(
        id=_id(draw),
        decision_id=_id(draw),
        case_id=case.id,
        kind=kind.value,
        step=draw.randint(0, 4),
        recipient=inside,
        registration="BX19KLM",
        reference="LN-" + "".join(draw.choices(string.ascii_uppercase, k=8)),
        state="queued",
        rule=inside,
        created_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
    )


def _a_party(draw: random.Random, person: Submitter) -> Keeper:
    return Keeper(
        id=_id(draw),
        registration="BX19KLM",
        name="Mr Keeper",
        address=("1 Other Street", "Walsall", "WS1 1AA"),
        state="found",
        source=person.name,
        capacity=draw.choice(NAMED),
        language=draw.choice(("en", "cy")),
    )


def _id(draw: random.Random) -> UUID:
    return UUID(int=draw.getrandbits(128), version=4)


def _word(draw: random.Random) -> str:
    """A word that stands in no wording: nobody else's letters fall together like this."""
    return "Xq" + "".join(draw.choices(string.ascii_lowercase, k=8)) + "zx"
