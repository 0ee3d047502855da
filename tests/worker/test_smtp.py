"""Mails to reporters through a real mail server on this machine: each fault, and the same Message-ID every time."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from storage.settings import Settings
from tests.made.smtp_house import PASSWORD, USER, MailServer, certificate, mail_server
from triage.mail import MailFacts, MailKind, MailWording, NotAMailFact
from worker.mail.compose import compose_mail
from worker.outside.channel import ChannelFault, Misconfigured, OutcomeUnknown, Refused, Unavailable
from worker.outside.mail import MailFolder, Smtp

AT = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
FACTS = MailFacts(
    MailKind.ACKNOWLEDGEMENT,
    "SN-7K2M-Q9TX-4",
    "https://snap.example/status",
    "Example Constabulary",
    "snap@force.example",
    "101",
)
WORDING = MailWording(MailKind.ACKNOWLEDGEMENT, False, "We have {reference}", ("Thank you – diolch.", "{status_link}"))


def a_mail(to: str = "ann@example.com", message_id: str = "<1@force.example>", **changed: str) -> EmailMessage:
    facts = replace(FACTS, **changed)  # type: ignore[arg-type]
    return compose_mail(facts, WORDING, to=to, sender="snap@force.example", message_id=message_id, at=AT)


def smtp(server: MailServer, trust: ssl.SSLContext | None = None, **chosen: object) -> Smtp:
    settings = Settings.model_validate(
        {
            "smtp_host": "localhost" if trust else "127.0.0.1",
            "smtp_port": server.port,
            "smtp_tls": "none",
            "smtp_timeout_s": 0.3,
            **chosen,
        }
    )
    return Smtp(settings, trust=trust)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as serving:
        yield serving


def test_a_mail_arrives_as_plain_text_to_one_person(server: MailServer) -> None:
    smtp(server).send(a_mail())
    (kept,) = server.kept
    assert (kept["To"], kept["From"], kept["Subject"]) == (
        "ann@example.com",
        "snap@force.example",
        "We have SN-7K2M-Q9TX-4",
    )
    assert (kept["Message-ID"], kept["Auto-Submitted"]) == ("<1@force.example>", "auto-generated")
    assert kept.get_content_type() == "text/plain"
    assert kept.get_content().replace("\r\n", "\n") == "Thank you – diolch.\n\nhttps://snap.example/status\n"
    assert server.recipients == ["ann@example.com"]


@pytest.mark.parametrize(
    ("answers", "means", "kept"),
    [
        ({"to_recipient": "550 No such person"}, Refused, 0),
        ({"to_recipient": "450 Mailbox is busy"}, Unavailable, 0),
        ({"to_message": "554 We do not like it"}, Refused, 0),
        ({"to_message": "451 Try later"}, Unavailable, 0),
        ({"drops": "at the recipient"}, Unavailable, 0),
        ({"drops": "before keeping"}, OutcomeUnknown, 0),
        ({"drops": "after keeping"}, OutcomeUnknown, 1),
        ({"slow_s": 0.8}, Unavailable, 0),
    ],
)
def test_each_fault_says_whether_the_mail_may_have_been_taken(
    server: MailServer, answers: dict[str, object], means: type[ChannelFault], kept: int
) -> None:
    for name, answer in answers.items():
        setattr(server, name, answer)
    with pytest.raises(means):
        smtp(server).send(a_mail())
    assert len(server.kept) == kept


def test_nobody_listening_is_tried_again(server: MailServer) -> None:
    with pytest.raises(Unavailable):
        smtp(server, smtp_port=9).send(a_mail())


def test_a_repeated_attempt_carries_the_same_message_id_and_the_same_bytes(server: MailServer) -> None:
    server.drops = "after keeping"
    with pytest.raises(OutcomeUnknown):
        smtp(server).send(a_mail())
    server.drops = ""
    smtp(server).send(a_mail())
    first, second = server.kept
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes()


def test_over_tls_the_server_is_believed_only_with_its_certificate_and_the_password_is_sent(tmp_path: Path) -> None:
    shown, trusted = certificate(tmp_path)
    sign_in = {"smtp_user": USER.decode(), "smtp_password": PASSWORD.decode(), "smtp_tls": "starttls"}
    with mail_server(tls=shown, sign_in=True) as server:
        smtp(server, trusted, **sign_in).send(a_mail())
        assert len(server.kept) == 1
        with pytest.raises(Misconfigured):
            smtp(server, ssl.create_default_context(), **sign_in).send(a_mail())
        with pytest.raises(Misconfigured, match="credentials invalid"):
            smtp(server, trusted, **{**sign_in, "smtp_password": "wrong"}).send(a_mail())
        assert len(server.kept) == 1


def test_a_server_without_tls_gets_nothing_where_tls_is_wanted(server: MailServer) -> None:
    with pytest.raises(Misconfigured):
        smtp(server, smtp_tls="starttls").send(a_mail())
    assert server.kept == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann",
        "ann@",
        "@example.com",
        "ann@example.com\nBcc: all@example.com",
        "ann@example.com\r\n\r\nA body",
        "ann@example.com, bob@example.com",
        "Ann <ann@example.com>",
        "ann@exa mple.com",
        "ann@example..com",
        '"a"@example.com',
        "a" * 65 + "@example.com",
        "ann@" + "e" * 300,
    ],
)
def test_an_address_that_is_none_never_reaches_a_header(address: str) -> None:
    with pytest.raises(NotAMailFact):
        a_mail(to=address)


def test_no_fact_can_write_a_header() -> None:
    with pytest.raises(NotAMailFact):
        a_mail(reference="SN-1\nBcc: all@example.com")
    with pytest.raises(ValueError, match=r"linefeed|carriage"):
        a_mail(message_id="<1@x>\nBcc: all@example.com")


def test_without_a_server_a_mail_lies_in_a_folder_once(tmp_path: Path) -> None:
    folder = MailFolder(tmp_path / "mail")
    folder.send(a_mail())
    folder.send(a_mail())
    folder.send(a_mail(message_id="<2@force.example>"))
    lying = sorted((tmp_path / "mail").iterdir())
    assert [path.suffix for path in lying] == [".eml", ".eml"]
    assert b"To: ann@example.com" in lying[0].read_bytes()
