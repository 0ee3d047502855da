"""Keeper entry: who kept the vehicle on the day of the offence, and what that does to the letters that wait."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.desk.gather import case_of
from api.desk.shape_days import left_in_words, urgency_of
from api.desk.shape_followed import CAPACITIES, asked_words, letter_words
from api.errors import status_of
from api.process.shape import case_facts, party_form, typed
from api.views.process import KeeperPage, KnownParty, Pick
from storage.unit import Unit
from triage.actor import Officer
from triage.case import Case
from triage.errors import BadAnswer
from triage.keeper import ALLOWS, CHOICES, MARKS, KeeperState, entry_from, party_from
from triage.permission import Permission
from triage.record import Keeper
from triage.steps import ask_again, keeper
from triage.worklist import TaskKind

router = APIRouter()
AGAIN = "again:"  # in place of a state: the link of whoever was named
Clerk = Annotated[Officer, may(Permission.KEEPER_ENTER)]
EXCEPTION = " The exception of RTOA 1988 s.2(3) suggests itself: a person records it, with why."
SOURCES = {
    "person": "Entered by hand",
    "file": "From a file",
    "register": "From the register",
    "reply": "Named in a reply",
}


class KeeperForm(BaseModel):
    """The fields as the page has them."""

    state: str = ""
    registration: str | None = None  # as it stood on the page
    name: str = Field("", max_length=200)
    line: list[str] = Field(default_factory=list, max_length=10)
    postcode: str = Field("", max_length=20)
    language: str = "en"
    mark: list[str] = Field(default_factory=list, max_length=10)


@router.get("/keepers/{reference}/{position}")
def get_keeper(desk: DeskDep, officer: Clerk, reference: str, position: int) -> Response:
    """What is known of the keeper on the day, and the form; reading it is noted."""
    case = case_of(desk, reference, position)
    desk.unit.history.looked(officer.actor, case.id, "keeper")
    return desk.page("keeper", _page(desk, case), "work")


@router.post("/keepers/{reference}/{position}")
def enter_keeper(
    desk: DeskDep, officer: Clerk, reference: str, position: int, form: Annotated[KeeperForm, Form()]
) -> Response:
    """Keep what the look-up found; letters go, or stop, at once."""
    case = case_of(desk, reference, position)
    try:
        with desk.unit.attempt():
            if form.state.startswith(AGAIN):
                return _ask_again(desk, officer, case, form)
            entry = entry_from(form.state, form.name, form.line, form.postcode, language=form.language, marks=form.mark)
            keeper.enter(
                desk.unit,
                case.id,
                entry,
                by=officer.actor,
                source=keeper.PERSON,
                entered_by=officer.id,
                asked_of=form.registration,
            )
    except BadAnswer as refusal:
        kept = replace(
            _page(desk, case),
            states=(*_states(form.state), *_named(desk.unit, case, form.state)),
            marks=_marks(form.mark),
            party=typed(form.name, form.line, form.postcode, form.language),
            problem=refusal.sentence,
            problem_field=refusal.field,
        )
        return desk.page("keeper", kept, "work", status=status_of(refusal))
    if entry.state is KeeperState.PROTECTED:
        return see_other("/work")  # from here the case is for supervisors
    return see_other(f"/keepers/{case.reference}/{case.position}")


def _ask_again(desk: Desk, officer: Officer, case: Case, form: KeeperForm) -> Response:
    """Whoever was named is asked once more elsewhere; the keeper on the day stays who they are."""
    links = {f"{AGAIN}{one.id}": one.id for one in ask_again.who_came_back(desk.unit, case)}
    if form.state not in links:
        raise BadAnswer("state", "Nobody who was named can be asked again any more.")
    party = party_from(form.name, form.line, form.postcode, language=form.language)
    ask_again.ask_elsewhere(desk.unit, case.id, links[form.state], party, by=officer)
    return see_other(f"/keepers/{case.reference}/{case.position}")


def _page(desk: Desk, case: Case) -> KeeperPage:
    unit = desk.unit
    parties = unit.identity.list_parties(case.id)
    found = keeper.keeper_of(unit, case)
    state = KeeperState.UNKNOWN if found is None else KeeperState(found.state)
    tasks = unit.worklist.list_for_case(case.id)
    due = next((one.due_on for one in tasks if one.kind is TaskKind.KEEPER_LOOKUP and one.closed_at is None), None)
    return KeeperPage(
        case=case_facts(case, unit.policy.on(unit.today)),
        url=f"/keepers/{case.reference}/{case.position}",
        registration=case.registration,
        states=(*_states(""), *_named(unit, case, "")),
        marks=_marks(()),
        party=party_form(None),
        letters=tuple(letter_words(one) for one in unit.letters.list_for_case(case.id)),
        known=tuple(_known(one) for one in reversed(parties)) or (() if found is None else (_known(found),)),
        now_words=ALLOWS[state].words + (EXCEPTION if ALLOWS[state].exception else ""),
        due_on=due,
        due_words="" if due is None else left_in_words(due, unit.today),
        urgency="calm" if due is None else urgency_of(due, unit.today),
    )


def _states(chosen: str) -> tuple[Pick, ...]:
    return tuple(Pick(state.value, words, ALLOWS[state].words, state == chosen) for state, words in CHOICES.items())


def _named(unit: Unit, case: Case, chosen: str) -> tuple[Pick, ...]:
    """Whoever was named and whose request came back: they may be asked again."""
    return tuple(
        Pick(
            f"{AGAIN}{one.id}",
            f"{asked_words(one, unit.identity.get_party(one.party_id))}: ask again at another address",
            "The request to them came back. They have 28 days of their own from the new letter.",
            f"{AGAIN}{one.id}" == chosen,
        )
        for one in ask_again.who_came_back(unit, case)
    )


def _marks(chosen: tuple[str, ...] | list[str]) -> tuple[Pick, ...]:
    return tuple(Pick(mark.value, words, is_chosen=mark in chosen) for mark, words in MARKS.items())


def _known(one: Keeper) -> KnownParty:
    state = CHOICES[KeeperState(one.state)] if one.state in set(CHOICES) else "Named"
    return KnownParty(
        words=f"{state}, {CAPACITIES.get(one.capacity, one.capacity).lower()}",
        name=one.name,
        address=", ".join(one.address),
        source=SOURCES.get(one.source, one.source),
    )
