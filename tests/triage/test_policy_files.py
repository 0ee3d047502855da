"""Whatever is wrong with a policy, the refusal names the file, the field and what is the matter."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.triage.shipped import SHIPPED, json_of
from triage.errors import BadPolicy
from triage.steps.policy import parse_documents

NAMES = ("offences", "policy", "letters", "letters_cy", "mails")
Sheet = dict[str, Any]


def documents() -> Sheet:
    return copy.deepcopy({name: json_of(SHIPPED / f"{name}.json") for name in NAMES} | {"holidays": ["2026-12-25"]})


def set_at(path: str, cell: object) -> Callable[[Sheet], None]:
    """Puts a cell at a dotted place; whole numbers are places in lists."""

    def put(sheet: Sheet) -> None:
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        place: Any = sheet
        for part in way:
            place = place[part]
        place[last] = cell

    return put


def test_the_shipped_documents_are_a_policy() -> None:
    assert parse_documents(documents()).offence("mobile_phone").in_filter


def test_welsh_and_messages_may_be_missing() -> None:
    assert parse_documents(documents() | {"letters_cy": None, "mails": None}).version == 1


BROKEN = [
    ("policy.version", "1", "policy.json", "version", "must be a number"),
    ("policy.valid_from", "1 April", "policy.json", "valid_from", "must be a date like"),
    ("policy.rank.B_days", -1, "policy.json", "rank.B_days", "must be a number from 0 to 60"),
    ("policy.rank.G_days", 1.5, "policy.json", "rank.G_days", "must be a whole number"),
    ("policy.rank.clip", None, "policy.json", "rank.clip", "must be a number"),
    ("policy.rank.p_min", 0.99, "policy.json", "rank.p_min", "must be below p_max"),
    ("policy.rank.low_weight", float("nan"), "policy.json", "rank.low_weight", "must be a number"),
    ("policy.strength.unplayable", 0, "policy.json", "strength.unplayable", "must be a number from 0.01"),
    ("policy.limits.hold_seconds", True, "policy.json", "limits.hold_seconds", "must be a number"),
    ("policy.limits.audit_share", 1.1, "policy.json", "limits.audit_share", "must be a number from 0 to 1"),
    ("policy.limits.offer_answer_days", 27, "policy.json", "limits.offer_answer_days", "from 28 to 90"),
    ("policy.intake.longest_clip_minutes", 0, "policy.json", "intake.longest_clip_minutes", "from 1 to 240"),
    ("policy.intake.largest_file_mb", 49, "policy.json", "intake.largest_file_mb", "from 50"),
    ("policy.intake.ask_area", "yes", "policy.json", "intake.ask_area", "must be true or false"),
    ("policy.automatic_letter.refused_keepers", "hire", "policy.json", "automatic_letter.refused_keepers", "list of"),
    ("policy.urgent_words", [1], "policy.json", "urgent_words", "must be a list of words"),
    ("policy.ladder", ["1", "1"], "policy.json", "ladder", "must name each level of warning once"),
    ("policy.outcomes.court", "", "policy.json", "outcomes.court", "must be words"),
    ("policy.reasons.0.outcome", "lost", "policy.json", "reasons[0].outcome", "lost is not among the outcomes"),
    ("policy.reasons.1.key", "O", "policy.json", "reasons[1].key", "already belongs to another reason"),
    ("policy.feedback.tell_outcome", 1, "policy.json", "feedback.tell_outcome", "must be true or false"),
    ("policy.feedback.warning", "", "policy.json", "feedback.warning", "must be words"),
    ("policy.force.staff_domains", "police.uk", "policy.json", "force.staff_domains", "must be a list of words"),
    ("policy.force.phone", None, "policy.json", "force.phone", "must be words"),
    ("offences", {}, "offences.json", "(top)", "must be a list"),
    ("offences.0.slug", "dangerous", "offences.json", "[2].slug", "dangerous stands in the table twice"),
    ("offences.0.rank.p_positive", 2, "offences.json", "[0].rank.p_positive", "must be a number from 0 to 1"),
    ("offences.0.nip_required", "yes", "offences.json", "[0].nip_required", "must be true or false"),
    ("offences.0.plausible", ["x"], "offences.json", "careless_due_care.plausible", "x is not in the table"),
    ("letters.letters.0.kind", "poem", "letters.json", "letters[0].kind", "must be a letter we know"),
    ("letters.letters.0.verified", "no", "letters.json", "letters[0].verified", "must be true or false"),
    ("letters.letters.0.greeting", "Dear {you}", "letters.json", "letters[0]", "No letter has a {you}"),
    ("letters_cy.letters.0.heading", "", "letters_cy.json", "letters[0].heading", "must be words"),
    ("mails.languages", [], "mails.json", "languages", "must have English and Welsh"),
    ("holidays", ["2026-02-30"], "holidays.json", "[0]", "must be a date like"),
]


@pytest.mark.parametrize(("path", "cell", "file", "field", "sentence"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_broken_policy_is_refused_by_file_field_and_sentence(
    path: str, cell: object, file: str, field: str, sentence: str
) -> None:
    broken = documents()
    set_at(path, cell)(broken)
    with pytest.raises(BadPolicy) as refused:
        parse_documents(broken)
    assert (refused.value.file, refused.value.field) == (file, field)
    assert sentence in refused.value.problem
    assert str(refused.value) == f"{file}: {field}: {refused.value.problem}"


@pytest.mark.parametrize("section", ["rank", "strength", "limits", "intake", "automatic_letter", "feedback", "force"])
def test_a_missing_section_is_named(section: str) -> None:
    broken = documents()
    del broken["policy"][section]
    with pytest.raises(BadPolicy) as refused:
        parse_documents(broken)
    assert (refused.value.field, refused.value.problem) == (section, "is missing.")
