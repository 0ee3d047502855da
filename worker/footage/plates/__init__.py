"""Read registration marks from stills: find, straighten, read several times, follow from still to still, and vote."""

from worker.footage.plates.choice import engine_of
from worker.footage.plates.engine import EngineMissing, PlateEngine
from worker.footage.plates.read import PlateCrop, PlatesRead, read_plates

__all__ = ["EngineMissing", "PlateCrop", "PlateEngine", "PlatesRead", "engine_of", "read_plates"]
