"""Pages of a ranked list: an opaque cursor that says after which case the next page begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from uuid import UUID

from triage.errors import BadAnswer


@dataclass(frozen=True)
class Cursor:
    """The last case of a page: its rank, its id and its place in the list."""

    rank_key: int
    case_id: UUID
    place: int

    def __str__(self) -> str:
        """What stands in an address; nobody is meant to read or build it."""
        return urlsafe_b64encode(f"{self.rank_key}.{self.case_id}.{self.place}".encode()).decode()


def parse_cursor(text: str) -> Cursor | None:
    """The cursor of an address; None for the first page. BadAnswer for anything we did not write."""
    if not text:
        return None
    try:
        rank_key, case_id, place = urlsafe_b64decode(text.encode()).decode().split(".")
        return Cursor(int(rank_key), UUID(case_id), int(place))
    except (NotBase64, ValueError):
        raise BadAnswer("after", "This page of the list does not exist. Begin at its first page.") from None
