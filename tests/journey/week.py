"""What the stories of a real week are told with: people who report, people who work here, and the days between."""

import csv
import json
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import httpx

from api.security import STAFF_COOKIE
from storage.staff import hashed
from storage.unit import Unit, Units
from tests.api.staff_house import text_of
from tests.made.process_life import eventually
from triage.actor import PRODUCT, Officer
from triage.calendar import LONDON
from triage.case import Case, Stage
from triage.finding import Finding, JsonValue
from triage.job import JobKind
from triage.keeper import Entry, KeeperState, Party
from triage.keeper_row import COLUMNS
from triage.outcome import Outcome
from triage.record import Letter
from triage.steps import decide, extract, keeper, letter, prioritise, receive, review
from triage.submission import Submitter
from triage.viewing import Viewing
from triage.worklist import TaskKind

LONG = 120.0  # seconds within which whatever was asked for must have happened
WATCHED = "0.0-1.0"
NUMBERS = count(1)
SURNAMES = ("Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Holly", "Larch", "Lime", "Maple", "Oak", "Pine", "Yew")
PLAYS = Finding("plays", True, "footage", "reader", "1")
LEASING = Party("Specimen Leasing Ltd", ("2 Sample Road", "Coventry", "ZZ99 9ZZ"))
KEEPER = Party("Ann Sample", ("1 Example Street", "Birmingham", "ZZ99 9ZZ"))


@dataclass
class Week:
    """A product at work. ``units`` may be opened as of another day.

    ``work`` does what is due and ``sweep`` looks for what has lapsed, where no program does so by itself.
    """

    public_url: str
    staff_url: str
    units: Units
    print_folder: Path
    register: Path
    clip: bytes = field(default=b"", repr=False)
    work: Callable[[], object] = lambda: None
    sweep: Callable[[], object] = lambda: None

    def until(self, holds: Callable[[], bool]) -> None:
        """The workers bring it about within a generous bound."""

        def holds_now() -> bool:
            self.work()
            return holds()

        assert eventually(holds_now, LONG)

    @contextmanager
    def at(self, days_ago: int) -> Iterator[Unit]:
        """One transaction as of noon in London so many days ago; as of now for today."""
        noon = datetime.combine(day(days_ago), datetime.min.time(), LONDON).replace(hour=12)
        units = self.units.as_of(noon.astimezone(UTC)) if days_ago else self.units
        with units.open() as unit:
            yield unit

    def case(self, reference: str, position: int = 1) -> Case:
        """A case of a report as it stands."""
        with self.units.open() as unit:
            found = unit.cases.find_by_reference(reference, position)
        assert found is not None
        return found

    def ranked(self, reference: str, position: int = 1) -> Case:
        """The case once the footage has been read and it stands in its lane."""
        self.until(lambda: self.case(reference, position).stage is not Stage.RECEIVED)
        self.until(lambda: self.case(reference, position).stage is not Stage.EXTRACTED)
        return self.case(reference, position)

    def letters(self, case: Case) -> list[tuple[str, str, str]]:
        """Every letter there ever was about a case, oldest first: kind, state and to whom."""
        return [(one.kind, one.state, self.name_of(one)) for one in self.kept_letters(case)]

    def kept_letters(self, case: Case) -> tuple[Letter, ...]:
        """The same as they are kept."""
        with self.units.open() as unit:
            return unit.letters.list_for_case(case.id)

    def name_of(self, one: Letter) -> str:
        """To whom a letter goes; nobody where that was never known."""
        if one.party_id is None:
            return ""
        with self.units.open() as unit:
            return unit.identity.get_party(one.party_id).name

    def pdfs(self, case: Case) -> int:
        """How many letters about a case lie ready for the printer."""
        return sum((self.print_folder / f"{one.reference}.pdf").exists() for one in self.kept_letters(case))

    def tasks(self, case: Case) -> dict[TaskKind, UUID]:
        """What is open about a case, and what each task is about."""
        with self.units.open() as unit:
            return {one.kind: one.subject for one in unit.worklist.list_for_case(case.id) if one.closed_at is None}

    def alarms(self, case: Case) -> set[str]:
        """The kinds of alarm that stand about a case."""
        with self.units.open() as unit:
            return {one.kind for one in unit.alarms.list_open(1000) if one.subject == case.id}

    def events(self, case: Case) -> list[str]:
        """What happened to a case, in order; its chain is whole."""
        with self.units.open() as unit:
            assert unit.history.broken(case.id) is None
            return [line.action for line in unit.history.list_for(case.id)]

    def step_of(self, case: Case) -> object:
        """The rung of the ladder on which the case was ranked last."""
        with self.units.open() as unit:
            ranks = [line.payload for line in unit.history.list_for(case.id) if line.action == "prioritised"]
        return ranks[-1]["escalation_step"]

    def keeps(
        self, registration: str, party: Party = KEEPER, *, state: str = "found", on: date, marks: str = ""
    ) -> None:
        """The force's register says who kept a vehicle on a day; a state without anybody has an empty party."""
        *lines, postcode = party.address or ("", "")
        cells = dict.fromkeys(COLUMNS, "") | {
            "registration": registration,
            "offence_date": on.isoformat(),
            "state": state,
            "name": party.name,
            "postcode": postcode,
            "marks": marks,
            **{f"address_{number}": text for number, text in enumerate(lines, start=1)},
        }
        is_new = not self.register.exists()
        with self.register.open("a", newline="") as file:
            written = csv.DictWriter(file, COLUMNS)
            if is_new:
                written.writeheader()
            written.writerow(cells)


