"""The invented caseload: every state is there, played through the steps, once, and taken up where it stopped."""

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from api.desk.passwords import verify_password
from demo.caseload import STORIES, play
from demo.casting import Part, cast
from demo.sending import Post
from demo.sign_ins import Account, Kept, recall, write
from demo.stories import Decides, Shows, Story, shortest
from storage.embedded import Addresses, CannotStart
from storage.policies import english_bank_holidays
from storage.settings import Settings
from storage.unit import Units
from tests.conftest import House
from tests.made.caseload_states import STATES
from tests.made.services import fresh_database
from triage.calendar import london_day
from triage.permission import Role
from triage.post import BatchState
from triage.worklist import TaskKind
from worker.house import House as WorkerHouse
from worker.house import house_of

HOLIDAYS = frozenset(map(date.fromisoformat, english_bank_holidays()))
SHORT = shortest(STORIES)


@dataclass(frozen=True)
class Played:
    """A product in which the short caseload was played, and what it answered."""

    home: WorkerHouse
    post: Post
    parts: tuple[Part, ...]
    accounts: tuple[Account, ...]
    told: tuple[str, ...]

    def of(self, shows: Shows) -> Part:
        """The first part that shows a state."""
        return next(part for part in self.parts if part.story.shows is shows)


def silent(_line: str) -> None:
    """Nobody listens."""


def parts_of(home: WorkerHouse, post: Post, stories: tuple[Story, ...]) -> tuple[Part, ...]:
    with home.units.open() as unit:
        return cast(stories, post.kept.now, unit.policy.on(unit.today).holidays)


@pytest.fixture(scope="module")
def played(
    services: Addresses, template: str, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Played]:
    """The short caseload, played once for this file."""
    owner_url, app_url = fresh_database(services, template, f"caseload_{worker_name}")
    settings = Settings.model_validate(
        {
            "home": tmp_path_factory.mktemp("caseload"),
            "database_url": app_url,
            "database_owner_url": owner_url,
            "redis_url": services.redis_url,
            "rate_url": services.rate_url,
            "secret_key": "a key for tests only",
            "allow_as_of": True,
            "disk_floor_bytes": 0,
        }
    )
    engine = create_engine(app_url, connect_args={"options": "-c timezone=UTC"})
    home = house_of(settings, Units(engine, secret_key=b"a key for tests only", allow_as_of=True))
    told: list[str] = []
    accounts = play(told.append, house=home, stories=SHORT, small=True)
    post = Post(home, recall(settings.home, home.units, datetime.now(UTC)))
    yield Played(home, post, parts_of(home, post, SHORT), tuple(accounts), tuple(told))
    home.launcher.close()
    engine.dispose()


def test_every_state_of_the_brief_has_a_story() -> None:
    assert {story.shows for story in STORIES} == set(Shows) == {*STATES, Shows.DRAFT}
    assert {story.shows for story in SHORT} == set(Shows)


@pytest.mark.parametrize("shows", STATES)
def test_a_story_stands_where_it_says(played: Played, shows: Shows) -> None:
    with played.home.units.open() as unit:
        case = played.post.case(unit, played.of(shows))
        assert case is not None
        assert STATES[shows](unit, case), (case.stage, case.lane, case.outcome, case.told_class)


def test_a_draft_waits_for_the_rest_of_its_answers(played: Played) -> None:
    with played.home.units.open() as unit:
        draft = played.post.find(unit, played.of(Shows.DRAFT))
    assert draft is not None
    assert draft.is_draft
    assert "registration" not in draft.answers


def test_every_history_holds_and_no_line_is_of_the_future(played: Played) -> None:
    with played.home.units.open() as unit:
        chains = unit.history.list_chains()
        assert [one for one in chains if unit.history.broken(one) is not None] == []
        for chain in chains:
            instants = [line.at for line in unit.history.list_for(chain)]
            assert instants == sorted(instants)
            assert instants[-1] <= unit.now


def test_each_letter_lies_in_the_print_folder_once_and_carries_the_day_it_was_played_on(played: Played) -> None:
    with played.home.units.open() as unit:
        letters = [
            letter
            for case_id in unit.history.list_chains()
            if unit.cases.find(case_id) is not None
            for letter in unit.letters.list_for_case(case_id)
        ]
    on_paper = [one for one in letters if one.printed_at is not None]
    assert sorted(one.reference for one in on_paper) == sorted(path.stem for path in printed(played.home))
    for one in on_paper:
        if one.state == "printed":
            continue
        assert one.posted_on is not None
        assert timedelta(0) <= one.posted_on - london_day(one.created_at) <= timedelta(days=5)


def test_what_left_has_a_certificate_and_todays_letters_wait_for_the_post(played: Played) -> None:
    with played.home.units.open() as unit:
        batches = unit.post.list_batches(100)
        waiting = {one.letter.case_id for one in unit.post.list_printed()}
        to_post = {one.id for one in (played.post.case(unit, played.of(Shows.TO_POST)),) if one is not None}
        today = london_day(played.post.kept.now)
    assert len(batches) >= 10
    assert {one.batch.state for one in batches} == {BatchState.LEFT}
    certificates = [one.batch.certificate for one in batches]
    assert None not in certificates
    assert len(set(certificates)) == len(certificates)
    assert all(one.batch.posted_on not in (None, today) for one in batches)
    assert to_post < waiting


def test_a_policy_was_changed_with_a_reason_and_another_draft_has_been_tried(played: Played) -> None:
    with played.home.units.open() as unit:
        changed, first = unit.policy.list_versions()
        (draft,) = unit.drafts.list_open()
    assert (first.version, changed.version) == (1, 2)
    assert changed.activated_by is not None
    assert "second reporter" in changed.reason
    assert draft.is_tried
    assert draft.based_on == 2


