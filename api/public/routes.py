"""Puts the public's pages and uploads into their application."""

from fastapi import Depends, FastAPI

from api.deps import House
from api.public import begin, finish, footage, questions, refusals, statistics, status
from api.public.deps import OWNER
from storage.rates import Rates

FORM_BYTES = 64 * 1024


def install(app: FastAPI) -> None:
    """Add every public page; only the footage's own form and the uploads may be larger than a page of text."""
    house: House = app.state.house
    app.state.rates = Rates(house.settings)
    app.state.counter = statistics.Counter(house.units)
    refusals.install(app)
    for part in (begin, questions, finish, status, statistics):
        app.include_router(part.router, include_in_schema=False, max_body_size=FORM_BYTES)
    app.include_router(footage.router, include_in_schema=False)
    app.include_router(
        footage.page_uploads(house), prefix="/uploads", include_in_schema=False, dependencies=[Depends(OWNER)]
    )
