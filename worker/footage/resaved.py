"""Which program wrote a file last, when it was not the camera: information for whoever watches, never a rejection."""

from collections.abc import Iterable, Mapping

from worker.footage.facts import ResavedFacts

WORDS_KEPT = 120
# How sure a name makes us: an editor or a messenger never sits in a camera; these libraries sit in some.
EDITOR, LIBRARY = 0.95, 0.7
PROGRAMS: tuple[tuple[str, str, float], ...] = (
    ("whatsapp", "WhatsApp", EDITOR),
    ("telegram", "Telegram", EDITOR),
    ("produced by google", "YouTube or Google Photos", EDITOR),
    ("facebook", "Facebook", EDITOR),
    ("tiktok", "TikTok", EDITOR),
    ("vid:v", "TikTok", EDITOR),
    ("capcut", "CapCut", EDITOR),
    ("lveditor", "CapCut", EDITOR),
    ("inshot", "InShot", EDITOR),
    ("kinemaster", "KineMaster", EDITOR),
    ("vivavideo", "VivaVideo", EDITOR),
    ("handbrake", "HandBrake", EDITOR),
    ("imovie", "iMovie", EDITOR),
    ("final cut", "Final Cut", EDITOR),
    ("adobe", "an Adobe program", EDITOR),
    ("premiere", "an Adobe program", EDITOR),
    ("davinci", "DaVinci Resolve", EDITOR),
    ("blackmagic", "DaVinci Resolve", EDITOR),
    ("clipchamp", "Clipchamp", EDITOR),
    ("movie maker", "Windows Movie Maker", EDITOR),
    ("movavi", "Movavi", EDITOR),
    ("filmora", "Filmora", EDITOR),
    ("wondershare", "Filmora", EDITOR),
    ("magix", "MAGIX", EDITOR),
    ("powerdirector", "PowerDirector", EDITOR),
    ("shotcut", "Shotcut", EDITOR),
    ("openshot", "OpenShot", EDITOR),
    ("kdenlive", "Kdenlive", EDITOR),
    ("avidemux", "Avidemux", EDITOR),
    ("virtualdub", "VirtualDub", EDITOR),
    ("losslesscut", "LosslessCut", EDITOR),
    ("obs studio", "OBS", EDITOR),
    ("obs-output", "OBS", EDITOR),
    ("vlc", "VLC", EDITOR),
    ("dashcam viewer", "Dashcam Viewer", EDITOR),
    ("mkvmerge", "MKVToolNix", EDITOR),
    ("mkvtoolnix", "MKVToolNix", EDITOR),
    ("isofile", "mp4parser", LIBRARY),
    ("mp4parser", "mp4parser", LIBRARY),
    ("gpac", "GPAC", LIBRARY),
    ("l-smash", "L-SMASH", LIBRARY),
    ("bento4", "Bento4", LIBRARY),
    ("lavf", "FFmpeg", LIBRARY),
    ("lavc", "FFmpeg", LIBRARY),
)
# What the software encoders write into the first picture itself; it stays when the headers are wiped.
IN_PICTURE = ((b"x264 - core", "x264"), (b"x265 (build", "x265"))
TAGS = frozenset({
    "encoder", "encoded_by", "handler_name", "comment", "software", "com.apple.quicktime.software",
    "writing_application", "muxing_application", "title", "description", "copyright", "original_format",
})  # fmt: skip


def program_behind(headers: Iterable[Mapping[str, str]]) -> ResavedFacts | None:
    """The surest trace of a program that is not a camera's, among the tags of the file and of its streams."""
    found = [
        ResavedFacts(program, _printable(value), f"tag {name.lower()}", sure)
        for header in headers
        for name, value in header.items()
        if name.lower() in TAGS
        for mark, program, sure in PROGRAMS
        if mark in value.lower()
    ]
    return max(found, key=lambda one: one.confidence, default=None)


def encoder_in(picture: bytes) -> ResavedFacts | None:
    """The software encoder that names itself inside a compressed picture; no camera carries one of these."""
    for mark, program in IN_PICTURE:
        at = picture.find(mark)
        if at >= 0:
            words = picture[at : at + WORDS_KEPT].split(b" - H.26")[0].decode("ascii", "replace")
            return ResavedFacts(program, _printable(words), "first picture", EDITOR)
    return None


def _printable(words: str) -> str:
    return "".join(letter for letter in words if letter.isprintable()).strip()[:WORDS_KEPT]
