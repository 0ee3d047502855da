"""Two applications that share no router, cookie or secret: one for the public, one for staff."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import errors, health, metrics
from api.deps import House
from api.desk.routes import install as install_desk
from api.policy.routes import install as install_policy
from api.post.routes import install as install_post
from api.process.routes import install as install_process
from api.public.routes import install as install_public
from api.security import Guard
from api.supervisor.routes import install as install_supervisor
from api.v1.routes import install as install_v1
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
    install_public(app)
    install_v1(app)
    return app


def staff_app() -> FastAPI:
    """The desk, the supervisors' pages and what is printed."""
    app = _app(settings(), "Snap review desk")
    app.state.frame = Bar(force_name=settings().force_name, csrf="", unconfined=settings().allow_unconfined)
    install_desk(app)
    install_supervisor(app)
    install_policy(app)
    install_post(app)
    install_process(app)
    return app


def _app(chosen: Settings, title: str) -> FastAPI:
    refuse_unsafe(chosen)
    house = House(chosen, Units.of(chosen), files_from(chosen), Spool(chosen.spool_folder, chosen.disk_floor_bytes))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        metrics.serve(chosen.metrics_port)
        yield
        house.units.engine.dispose()

    app = FastAPI(title=title, docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.house = house
    app.add_middleware(Guard)
    app.add_middleware(metrics.Measured)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    errors.install(app)
    health.install(app)
    return app
