"""Every route of both applications says in its signature who may use it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from api import app as apps
from api.deps import Open, Requires
from api.public.deps import DraftOwner
from storage.settings import settings
from triage.permission import Permission

GUARDS = (Requires, Open, DraftOwner)
FACTORIES = (apps.public_app, apps.staff_app)
# Engines connect on first use, so these addresses are never called.
NOWHERE = {
    "OPSNAP_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
    "OPSNAP_REDIS_URL": "redis://127.0.0.1:1/0",
    "OPSNAP_RATE_URL": "redis://127.0.0.1:1/1",
    "OPSNAP_SECRET_KEY": "a key that only this test uses",
}


@pytest.fixture
def make_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[Callable[[], FastAPI]], FastAPI]]:
    """Builds an application that reaches nothing outside."""
    for name, value in (NOWHERE | {"OPSNAP_HOME": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield lambda factory: factory()
    settings.cache_clear()


def asked(dependant: Dependant) -> Iterator[object]:
    """Every dependency of a route, however deep."""
    for one in dependant.dependencies:
        yield one.call
        yield from asked(one)


def guards_of(route: RouteContext) -> list[object]:
    """What says who may use a route; other than routes of FastAPI, none can say so."""
    return [call for call in asked(route.dependant) if isinstance(call, GUARDS)] if is_api(route) else []


def is_api(route: RouteContext) -> bool:
    """Whether this is a route with a signature, not a folder of files or another application."""
    return isinstance(route.original_route, APIRoute)


def unguarded(app: FastAPI) -> list[str]:
    """The routes that anybody could use without anyone having said so, routers inside routers included."""
    return [
        f"{' '.join(sorted(route.methods or ()))} {route.path}"
        for route in iter_route_contexts(app.routes)
        if not guards_of(route)
    ]


@pytest.mark.parametrize("factory", FACTORIES)
def test_every_route_names_who_may_use_it_and_only_static_files_need_not(
    factory: Callable[[], FastAPI], make_app: Callable[[Callable[[], FastAPI]], FastAPI]
) -> None:
    app = make_app(factory)
    assert len(list(iter_route_contexts(app.routes))) > 10
    assert unguarded(app) == [" /static"]


def test_a_guard_that_lets_anybody_in_says_why(make_app: Callable[[Callable[[], FastAPI]], FastAPI]) -> None:
    for factory in FACTORIES:
        found = [one for route in iter_route_contexts(make_app(factory).routes) for one in guards_of(route)]
        assert [one for one in found if isinstance(one, Open) and len(one.why.split()) < 3] == []


def test_the_public_never_meets_a_permission_and_staff_never_a_draft(
    make_app: Callable[[Callable[[], FastAPI]], FastAPI],
) -> None:
    for factory, foreign in ((apps.public_app, Requires), (apps.staff_app, DraftOwner)):
        for route in iter_route_contexts(make_app(factory).routes):
            assert not [one for one in guards_of(route) if isinstance(one, foreign)], route.path


def test_a_route_without_a_guard_is_found_wherever_it_hides() -> None:
    def answer() -> str:
        """Whatever it is."""
        return ""

    app, outer, inner = FastAPI(openapi_url=None, docs_url=None, redoc_url=None), APIRouter(), APIRouter(prefix="/in")
    app.get("/open", dependencies=[Depends(Open("it is the front page"))])(answer)
    app.get("/staff", dependencies=[Depends(Requires(Permission.CASE_DECIDE))])(answer)
    app.get("/forgotten")(answer)
    inner.get("/forgotten")(answer)
    outer.include_router(inner)
    app.include_router(outer, prefix="/out")
    assert unguarded(app) == ["GET /forgotten", "GET /out/in/forgotten"]
