"""The policy routes of the staff application."""

from fastapi import FastAPI

from api.policy import draft_forms, drafts, pages

# A whole document of policy travels in one form; nothing else here comes near it.
DOCUMENT_FORM_BYTES = draft_forms.DOCUMENT_BYTES + 64 * 1024


def install(app: FastAPI) -> None:
    """Add the policy page, comparison, drafts and their forms."""
    for part in (pages, drafts, draft_forms):
        app.include_router(part.router, max_body_size=DOCUMENT_FORM_BYTES)
