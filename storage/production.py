"""Refuses to start a production that is not one: default secrets, missing services, a clock that can be set."""

from storage.settings import Settings


class UnsafeProduction(RuntimeError):
    """A production setting is missing or unsafe; the sentence says which."""


def refuse_unsafe(chosen: Settings) -> None:
    """Raises UnsafeProduction for the first setting that production must not run with."""
    if not chosen.database_url.get_secret_value() or not chosen.redis_url.get_secret_value():
        raise UnsafeProduction(
            "OPSNAP_DATABASE_URL and OPSNAP_REDIS_URL are not set. `opsnap run` starts both for you."
        )
    if len(chosen.secret_key.get_secret_value()) < 16:
        raise UnsafeProduction("OPSNAP_SECRET_KEY must have at least 16 characters.")
    _refuse_channels(chosen)
    if chosen.mode != "production":
        return
    _refuse_open_channels(chosen)
    if chosen.keeper_register == "invented":
        raise UnsafeProduction("OPSNAP_KEEPER_REGISTER invents keepers and must not be set so in production.")
    if chosen.allow_as_of:
        raise UnsafeProduction("OPSNAP_ALLOW_AS_OF lets tests set the clock and must not be set in production.")
    if not chosen.rate_url.get_secret_value():
        raise UnsafeProduction("OPSNAP_RATE_URL is not set: rate limits must not share the broker's memory.")
    if not chosen.secure_cookies:
        raise UnsafeProduction("OPSNAP_SECURE_COOKIES must be true in production.")
    if not (chosen.public_url.startswith("https://") and chosen.staff_url.startswith("https://")):
        raise UnsafeProduction("OPSNAP_PUBLIC_URL and OPSNAP_STAFF_URL must begin with https:// in production.")


def _refuse_channels(chosen: Settings) -> None:
    """A channel that was chosen and cannot work is refused everywhere, before the first letter waits for it."""
    if chosen.letter_channel == "notify" and not chosen.notify_api_key.get_secret_value():
        raise UnsafeProduction("OPSNAP_NOTIFY_API_KEY is not set, and OPSNAP_LETTER_CHANNEL is notify.")
    if chosen.notify_quiet_s < 2 * chosen.notify_timeout_s:
        raise UnsafeProduction("OPSNAP_NOTIFY_QUIET_S must be at least twice OPSNAP_NOTIFY_TIMEOUT_S.")
    if chosen.keeper_register == "csv" and chosen.keeper_register_file is None:
        raise UnsafeProduction("OPSNAP_KEEPER_REGISTER_FILE is not set, and OPSNAP_KEEPER_REGISTER is csv.")
    if chosen.mail_channel == "smtp" and not chosen.smtp_host:
        raise UnsafeProduction("OPSNAP_SMTP_HOST is not set, and OPSNAP_MAIL_CHANNEL is smtp.")


def _refuse_open_channels(chosen: Settings) -> None:
    if chosen.letter_channel == "notify" and not chosen.notify_base_url.startswith("https://"):
        raise UnsafeProduction("OPSNAP_NOTIFY_BASE_URL must begin with https:// in production.")
    if chosen.dvla_api_key.get_secret_value() and not chosen.dvla_url.startswith("https://"):
        raise UnsafeProduction("OPSNAP_DVLA_URL must begin with https:// in production.")
    if chosen.mail_channel == "smtp" and chosen.smtp_tls == "none":
        raise UnsafeProduction("OPSNAP_SMTP_TLS must be starttls or tls in production: mails carry names.")
