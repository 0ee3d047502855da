"""Who acts: a member of staff, a submitter, or the product itself."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """The hand behind a line of history: an id or a code, never a name."""

    id: str
    role: str


@dataclass(frozen=True)
class Officer:
    """A member of staff who is signed in. ``registrations`` and ``email`` are their own (conflict of interest)."""

    id: UUID
    username: str
    name: str
    role: str
    registrations: tuple[str, ...] = ()
    email: str = ""

    @property
    def actor(self) -> Actor:
        """This person as history names them."""
        return Actor(str(self.id), self.role)


SUBMITTER = Actor("submitter", "public")
PRODUCT = Actor("product", "product")
