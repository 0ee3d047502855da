"""The tables, one file for each step of the journey."""

from storage.tables import decide, extract, feedback, history, letter, notice, prioritise, receive, staff, work
from storage.tables.base import metadata

__all__ = [
    "decide",
    "extract",
    "feedback",
    "history",
    "letter",
    "metadata",
    "notice",
    "prioritise",
    "receive",
    "staff",
    "work",
]
