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
    if chosen.mode != "production":
        return
    if chosen.allow_as_of:
        raise UnsafeProduction("OPSNAP_ALLOW_AS_OF lets tests set the clock and must not be set in production.")
    if not chosen.rate_url.get_secret_value():
        raise UnsafeProduction("OPSNAP_RATE_URL is not set: rate limits must not share the broker's memory.")
    if not chosen.secure_cookies:
        raise UnsafeProduction("OPSNAP_SECURE_COOKIES must be true in production.")
    if not (chosen.public_url.startswith("https://") and chosen.staff_url.startswith("https://")):
        raise UnsafeProduction("OPSNAP_PUBLIC_URL and OPSNAP_STAFF_URL must begin with https:// in production.")
