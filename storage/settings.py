"""Every setting of the product, read once from the environment; each has a line in docs/settings.md."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What differs between a laptop and a force. Embedded defaults need no variable at all."""

    model_config = SettingsConfigDict(env_prefix="OPSNAP_", env_file=None, extra="ignore")

    mode: Literal["embedded", "production"] = "embedded"
    home: Path = Path("opsnap-home")

    # Kept apart so that the running product cannot rewrite its own history (TRUST P5).
    database_url: SecretStr = SecretStr("")
    database_owner_url: SecretStr = SecretStr("")
    redis_url: SecretStr = SecretStr("")
    rate_url: SecretStr = SecretStr("")

    files_url: str = ""  # empty: the folder <home>/files; else s3://bucket/prefix
    files_access_key_id: SecretStr = SecretStr("")
    files_secret_access_key: SecretStr = SecretStr("")
    files_endpoint: str = ""
    spool: Path | None = None  # partial uploads; default <home>/spool
    letter_channel: Literal["print_folder", "notify"] = "print_folder"
    print_folder: Path | None = None  # letters ready for the printer; default <home>/print
    notify_api_key: SecretStr = SecretStr("")
    notify_base_url: str = "https://api.notifications.service.gov.uk"
    notify_timeout_s: float = 30.0
    notify_quiet_s: int = 300  # after an attempt that nobody answered; the service may still be working on it

    mail_channel: Literal["mail_folder", "smtp"] = "mail_folder"
    mail_folder: Path | None = None  # mails as files; default <home>/mail
    mail_from: str = ""  # empty: the force's own address in the policy
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_timeout_s: float = 30.0

    keeper_register: Literal["none", "csv", "invented"] = "none"  # who says who keeps a vehicle; none: a person
    keeper_register_file: Path | None = None  # what "csv" reads

    dvla_api_key: SecretStr = SecretStr("")  # of the Vehicle Enquiry Service; empty: make and colour are never asked
    dvla_url: str = "https://driver-vehicle-licensing.api.gov.uk/vehicle-enquiry"
    dvla_timeout_s: float = 10.0

    secret_key: SecretStr = SecretStr("")  # keys the pseudonyms in history and signs nothing else
    public_url: str = "http://127.0.0.1:8080"
    staff_url: str = "http://127.0.0.1:8081"
    metrics_port: int = 0  # of /metrics, on this machine only; 0: no listener
    instance: str = ""  # told by /readyz, so that whoever started a web knows it as its own
    trusted_proxies: str = ""  # comma-separated addresses whose X-Forwarded-For is believed
    secure_cookies: bool = False
    force_name: str = "Example Constabulary"

    max_file_bytes: int = 2 * 1024**3
    max_files: int = 4
    draft_hours: int = 72
    disk_floor_bytes: int = 1024**3  # uploads stop (507) before the spool's disk is fuller than this

    job_lease_seconds: int = 60
    sweep_seconds: int = 30
    session_hours: int = 10

    allow_unconfined: bool = False  # parse footage without the sandbox; every desk page says so
    allow_as_of: bool = False  # tests and the demo may open a unit "as of" an instant; refused in production
    force_transcode: bool = False
    overlay_engine: Literal["rapidocr", "none"] = "rapidocr"  # reads what the camera printed into the picture
    plate_engine: Literal["rapidocr", "fast-alpr", "none"] = "rapidocr"  # fast-alpr: its extra must be installed
    exiftool: Path | None = None  # version 13 or later, for `opsnap facts --second-opinion`; none is asked by default

    @property
    def spool_folder(self) -> Path:
        """Where partial uploads live: always a local disk, named, never the system's temporary folder."""
        return self.spool or self.home / "spool"

    @property
    def files_folder(self) -> Path:
        """Where whole files live when no S3 address is given."""
        return self.home / "files"

    @property
    def print_out(self) -> Path:
        """Where finished letters wait for the printer."""
        return self.print_folder or self.home / "print"

    @property
    def mail_out(self) -> Path:
        """Where mails lie on a machine that sends none."""
        return self.mail_folder or self.home / "mail"


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
