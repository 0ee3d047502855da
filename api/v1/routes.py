"""Puts /v1 into the public application, with its description as OpenAPI."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.openapi.utils import get_openapi

from api.deps import House, Open
from api.public.footage import upload_router
from api.v1 import drafts, published
from api.v1.deps import OWNER

JSON_BYTES = 64 * 1024
OF_A_DRAFT = ("/v1/drafts/current", "/v1/submissions", "/v1/uploads")
TITLE = "Operation Snap for programs"
ABOUT = "Begin a draft, send footage by tus 1.0 to /v1/uploads, sign. Refusals are application/problem+json."


def install(app: FastAPI) -> None:
    """Add /v1; the app keeps no schema of its own, so the description is made of these routes alone."""
    house: House = app.state.house
    v1 = APIRouter(prefix="/v1")
    v1.include_router(drafts.router, max_body_size=JSON_BYTES)
    v1.include_router(published.router, max_body_size=JSON_BYTES)
    v1.include_router(upload_router(house, OWNER), prefix="/uploads", tags=["footage"], dependencies=[Depends(OWNER)])
    description = described(v1)

    @v1.get("/openapi.json", include_in_schema=False, dependencies=[Depends(Open("the description is published"))])
    def describe() -> dict[str, Any]:
        """This interface as OpenAPI 3.1."""
        return description

    app.include_router(v1, include_in_schema=False)


def described(v1: APIRouter) -> dict[str, Any]:
    """The description of these routes; those of a draft want its token."""
    told = get_openapi(title=TITLE, version=_version(), description=ABOUT, routes=v1.routes)
    told["components"]["securitySchemes"] = {"draft": {"type": "http", "scheme": "bearer"}}
    for path, methods in told["paths"].items():
        for method in methods.values() if path.startswith(OF_A_DRAFT) else ():
            method["security"] = [{"draft": []}]
    return told


def _version() -> str:
    try:
        return version("opsnap")
    except PackageNotFoundError:
        return "0"
