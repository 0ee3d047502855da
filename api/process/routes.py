"""The process team's routes of the staff application."""

from fastapi import FastAPI

from api.desk.routes import FORM_BYTES
from api.process import conclude, keeper_files, keepers, offers, replies, worklist
from triage.keeper_row import MOST_BYTES

# A file of the largest size, and the form around it; applied, every byte of it may have become three.
FILE_BYTES = 3 * MOST_BYTES + FORM_BYTES


def install(app: FastAPI) -> None:
    """Add the work list, keepers, replies, conclusions and offers. The import goes first: its address is one of two."""
    app.include_router(keeper_files.router, max_body_size=FILE_BYTES)
    for part in (worklist, keepers, replies, conclude, offers):
        app.include_router(part.router, max_body_size=FORM_BYTES)
