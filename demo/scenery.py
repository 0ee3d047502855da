"""Where an act is played: the post, the part and the instant, and the people who act there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.casting import Part
from demo.sending import Post
from demo.stories import Act
from storage.errors import Missing
from storage.unit import Unit
from triage.actor import Officer
from triage.case import Case
from triage.viewing import Viewing

MANY = 1000


@dataclass(frozen=True)
class Scenery:
    """Where an act is played: the post, the part, and the instant."""

    post: Post
    part: Part
    at: datetime

    def later(self, by: timedelta) -> Scenery:
        """The same a little later."""
        return Scenery(self.post, self.part, self.at + by)

    def alone(self, what: Callable[[Unit, Case], object]) -> None:
        """One transaction on the part's case as of the instant."""
        with self.post.house.units.as_of(self.at).open() as unit:
            case = self.post.case(unit, self.part)
            if case is None:
                raise Missing(f"The story {self.part.name} has not been sent.")
            what(unit, case)

    def turn(self, act: Act) -> int:
        """How many acts of this kind come before it in the story: so many are done before it is."""
        same = [one for one in self.part.story.acts if type(one) is type(act)]
        return same.index(act)


def colleague(unit: Unit, username: str) -> Officer:
    """Somebody who works here. Raises Missing when nobody signs in by that name."""
    account = unit.staff.find_account(username)
    if account is None:
        raise Missing(f"Nobody signs in as {username}.")
    return unit.staff.get(account.id)


def watched(part: Part) -> Viewing:
    """The whole film was played."""
    return Viewing(played=((0.0, part.scene.seconds),))
