"""How a picture is turned to stand upright: by quarters only, whatever matrix the file carries."""

from av.video.frame import VideoFrame


def quarter_turns(frame: VideoFrame) -> int:
    """Quarter turns anticlockwise, 0 to 3. A matrix that leans is taken for the nearest quarter."""
    return round(frame.rotation / 90) % 4
