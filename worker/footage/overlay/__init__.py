"""What the camera burnt into its pictures: date, time, speed, position and its own name, read and checked."""

from worker.footage.overlay.reading import read_overlay

__all__ = ["read_overlay"]
