"""The officers' routes of the staff application."""

from fastapi import FastAPI

from api.desk import (
    allege,
    another,
    lanes,
    leave,
    media,
    moment,
    preview,
    queue,
    review,
    seal,
    sign_in,
    stills,
    supersede,
)

FORM_BYTES = 64 * 1024


def install(app: FastAPI) -> None:
    """Add sign-in, queue, review desk, what follows, and footage. No form of the desk is larger than a page of text."""
    reviewing = (review, preview, leave, seal, allege, another, moment, supersede)
    for part in (sign_in, queue, lanes, *reviewing, stills, media):
        app.include_router(part.router, max_body_size=FORM_BYTES)
