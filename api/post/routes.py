"""The post's routes of the staff application."""

from fastapi import FastAPI

from api.desk.routes import FORM_BYTES
from api.post import batches, contests, letters, markers, returns


def install(app: FastAPI) -> None:
    """Add the tray and its batches, what came back, every letter, contests and markers."""
    for part in (batches, returns, letters, contests, markers):
        app.include_router(part.router, max_body_size=FORM_BYTES)
