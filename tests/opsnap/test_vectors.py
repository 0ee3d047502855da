"""The file of `opsnap rank`: whatever is wrong with it is refused by entry and field."""

import pytest

from opsnap.rules import shipped_policy
from opsnap.vectors import as_ranked_json, read_vectors
from triage.errors import BadPolicy

GOOD = {"case": "A", "offence": "red_light", "D": "2025-06-12T16:00:00Z", "p": None, "escalation_step": False}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"case": None}, "[1].case"),
        ({"offence": "red_lamp"}, "[1].offence"),
        ({"offence": "collision"}, "[1].offence"),
        ({"D": "2025-06-12T16:00:00"}, "[1].D"),
        ({"D": "tomorrow"}, "[1].D"),
        ({"D": 1747517509}, "[1].D"),
        ({"D": "0001-01-01T00:00:00+23:00"}, "[1].D"),
        ({"p": 1.5}, "[1].p"),
        ({"p": "high"}, "[1].p"),
        ({"escalation_step": -1}, "[1].escalation_step"),
        ({"escalation_step": "yes"}, "[1].escalation_step"),
    ],
)
def test_a_bad_entry_is_named_with_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(BadPolicy) as refused:
        read_vectors("cases.json", [GOOD, GOOD | wrong], shipped_policy())
    assert (refused.value.file, refused.value.field) == ("cases.json", field)


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ("words", "(top)"),
        ({"vectors": []}, "vectors_in_rank_order"),
        ({"vectors_in_rank_order": {}}, "vectors_in_rank_order"),
        ({"vectors_in_rank_order": ["A"]}, "vectors_in_rank_order[0]"),
        ({"vectors_in_rank_order": [], "several_allegations": 3}, "several_allegations"),
        (
            {"vectors_in_rank_order": [], "several_allegations": {"allegations": ["red_light"]}},
            "several_allegations.allegations[0]",
        ),
        (
            {"vectors_in_rank_order": [], "several_allegations": {"allegations": ["x D=2025-06-12T16:00:00Z"]}},
            "several_allegations.allegations[0]",
        ),
        (
            {"vectors_in_rank_order": [], "several_allegations": {"allegations": ["red_light D=noon"]}},
            "several_allegations.allegations[0]",
        ),
    ],
)
def test_a_file_of_another_shape_is_refused_where_it_differs(document: object, field: str) -> None:
    with pytest.raises(BadPolicy) as refused:
        read_vectors("cases.json", document, shipped_policy())
    assert refused.value.field == field


def test_a_step_may_be_a_number_and_a_due_instant_may_carry_another_zone() -> None:
    policy = shipped_policy()
    same = GOOD | {"D": "2025-06-12T17:00:00+01:00", "escalation_step": 2}
    found = as_ranked_json(read_vectors("cases.json", [GOOD, same], policy), policy)["vectors_in_rank_order"]
    assert [one["D"] for one in found] == ["2025-06-12T16:00:00Z"] * 2
    assert [one["escalation_step"] for one in found] == [2, 0]


def test_an_empty_list_ranks_nothing() -> None:
    policy = shipped_policy()
    assert as_ranked_json(read_vectors("cases.json", [], policy), policy)["vectors_in_rank_order"] == []
