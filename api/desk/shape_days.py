"""How long is left until the end of a day on which something lapses, in words, and how pressing that is."""

from datetime import date

from api.views.staff import Urgency

SOON_DAYS = 2


def urgency_of(due_on: date, today: date) -> Urgency:
    """Red once the day has gone by, amber on it and on the two days before."""
    days = (due_on - today).days
    if days < 0:
        return "breach"
    return "soon" if days <= SOON_DAYS else "calm"


def left_in_words(due_on: date, today: date) -> str:
    """How long is left until the end of a day."""
    days = (due_on - today).days
    if days < 0:
        return f"late by {-days} day{'' if days == -1 else 's'}"
    return {0: "today is the last day", 1: "1 day left"}.get(days, f"{days} days left")
