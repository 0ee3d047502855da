"""A reporter hears that their report arrived and what came of it, once each, and never early or of a keeper."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from storage.jobs import Job
from tests.conftest import House
from tests.made.cases import ANN, NOW, WATCHED, a_case, an_officer
from triage.job import JobKind
from triage.mail import MessageState
from triage.outcome import Outcome
from triage.steps import decide, feedback, review
from triage.submission import Submitter
from worker.house import House as WorkerHouse
from worker.house import house_of
from worker.outside.channel import ChannelFault, Misconfigured, OutcomeUnknown, Refused
from worker.tasks import WORK
from worker.work import perform


@pytest.fixture
def home(house: House) -> WorkerHouse:
    return house_of(house.settings, house.units)


def mail_jobs(house: House) -> list[Job]:
    with house.units.open() as unit:
        return [one for one in unit.jobs.list_unfinished() if one.kind is JobKind.MAIL]


def send_mails(house: House, home: WorkerHouse) -> list[str | None]:
    return [perform(home, one.id, WORK, as_of=NOW) for one in mail_jobs(house)]


def lying(house: House) -> list[EmailMessage]:
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in house.settings.mail_out.glob("*.eml")]
    return [one for one in found if isinstance(one, EmailMessage)]


def decided(house: House, outcome: Outcome, reason: str, **answers: object) -> None:
    case, officer = a_case(house, **answers), an_officer(house)
    with house.units.as_of(NOW).open() as unit:
        review.claim_next(unit, officer)
        held = decide.record(
            unit, case.id, case.version, decide.Order(outcome, reason=reason, viewing=WATCHED), by=officer
        )
    with house.units.as_of(NOW).open() as unit:
        decide.finalise(unit, held.id)
        feedback.tell(unit, case.id)
        feedback.tell(unit, case.id)


def test_a_report_is_acknowledged_once_with_its_reference_and_without_its_secret(
    house: House, home: WorkerHouse
) -> None:
    case = a_case(house)
    assert send_mails(house, home) == ["done"]
    (mail,) = lying(house)
    assert (mail["To"], mail["Subject"]) == (ANN.email, f"We have your report {case.reference}")
    assert f"{house.settings.public_url}/status" in mail.get_content()
    with house.units.open() as unit:
        (message,) = unit.messages.list_for(case.submission_id)
        assert unit.history.count(case.submission_id, "mailed") == 1
    assert (message.state, mail["Message-ID"]) == (MessageState.SENT, message.message_id)


def test_an_outcome_is_mailed_once_in_the_words_of_the_status_page(house: House, home: WorkerHouse) -> None:
    decided(house, Outcome.NO_FURTHER_ACTION, "no_offence")
    assert send_mails(house, home) == ["done", "done"]
    (outcome,) = [one for one in lying(house) if one["Subject"].startswith("Your report")]
    assert "We are taking no further action about this vehicle." in outcome.get_content()
    assert "review" not in outcome.get_content()
    for hidden in ("AB12", "Hagley", "Birmingham B1"):
        assert hidden not in outcome.get_content()


def test_a_victim_reads_how_to_ask_for_a_review(house: House, home: WorkerHouse) -> None:
    decided(house, Outcome.NO_FURTHER_ACTION, "no_offence", frightened=True)
    send_mails(house, home)
    assert any("ask for a review" in one.get_content() for one in lying(house))


def test_a_notice_is_not_spoken_of_before_it_is_served(house: House, home: WorkerHouse) -> None:
    decided(house, Outcome.NOTICE, "offence_seen", offence="careless_due_care")
    assert send_mails(house, home) == ["done"]
    assert [one["Subject"][:7] for one in lying(house)] == ["We have"]


class Broken:
    """A mail channel with one fault."""

    name = "broken"

    def __init__(self, fault: ChannelFault) -> None:
        self._fault = fault
        self.offered: list[str] = []

    def send(self, message: EmailMessage) -> None:
        """Note the Message-ID and fail."""
        self.offered.append(str(message["Message-ID"]))
        raise self._fault


@pytest.mark.parametrize(
    ("fault", "job", "message", "alarm"),
    [
        (Refused(f"550 {ANN.email} is unknown"), "dead", MessageState.VOID, ["mail_refused"]),
        (Misconfigured("535 Wrong password"), "waiting", MessageState.QUEUED, ["mails_shut"]),
        (OutcomeUnknown(f"It went away with {ANN.email}"), "waiting", MessageState.QUEUED, []),
    ],
)
def test_each_fault_leaves_the_mail_where_it_belongs_and_the_address_nowhere(
    house: House, home: WorkerHouse, fault: ChannelFault, job: str, message: MessageState, alarm: list[str]
) -> None:
    case = a_case(house)
    (waiting,) = mail_jobs(house)
    broken = Broken(fault)
    assert perform(WorkerHouse(**{**vars(home), "mail": broken}), waiting.id, WORK, as_of=NOW) == job
    with house.units.open() as unit:
        (kept,) = unit.messages.list_for(case.submission_id)
        sounded = unit.alarms.list_open()
        said = unit.jobs.get(waiting.id).last_error or ""
    assert (kept.state, [one.kind for one in sounded]) == (message, alarm)
    assert broken.offered == [kept.message_id]
    assert ANN.email not in said + "".join(one.words for one in sounded)


def test_an_address_that_is_none_is_given_up_in_the_sight_of_a_person(house: House, home: WorkerHouse) -> None:
    a_case(house, person=Submitter("Ann Example", "ann@example.com\nBcc: all@example.com"))
    assert send_mails(house, home) == ["dead"]
    assert lying(house) == []