def test_every_kind_of_task_waits_on_the_work_list(played: Played) -> None:
    with played.home.units.open() as unit:
        waiting = {kind for kind, (number, _late) in unit.worklist.counts(unit.today).items() if number}
    assert waiting == set(TaskKind)


def printed(home: WorkerHouse) -> list[Path]:
    return list(home.settings.print_out.glob("*.pdf"))


def test_everybody_can_sign_in_and_only_their_owner_reads_the_passwords(played: Played) -> None:
    assert {one.role for one in played.accounts} == set(Role)
    with played.home.units.open() as unit:
        for one in played.accounts:
            account = unit.staff.find_account(one.username)
            assert account is not None
            assert account.role == one.role
            assert verify_password(one.password, account.password_hash)
            assert "argon2id" in account.password_hash
    path = played.home.settings.home / "demo" / "caseload.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def counted(home: WorkerHouse) -> dict[str, object]:
    """How much there is of everything."""
    with home.units.open() as unit:
        lines = list(unit.history.walk())
        return {
            "lines": len(lines),
            "chains": len(unit.history.list_chains()),
            "jobs": sorted((one.kind, one.state, one.number) for one in unit.jobs.counts()),
            "alarms": unit.alarms.count_open(),
            "proposals": unit.listing.count_proposals(),
            "lanes": unit.queue.waiting(),
            "files": sorted(home.files.list_keys()),
            "letters": sorted(path.name for path in printed(home)),
        }


def test_a_second_start_finds_everything_and_changes_nothing(played: Played) -> None:
    before = counted(played.home)
    told: list[str] = []
    assert tuple(play(told.append, house=played.home, stories=SHORT, small=True)) == played.accounts
    assert (told, counted(played.home)) == ([], before)


def test_a_start_that_does_not_know_it_was_finished_does_nothing_twice(played: Played) -> None:
    before = counted(played.home)
    write(played.home.settings.home, replace(played.post.kept, played=False))
    assert tuple(play(silent, house=played.home, stories=SHORT, small=True)) == played.accounts
    assert counted(played.home) == before


def test_a_caseload_that_was_interrupted_is_taken_up(house: House) -> None:
    wanted = {Shows.APPROVED, Shows.UNDONE, Shows.SKIPPED}
    stories = tuple(story for story in SHORT if story.shows in wanted)
    home = house_of(house.settings, house.units)

    def stop_at(words: str) -> Callable[[str], None]:
        def tell(line: str) -> None:
            if line.startswith(words):
                raise KeyboardInterrupt

        return tell

    for words in ("Reading", "Playing"):
        with pytest.raises(KeyboardInterrupt):
            play(stop_at(words), house=home, stories=stories, small=True)
        # What a killed worker was at stays held until its lease is over.
        with house.units.open() as unit:
            assert unit.jobs.take(unit.jobs.list_unfinished()[0].id, seconds=1) is not None
    play(silent, house=home, stories=stories, small=True)
    home.launcher.close()
    post = Post(home, recall(house.settings.home, house.units, datetime.now(UTC)))
    with house.units.open() as unit:
        for part in parts_of(home, post, stories):
            case = post.case(unit, part)
            assert case is not None
            assert STATES[part.story.shows](unit, case)
            assert unit.history.count(case.id, "received") == 1


def test_lost_sign_ins_are_said_in_a_sentence(house: House) -> None:
    recall(house.settings.home, house.units, datetime.now(UTC))
    (house.settings.home / "demo" / "caseload.json").unlink()
    with pytest.raises(CannotStart, match="sign-ins are missing"):
        recall(house.settings.home, house.units, datetime.now(UTC))


def test_an_emptied_database_is_begun_anew(house: House) -> None:
    home, long_ago = house.settings.home, datetime(2026, 1, 5, 9, tzinfo=UTC)
    write(home, Kept(long_ago, "0" * 32, (Account("officer", "officer", "gone"),), played=True))
    begun = recall(home, house.units, datetime.now(UTC))
    assert not begun.played
    assert begun.now > long_ago
    assert "gone" not in {one.password for one in begun.accounts}


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 21, 3, 0, tzinfo=UTC),
        datetime(2026, 12, 29, 23, 50, tzinfo=UTC),
        datetime(2027, 1, 4, 9, 0, tzinfo=UTC),
        datetime(2026, 4, 8, 12, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ],
    ids=["at night", "after Christmas", "in the new year", "after Easter", "when the clocks change"],
)
def test_whenever_it_is_played_things_happen_in_their_order(now: datetime) -> None:
    for part in cast(STORIES, now, HOLIDAYS):
        assert part.happened_at < part.sent_at <= now, part.name
        for act in part.story.acts:
            at = act.instant(now, london_day(now))
            assert part.sent_at + timedelta(minutes=10) < at <= now, part.name
    names = [story.name for story in STORIES]
    assert len(names) == len(set(names))


def test_a_copy_comes_after_its_original_and_shows_the_same_vehicle() -> None:
    parts = {part.name: part for part in cast(STORIES, datetime(2026, 11, 21, 12, tzinfo=UTC), frozenset())}
    copies = [part for part in parts.values() if part.story.copy_of]
    assert len(copies) == 2
    for copy in copies:
        original = parts[copy.story.copy_of]
        assert copy.sent_at > original.sent_at
        assert (copy.registration, copy.happened_at) == (original.registration, original.happened_at)
        assert copy.person == original.person


def test_some_hundred_reports_are_decided_by_people_who_work_here() -> None:
    acts = [act for story in STORIES for act in story.acts if isinstance(act, Decides)]
    assert {act.by for act in acts} == {"officer", "officer2", "sergeant"}
    assert 90 <= len(STORIES) <= 105
