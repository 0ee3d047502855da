"""Builds what a clock printed, and the verdict over a few of them."""

from datetime import UTC, datetime, timedelta

from triage.clock_claim import Source
from triage.clock_verdict import Heard, Recording, Verdict, reconcile
from triage.finding import Finding

GPS, OVERLAY, CONTAINER, NAME, DEVICE = "gopro-gpmf", "overlay", "container mvhd", "file name", "novatek-freegps"


def recorded(
    printed: object, zone: str | None, source: str, *, t: float = 0.0, confidence: float | None = None, **more: object
) -> Finding:
    value = {"printed": printed, "zone": zone, "t": t, **more}
    return Finding("recorded_at", value, source, "reader", "1", confidence)  # type: ignore[arg-type]


def lasting(seconds: float) -> Finding:
    return Finding("duration", {"seconds": seconds}, "container", "reader", "1")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def verdict(said: str, *findings: Finding, received: str | None = None, mark_s: float | None = None) -> Verdict:
    late = at(said) + timedelta(days=2) if received is None else at(received)
    return reconcile(at(said), Recording(findings, late, mark_s))


def of(found: Verdict, source: Source) -> Heard:
    return next(one for one in found.heard if one.claim.source is source)
