"""The engines that settings may name."""

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from worker.footage.plates.engine import NoEngine, PlateEngine
from worker.footage.plates.fast_alpr import FastAlprPlates
from worker.footage.plates.rapid import RapidPlates

ENGINES: Mapping[str, Callable[[], PlateEngine]] = MappingProxyType(
    {"rapidocr": RapidPlates, "fast-alpr": FastAlprPlates, "none": NoEngine}
)


@cache
def engine_of(name: str) -> PlateEngine:
    """The engine of this name, one a process. EngineMissing where its extra is not installed."""
    return ENGINES[name]()
