"""Turns a row into the frozen dataclass that triage knows, by the names they share."""

from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Row

Shape = TypeVar("Shape")


def shaped(shape: type[Shape], row: Row[*tuple[Any, ...]], **given: object) -> Shape:
    """A ``shape`` from the row's columns of the same names; what is ``given`` goes before the row."""
    columns = row._mapping
    taken = {one.name: columns[one.name] for one in fields(shape) if one.name in columns}  # type: ignore[arg-type]  # a dataclass
    return shape(**{**taken, **given})


def columns_of(one: object, *names: str) -> dict[str, object]:
    """The named attributes of a dataclass as column values."""
    return {name: getattr(one, name) for name in names}
