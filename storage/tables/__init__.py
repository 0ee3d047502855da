"""The tables, one file for each step of the journey."""

from storage.tables import decide, extract, history, letter, prioritise, receive, staff, work
from storage.tables.base import metadata

__all__ = ["decide", "extract", "history", "letter", "metadata", "prioritise", "receive", "staff", "work"]