def day(days_ago: int = 0) -> date:
    """A London day before today."""
    return datetime.now(LONDON).date() - timedelta(days=days_ago)


def moment(days_ago: int) -> str:
    """An instant of a day gone by, a quarter of an hour and more from the others: nearer ones could be one event."""
    minutes = 15 * (next(NUMBERS) % 95)
    return (datetime.combine(day(days_ago), datetime.min.time(), LONDON) + timedelta(minutes=minutes)).isoformat()


def somebody(surname: str = "") -> Submitter:
    """Somebody who reports; each has an address and a household of their own unless a name is given."""
    number = next(NUMBERS)
    name = f"Robin {surname or SURNAMES[number % len(SURNAMES)] + 'x' * (number // len(SURNAMES))}"
    return Submitter(name, f"reporter{number}@example.org", signed_name=name)


@dataclass
class Reporter:
    """Somebody who sends reports by program, over HTTP."""

    week: Week
    person: Submitter = field(default_factory=somebody)

    def send(
        self, registration: str = "", offence: str = "mobile_phone", *, days_ago: int = 1, **answers: JsonValue
    ) -> str:
        """Send one report with its footage; its reference. ``answers`` stand beside the usual ones."""
        person: dict[str, object] = {"name": self.person.name, "email": self.person.email}
        if self.person.guardian_name:
            person["guardian"] = {"name": self.person.guardian_name, "contact": self.person.guardian_contact}
        told = usual_answers(registration, offence, days_ago) | answers
        # A box that players skip: no two reports have the same file.
        footage = self.week.clip + struct.pack(">I4s", 24, b"free") + uuid4().bytes
        with httpx.Client(base_url=self.week.public_url, timeout=60) as web:
            begun = granted(web.post("/v1/drafts", json={"person": person}))
            web.headers["Authorization"] = f"Bearer {begun.json()['token']}"
            granted(web.patch("/v1/drafts/current/answers", json=told))
            tus = {"Tus-Resumable": "1.0.0"}
            made = granted(web.post("/v1/uploads", headers=tus | {"Upload-Length": str(len(footage))}))
            part = tus | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
            granted(web.patch(made.headers["Location"], headers=part, content=footage))
            sent = granted(web.post("/v1/submissions", json={"signed_name": self.person.name}))
        return str(sent.json()["reference"])


