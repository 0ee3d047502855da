"""A mail server on this machine: keeps what it is given, and refuses, dawdles or hangs up on demand."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = b"opsnap", b"a password for tests"


@dataclass
class MailServer:
    """What it answers to a recipient and to a message; ``drops`` hangs up at that command, before or after keeping."""

    to_recipient: str = "250 OK"
    to_message: str = "250 OK"
    drops: str = ""
    slow_s: float = 0.0
    port: int = 0
    kept: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Whether this recipient is taken."""
        if self.drops == "at the recipient":
            server.transport.abort()
        await asyncio.sleep(self.slow_s)
        if self.to_recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the message, unless it is refused or lost first."""
        if self.drops == "before keeping":
            server.transport.abort()
            return "451 gone"
        if self.to_message.startswith("2"):
            content = envelope.content
            assert isinstance(content, bytes)
            kept = message_from_bytes(content, policy=default)
            assert isinstance(kept, EmailMessage)
            self.kept.append(kept)
            self.recipients += envelope.rcpt_tos
        if self.drops == "after keeping":
            server.transport.abort()
        return self.to_message


@contextmanager
def mail_server(*, tls: ssl.SSLContext | None = None, sign_in: bool = False) -> Iterator[MailServer]:
    """The server on a port of its own while the block lasts; with ``tls`` it offers STARTTLS."""
    with socket.socket() as free:  # the controller knocks at the very port it is given, so it must be a real one
        free.bind(("127.0.0.1", 0))
        serving = MailServer(port=free.getsockname()[1])

    def believe(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, said: LoginPassword) -> AuthResult:
        return AuthResult(success=(said.login, said.password) == (USER, PASSWORD), handled=False)

    controller = Controller(
        serving,
        hostname="127.0.0.1",
        port=serving.port,
        tls_context=tls,
        authenticator=believe,
        auth_required=sign_in,
        auth_require_tls=tls is not None,
    )
    controller.start()
    try:
        yield serving
    finally:
        controller.stop()


def certificate(folder: Path, name: str = "127.0.0.1") -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate for one name: what the server shows, and what a client must trust to believe it."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail-server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(path)
    return shown, ssl.create_default_context(cafile=str(path))
