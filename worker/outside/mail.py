"""How mails leave: as files in a folder, or by SMTP, which cannot be asked afterwards (decision 0016)."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from storage.settings import Settings
from worker.outside.channel import Misconfigured, OutcomeUnknown, Refused, Unavailable

PERMANENT = 500  # SMTP replies from here on are final, those of the 400s may pass


class MailChannel(Protocol):
    """A way for mails to leave."""

    @property
    def name(self) -> str:
        """The word under which a message remembers it."""

    def send(self, message: EmailMessage) -> None:
        """Send one message. Raises the faults of worker.outside.channel; where nothing is raised it was taken."""


class MailFolder:
    """Writes each message as `<hash of its Message-ID>.eml`, once, for a machine that sends no mail."""

    name = "mail_folder"

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, message: EmailMessage) -> None:
        """Put the message into the folder; the same Message-ID again changes nothing."""
        self._path.mkdir(parents=True, exist_ok=True)
        name = sha256(str(message["Message-ID"]).encode()).hexdigest()[:32]
        finished, staged = self._path / f"{name}.eml", self._path / f".{name}.part"
        if finished.exists():
            return
        with staged.open("wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        staged.replace(finished)


class Smtp:
    """Hands each message to one mail server, with its certificate checked."""

    name = "smtp"

    def __init__(self, chosen: Settings, *, trust: ssl.SSLContext | None = None) -> None:
        self._chosen = chosen
        self._trust = trust or ssl.create_default_context()

    def send(self, message: EmailMessage) -> None:
        """Send the message; a server that goes away after the text was handed over leaves the outcome unknown."""
        handing_over = False
        try:
            with self._connected() as server:
                sender, to = str(message["From"]), str(message["To"])
                _expect(server.mail(sender), Misconfigured)
                _expect(server.rcpt(to), Refused)
                handing_over = True
                _expect(server.data(message.as_bytes()), Refused)
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, ssl.SSLError) as fault:
            raise Misconfigured(f"The mail server says: {_said(fault)}") from fault
        except smtplib.SMTPResponseException as fault:
            raise _of_reply(fault.smtp_code, fault.smtp_error, Misconfigured) from fault
        except OSError as fault:  # SMTPException is one, and so is every fault of the line
            if handing_over:
                raise OutcomeUnknown("The mail server went away while it had the message.") from fault
            raise Unavailable("The mail server could not be reached.") from fault

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        chosen = self._chosen
        where = (chosen.smtp_host, chosen.smtp_port)
        if chosen.smtp_tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=chosen.smtp_timeout_s, context=self._trust)
        else:
            server = smtplib.SMTP(*where, timeout=chosen.smtp_timeout_s)
        try:
            server.ehlo_or_helo_if_needed()
            if chosen.smtp_tls == "starttls":
                server.starttls(context=self._trust)
                server.ehlo()
            if chosen.smtp_user:
                server.login(chosen.smtp_user, chosen.smtp_password.get_secret_value())
            yield server
        finally:
            # Not `quit`: it waits for an answer, and a message that was taken must not fail over a goodbye.
            server.close()


def mail_channel_of(chosen: Settings) -> MailChannel:
    """The way mails leave here."""
    return MailFolder(chosen.mail_out) if chosen.mail_channel == "mail_folder" else Smtp(chosen)


def _expect(reply: tuple[int, bytes], final: type[Refused] | type[Misconfigured]) -> None:
    if not 200 <= reply[0] < 300:
        raise _of_reply(*reply, final)


def _of_reply(
    code: int, said: bytes | str, final: type[Refused] | type[Misconfigured]
) -> Refused | Misconfigured | Unavailable:
    sentence = f"The mail server says: {code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return final(sentence) if code >= PERMANENT else Unavailable(sentence)


def _said(fault: Exception) -> str:
    said = getattr(fault, "smtp_error", None)
    return said.decode(errors="replace") if isinstance(said, bytes) else str(fault)
