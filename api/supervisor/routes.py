"""The supervisors' routes of the staff application."""

from fastapi import FastAPI

from api.supervisor import approvals, performance, problems


def install(app: FastAPI) -> None:
    """Add approvals, problems and performance."""
    for part in (approvals, problems, performance):
        app.include_router(part.router)
