"""Whether the process lives and whether it could serve: for load balancers and for people who run it."""

from fastapi import Depends, FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse

from api.deps import Open, house_of
from storage.database import current_migration, newest_migration


def install(app: FastAPI) -> None:
    """Add /healthz and /readyz."""
    anybody = [Depends(Open("a load balancer asks"))]
    app.get("/healthz", dependencies=anybody)(is_alive)
    app.get("/readyz", dependencies=anybody)(is_ready)


def is_alive() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"alive": True})


def is_ready(request: Request) -> JSONResponse:
    """Database, migration and files are as this version needs them; anything else is a 503 or a 500."""
    house = house_of(request)
    head = current_migration(house.units.engine)
    house.files.check()
    ready = head == newest_migration()
    told = {"ready": ready, "migration": head}
    return JSONResponse(told, 200 if ready else 503, headers={"X-Instance": house.settings.instance})
