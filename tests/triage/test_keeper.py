"""What each keeper state allows, and what may be entered of a keeper."""

from datetime import date

import pytest

from triage.errors import BadAnswer
from triage.keeper import (
    ALLOWS,
    CHOICES,
    KINDS,
    Entry,
    KeeperState,
    Mark,
    Party,
    capacity_of,
    entry_from,
    findings_of,
    party_from,
)
from triage.keeper_row import row_from
from triage.notice import Capacity
from triage.worklist import TaskKind

LOOK_UP, NO_LETTER = TaskKind.KEEPER_LOOKUP, TaskKind.NO_LETTER_POSSIBLE
ANN = Party("Ann Sample", ("1 Example Street", "Birmingham", "ZZ99 9ZZ"))
ROW = {
    "registration": "AB12 CDE",
    "offence_date": "2026-11-14",
    "state": "found",
    "name": "Ann Sample",
    "address_1": "1 Example Street",
    "address_2": "Birmingham",
    "postcode": "zz99 9zz",
}


@pytest.mark.parametrize(
    ("state", "letter", "task", "exception", "restricted", "stops_all"),
    [
        (KeeperState.UNKNOWN, False, LOOK_UP, False, False, False),
        (KeeperState.FOUND, True, None, False, False, False),
        (KeeperState.COMPANY, True, None, False, False, False),
        (KeeperState.HIRER, True, None, False, False, False),
        (KeeperState.LESSEE, True, None, False, False, False),
        (KeeperState.SOLD, False, LOOK_UP, False, False, False),
        (KeeperState.DECEASED, False, NO_LETTER, False, False, True),
        (KeeperState.NONE, False, NO_LETTER, True, False, False),
        (KeeperState.FOREIGN, False, NO_LETTER, True, False, False),
        (KeeperState.PROTECTED, False, NO_LETTER, False, True, False),
    ],
)
def test_what_a_state_allows(
    state: KeeperState, letter: bool, task: TaskKind | None, exception: bool, restricted: bool, stops_all: bool
) -> None:
    allowed = ALLOWS[state]
    assert (allowed.letter, allowed.task, allowed.exception) == (letter, task, exception)
    assert (allowed.restricted, allowed.stops_all) == (restricted, stops_all)


def test_every_state_says_what_it_means_and_all_but_unknown_can_be_entered() -> None:
    assert set(ALLOWS) == set(KeeperState)
    assert all(one.words.endswith(".") for one in ALLOWS.values())
    assert set(CHOICES) == set(KeeperState) - {KeeperState.UNKNOWN}


def test_a_state_either_takes_letters_or_gives_somebody_something_to_do() -> None:
    assert all(one.letter == (one.task is None) for one in ALLOWS.values())


@pytest.mark.parametrize(
    ("state", "capacity"),
    [
        (KeeperState.FOUND, Capacity.KEEPER),
        (KeeperState.COMPANY, Capacity.KEEPER),
        (KeeperState.HIRER, Capacity.HIRER),
        (KeeperState.LESSEE, Capacity.LESSEE),
    ],
)
def test_as_whom_a_party_is_asked(state: KeeperState, capacity: Capacity) -> None:
    assert capacity_of(state) is capacity


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("state", {"state": "unknown"}, "Choose what"),
        ("state", {"state": "nonsense"}, "Choose what"),
        ("marks", {"marks": ("on_fire",)}, "marks"),
        ("name", {"name": "  "}, "Enter the name"),
        ("name", {"name": "A" * 61}, "at most 60"),
        ("name", {"name": "Ann\u202eSample"}, "cannot carry"),
        ("address", {"lines": ()}, "1 to 5 lines"),
        ("address", {"lines": ("A", "B", "C", "D", "E", "F")}, "1 to 5 lines"),
        ("address", {"lines": ("A" * 51,)}, "at most 50"),
        ("postcode", {"postcode": "BIRMINGHAM"}, "postcode"),
        ("language", {"language": "fr"}, "English or Welsh"),
    ],
)
def test_what_cannot_be_entered_of_a_keeper(field: str, given: dict[str, object], said: str) -> None:
    asked = {"state": "found", "name": "Ann Sample", "lines": ("1 Example Street",), "postcode": "B1 1AA"} | given
    with pytest.raises(BadAnswer, match=said) as refused:
        entry_from(**asked)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_state_without_letters_needs_no_name() -> None:
    assert entry_from("none", "", (), "") == Entry(KeeperState.NONE)


def test_spaces_and_small_letters_are_put_right() -> None:
    assert party_from(" Ann  Sample ", ("1  Example Street", "", "Birmingham"), "zz99 9zz") == ANN


@pytest.mark.parametrize(
    ("entry", "changed", "marker", "foreign", "kind"),
    [
        (Entry(KeeperState.FOUND, ANN), False, False, False, "private"),
        (Entry(KeeperState.COMPANY, ANN), False, False, False, "company"),
        (Entry(KeeperState.FOUND, ANN, frozenset({Mark.CLONED})), False, True, False, "private"),
        (Entry(KeeperState.FOUND, ANN, frozenset({Mark.STOLEN})), False, True, False, "private"),
        (Entry(KeeperState.FOUND, ANN, frozenset({Mark.KEEPER_CHANGED})), True, False, False, "private"),
        (Entry(KeeperState.FOUND, ANN, frozenset({Mark.TRADE})), False, False, True, "private"),
        (Entry(KeeperState.FOREIGN), False, False, True, "foreign"),
        (Entry(KeeperState.SOLD), True, False, False, None),
    ],
)
def test_a_look_up_leaves_nothing_unknown(
    entry: Entry, changed: bool, marker: bool, foreign: bool, kind: str | None
) -> None:
    found = {one.kind: one.value for one in findings_of(entry, "register")}
    assert (found["keeper_changed"], found["clone_or_theft_marker"]) == (changed, marker)
    assert (found["trade_or_foreign_mark"], found.get("keeper_kind")) == (foreign, kind)
    assert set(KINDS) >= set(KeeperState) - {KeeperState.UNKNOWN, KeeperState.SOLD}


@pytest.mark.parametrize("day", ["2026-11-14", "14/11/2026"])
def test_a_row_is_read_with_either_date(day: str) -> None:
    row = row_from(2, ROW | {"offence_date": day})
    assert (row.registration, row.offence_on, row.entry.party) == ("AB12CDE", date(2026, 11, 14), ANN)


def test_a_found_hirer_is_a_hirer() -> None:
    assert row_from(2, ROW | {"capacity": "hirer"}).entry.state is KeeperState.HIRER
    assert row_from(2, ROW | {"capacity": "keeper"}).entry.state is KeeperState.FOUND


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("name", "=cmd|' /C calc'!A0"),
        ("address_1", "@SUM(1)"),
        ("name", "-2+3"),
        ("offence_date", "14.11.2026"),
        ("offence_date", "2026-02-30"),
        ("registration", ""),
        ("offence_date", ""),
        ("capacity", "friend"),
        ("state", ""),
        ("name", ""),
        ("postcode", "X"),
        ("marks", "burning"),
        ("language", "de"),
    ],
)
def test_a_bad_row_names_its_column(column: str, cell: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        row_from(2, ROW | {column: cell})
    assert refused.value.field in {column, "registration"}


def test_a_row_may_name_a_letter_instead_of_a_vehicle() -> None:
    row = row_from(2, ROW | {"registration": "", "offence_date": "", "letter": "ln-1234-5678-9"})
    assert (row.letter, row.registration, row.offence_on) == ("LN-1234-5678-9", "", None)
