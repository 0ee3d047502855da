"""What a machine or a person says about a case: one claim, its source, and how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

JsonValue: TypeAlias = "bool | int | float | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"


@dataclass(frozen=True)
class Finding:
    """One claim beside others, never instead of them.

    ``confidence`` is 0-1 for a guess and None for a value that was read, not guessed
    (a box in the file, an answer on the form). ``case_id`` is None for what is true of the whole report; a look-up of
    one vehicle says nothing about another in the same footage.
    """

    kind: str
    value: JsonValue
    source: str
    tool: str
    version: str
    confidence: float | None = None
    case_id: UUID | None = None