def usual_answers(registration: str, offence: str, days_ago: int) -> dict[str, JsonValue]:
    """What every reporter says, at a moment of its own."""
    said: dict[str, JsonValue] = {
        "offence": offence,
        "says": "All along the road, in plain sight.",
        "occurred_at": moment(days_ago),
    }
    return said | {"road": "A4123 Hagley Road West", "town": "Birmingham", "registration": registration}


def granted(answer: httpx.Response) -> httpx.Response:
    """The answer, if it is a good one."""
    assert answer.status_code < 400, answer.text
    return answer


@dataclass
class Worker:
    """Somebody who works here, in front of the staff's web."""

    week: Week
    web: httpx.Client
    csrf: str
    officer: Officer

    def get(self, path: str) -> str:
        """What a page says."""
        return text_of(granted(self.web.get(path)))

    def ask(self, path: str, **fields: object) -> httpx.Response:
        """Send a form, and see what is said to it."""
        return self.web.post(path, data={"csrf": self.csrf} | fields)

    def post(self, path: str, **fields: object) -> httpx.Response:
        """Send a form that must be taken."""
        answer = self.ask(path, **fields)
        assert answer.status_code == 303, text_of(answer)
        return answer

    def try_to(
        self, case: Case, outcome: str, reason: str = "", *, act: str = "record", **fields: object
    ) -> httpx.Response:
        """Ask for a decision on a case that was watched."""
        now = settled(self.week, case)
        usual = {"version": now.version, "outcome": outcome, "reason": reason, "played": WATCHED}
        return self.ask(f"{path_of(case)}/{act}", **(usual | fields))

    def decide(self, case: Case, outcome: str, reason: str = "", *, act: str = "record", **fields: object) -> Case:
        """Record a decision, after claiming a case that waits; it is final afterwards and its letters are written."""
        if act == "record":
            self.post(f"{path_of(case)}/claim")
        answer = self.try_to(case, outcome, reason, act=act, **fields)
        assert answer.status_code == 303, text_of(answer)
        return settled(self.week, case)

    def conclude(self, case: Case, outcome: str, reason: str = "", *, about: int = 0) -> Case:
        """What follows the notice, from the page of conclusions."""
        now = settled(self.week, case)
        choice = f"{now.allegations[about].id}:{outcome}"
        path = f"/conclude/{case.reference}/{case.position}"
        self.post(path, version=now.version, choice=choice, reason=reason)
        return settled(self.week, case)

    def post_letters(self, case: Case) -> None:
        """Everything printed about a case leaves today, with its certificate."""
        printed = [str(one.id) for one in self.week.kept_letters(case) if one.state == "printed"]
        batch = self.post("/post/batches", letter=printed).headers["location"]
        self.post(f"{batch}/left", posted_on=day().isoformat(), certificate="GB 12345")

    def reply(self, case: Case, answer: str, named: Party | None = None) -> None:
        """What the party who was asked last has answered."""
        who = {} if named is None else as_form(named)
        link = self.week.tasks(case)[TaskKind.AWAIT_REPLY]
        self.post(f"/replies/{link}", answer=answer, replied_on=day().isoformat(), **who)
        settled(self.week, case)


def hire(week: Week, role: str, name: str = "", *, own: tuple[str, ...] = ()) -> Worker:
    """Somebody new of a role, signed in."""
    with week.units.open() as unit:
        staff_id = unit.staff.add(f"{role}-{uuid4().hex[:8]}", name or f"A {role}", role, "-", registrations=own)
        token, csrf = unit.staff.start_session(staff_id, hours=1)
        officer = unit.staff.get(staff_id)
    return Worker(week, httpx.Client(base_url=week.staff_url, cookies={STAFF_COOKIE: token}, timeout=60), csrf, officer)


