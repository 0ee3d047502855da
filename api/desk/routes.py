"""The officers' routes of the staff application."""

from fastapi import FastAPI

from api.desk import media, queue, review, sign_in


def install(app: FastAPI) -> None:
    """Add sign-in, queue, review desk and footage."""
    for part in (sign_in, queue, review, media):
        app.include_router(part.router)
