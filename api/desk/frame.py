"""What stands around every staff page: who is signed in, what they may open, and what waits."""

from dataclasses import dataclass, replace
from datetime import time
from typing import Annotated, Literal

from fastapi import Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse

from api.deps import House, HouseDep, SignedIn, SignedInDep, UnitDep
from api.security import site_of
from api.templating import render
from api.views.staff import Bar
from storage.unit import Unit
from triage.actor import Officer
from triage.calendar import at_london
from triage.permission import Permission, may

Section = Literal["", "queue", "review", "work", "post", "performance", "approvals", "policy", "problems"]
SECTIONS: tuple[tuple[Section, Permission], ...] = (
    ("queue", Permission.QUEUE_VIEW),
    ("review", Permission.CASE_REVIEW),
    ("work", Permission.WORKLIST_VIEW),
    ("post", Permission.PRINT_BATCH),
    ("performance", Permission.STATISTICS_VIEW),
    ("approvals", Permission.LETTER_APPROVE),
    ("policy", Permission.POLICY_VIEW),
    ("problems", Permission.JOB_VIEW),
)


@dataclass(frozen=True)
class Desk:
    """One request of somebody who is signed in."""

    request: Request
    house: House
    unit: Unit
    who: SignedIn

    @property
    def officer(self) -> Officer:
        """The person at the desk."""
        return self.who.officer

    def page(self, template: str, page: object, active: Section, *, status: int = 200) -> HTMLResponse:
        """A page of the staff application with its bar."""
        bar = bar_of(self.request, self.unit, self.who, active)
        return HTMLResponse(render(f"staff/{template}.html", bar=bar, page=page), status)


def _desk(request: Request, house: HouseDep, unit: UnitDep, who: SignedInDep) -> Desk:
    # A refusal, too, stands in the bar of whoever met it.
    request.state.frame = known_bar(request, who)
    return Desk(request, house, unit, who)


DeskDep = Annotated[Desk, Depends(_desk)]


def see_other(url: str) -> RedirectResponse:
    """After a form: look at this address, so that reloading sends nothing again."""
    return RedirectResponse(url, 303)


def sections_of(role: str) -> tuple[Section, ...]:
    """The parts of the desk this role may open, in the order of the bar."""
    return tuple(section for section, permission in SECTIONS if may(role, permission))


def home_of(role: str) -> str:
    """Where somebody of this role begins."""
    return f"/{sections_of(role)[0]}"


def known_bar(request: Request, who: SignedIn) -> Bar:
    """The bar without its counts: who is signed in, and what they may open."""
    frame = site_of(request)
    if not isinstance(frame, Bar):
        raise TypeError("The staff's pages stand in a Bar.")
    role = who.officer.role
    return replace(
        frame,
        csrf=who.csrf,
        officer=who.officer.name,
        sections=sections_of(role),
        may_find=may(role, Permission.CASE_VIEW),
    )


def bar_of(request: Request, unit: Unit, who: SignedIn, active: Section) -> Bar:
    """The bar: each count only for those who may open what it counts."""
    officer = who.officer
    sections = sections_of(officer.role)
    midnight = at_london(unit.today, time.min)
    return replace(
        known_bar(request, who),
        active=active,
        in_queue=unit.queue.waiting().get("queue", 0) if "queue" in sections else 0,
        done_today=unit.listing.count_done(officer.id, midnight) if "review" in sections else 0,
        waiting_approval=unit.listing.count_approvals() if "approvals" in sections else 0,
        problems=unit.alarms.count_open() if "problems" in sections else 0,
    )
