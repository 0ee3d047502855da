"""The words of letters as they are kept: English in force, Welsh as a draft that is shown and never sent."""

from sqlalchemy import create_engine, text

from tests.conftest import House
from tests.made.letters import letter_of
from triage.language import Language
from triage.letter import LetterKind
from triage.steps.letter import wording_for


def test_both_languages_come_with_the_product_and_welsh_is_a_draft(house: House) -> None:
    with house.units.open() as unit:
        english, welsh = unit.policy.wordings(), unit.policy.wordings("cy")
    assert (english.language, english.draft) == (Language.ENGLISH, False)
    assert (welsh.language, welsh.draft) == (Language.WELSH, True)
    assert len(english.wordings) == len(welsh.wordings)


def test_a_version_that_was_kept_without_welsh_has_the_shipped_draft(house: House) -> None:
    owner = create_engine(house.owner_url)
    with owner.begin() as connection:
        connection.execute(text("UPDATE policy_version SET letters_cy = NULL"))
    owner.dispose()
    with house.units.open() as unit:
        assert unit.policy.wordings("cy").draft


def test_somebody_who_reads_welsh_is_sent_english_while_welsh_is_a_draft(house: House) -> None:
    facts = letter_of(LetterKind.WARNING)
    with house.units.open() as unit:
        assert wording_for(unit, facts, "cy").language is Language.ENGLISH


def test_somebody_who_reads_welsh_is_sent_welsh_once_it_is_in_use(house: House) -> None:
    owner = create_engine(house.owner_url)
    with owner.begin() as connection:
        connection.execute(text("UPDATE policy_version SET letters_cy = jsonb_set(letters_cy, '{draft}', 'false')"))
    owner.dispose()
    with house.units.open() as unit:
        assert wording_for(unit, letter_of(LetterKind.WARNING), "cy").language is Language.WELSH
