"""Two applications that share no router, cookie or secret: one for the public, one for staff."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import errors, health
from api.deps import House
from api.desk import routes as desk_routes
from api.public import routes as public_routes
from api.security import Guard
from api.supervisor import routes as supervisor_routes
from api.v1 import routes as v1_routes
from api.views.public import Site
from api.views.staff import Bar
from storage.files import files_from
from storage.production import refuse_unsafe
from storage.settings import Settings, settings
from storage.spool import Spool
from storage.unit import Units

STATIC = Path(__file__).parent / "static"


def public_app() -> FastAPI:
    """The public's pages, the uploads and /v1."""
    app = _app(settings(), "Report a driving offence with video")
    app.state.frame = Site(force_name=settings().force_name, csrf="")
    public_routes.install(app)
    v1_routes.install(app)
    return app


def staff_app() -> FastAPI:
    """The desk, the supervisors' pages and what is printed."""
    app = _app(settings(), "Snap review desk")
    app.state.frame = Bar(force_name=settings().force_name, csrf="", unconfined=settings().allow_unconfined)
    desk_routes.install(app)
    supervisor_routes.install(app)
    return app


def _app(chosen: Settings, title: str) -> FastAPI:
    refuse_unsafe(chosen)
    house = House(chosen, Units.of(chosen), files_from(chosen), Spool(chosen.spool_folder, chosen.disk_floor_bytes))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        house.units.engine.dispose()

    app = FastAPI(title=title, docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.house = house
    app.add_middleware(Guard)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    errors.install(app)
    health.install(app)
    return app