def hold_nothing(week: Week) -> None:
    """An administrator drafts a policy in which nobody waits for a decision to become final, tries and activates it."""
    ada = hire(week, "administrator")
    draft = ada.post("/policy/drafts", title="No hold").headers["location"]
    policy = ada.web.get(f"{draft}/documents/policy.json").json()
    policy["limits"]["hold_seconds"] = 0
    file = {"document": json.dumps(policy)}
    ada.web.post(f"{draft}/documents/policy", data={"csrf": ada.csrf, "changed": "1"}, files=file)
    ada.post(f"{draft}/dry-run", changed=2)
    week.until(lambda: "Cases tried" in ada.get(draft))
    ada.post(f"{draft}/activate", changed=2, reason="The stories of a week should not take one.")


def settled(week: Week, case: Case) -> Case:
    """The case once the workers have nothing left to do about it: decisions final, letters printed, waiting or over."""

    def is_settled() -> bool:
        with week.units.open() as unit:
            held = [one for one in unit.decisions.list_for(case.id) if one.finalised_at is None]
            letters = unit.letters.list_for_case(case.id)
            # A job left while this transaction was already open is due a moment after its "now".
            soon = unit.now + timedelta(seconds=5)
            due = [one for one in unit.jobs.list_unfinished() if one.subject == case.id and one.run_after <= soon]
        is_under_way = bool(due) or any(one.state == "queued" for one in letters)
        return not is_under_way and not any(one.withdrawn_at is None for one in held)

    week.until(is_settled)
    return week.case(case.reference, case.position)


def path_of(case: Case) -> str:
    """Where the desk shows a case."""
    return f"/review/{case.reference}/{case.position}"


def as_form(party: Party) -> dict[str, object]:
    """A name and an address as the forms of the process team take them."""
    *lines, postcode = party.address
    return {"name": party.name, "line": lines, "postcode": postcode}


def reported(
    week: Week, registration: str, offence: str, days_ago: int, *, by: Submitter, occurred_at: str = ""
) -> Case:
    """A report that came so many days ago, about the day before or another instant, read and ranked on that day."""
    with week.at(days_ago) as unit:
        draft = receive.start_draft(unit, hashed(str(uuid4())), hours=72)
        footage_id, digest = uuid4(), sha256(uuid4().bytes).hexdigest()
        receive.keep_footage(
            unit, draft.id, footage_id, filename="clip.mp4", media_type="video/mp4", sha256=digest, size=1
        )
        unit.identity.keep_submitter(draft.id, by)
        said = usual_answers(registration, offence, days_ago + 1)
        receive.keep_answers(unit, draft.id, said | {"occurred_at": occurred_at or said["occurred_at"]})
        receive.receive(unit, draft.id, signed_name=by.name)
        extract.record_extraction(unit, footage_id, verdict="ok", verdict_words="Read.", findings=(PLAYS,), derived=())
        _done(unit, footage_id)
        (case,) = unit.cases.list_for_submission(draft.id)
        return prioritise.prioritise(unit, case.id)


def decided(
    week: Week, case: Case, outcome: Outcome, days_ago: int, *, by: Officer, reason: str, party: Party = KEEPER
) -> Case:
    """A decision of so many days ago; its letter went to the keeper by that day's post."""
    with week.at(days_ago) as unit:
        entry = Entry(KeeperState.FOUND, party)
        keeper.enter(unit, case.id, entry, by=PRODUCT, source="register")
        claimed = review.claim(unit, case.id, by)
        order = decide.Order(outcome, reason, viewing=Viewing(played=((0.0, 1.0),)))
        decide.finalise(unit, decide.record(unit, case.id, claimed.version, order, by=by).id)
        for one in unit.letters.list_for_case(case.id):
            letter.printed(unit, one.id, sha256="0" * 64, pages=2, channel="print_folder")
            letter.posted(unit, unit.letters.get(one.id), unit.today)
    return week.case(case.reference)


def _done(unit: Unit, footage_id: UUID) -> None:
    """Nobody need read the footage of a report that was read days ago."""
    wanted = unit.jobs.find_for(footage_id, JobKind.EXTRACT)
    taken = None if wanted is None else unit.jobs.take(wanted.id, seconds=60)
    assert taken is not None
    unit.jobs.finish(taken)
