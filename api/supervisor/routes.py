"""The supervisors' routes of the staff application."""

from fastapi import FastAPI

from api.desk.routes import FORM_BYTES
from api.supervisor import alarms, approvals, performance, problems


def install(app: FastAPI) -> None:
    """Add approvals, problems and performance."""
    for part in (alarms, approvals, problems, performance):
        app.include_router(part.router, max_body_size=FORM_BYTES)
