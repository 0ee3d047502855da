"""How a file was taken: one word for programs, one plain sentence for the person who sent it or watches it."""

from enum import StrEnum


class Verdict(StrEnum):
    """Every way in which reading a file can end. None of them rejects a report; a person decides that."""

    OK = "ok"
    TRUNCATED = "truncated"
    END_TO_END = "end_to_end"
    NO_PICTURE = "no_picture"
    SOUND_ONLY = "sound_only"
    STILL_IMAGE = "still_image"
    ARCHIVE = "archive"
    ENCRYPTED = "encrypted"
    LOCATION_LOG = "location_log"
    MOVEMENT_LOG = "movement_log"
    NOT_A_VIDEO = "not_a_video"
    PLAYLIST = "playlist"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    TOOK_TOO_LONG = "took_too_long"
    CONFINED_TOO_TIGHTLY = "confined_too_tightly"
    UNCONFINED_REFUSED = "unconfined_refused"

    @property
    def sentence(self) -> str:
        """What is shown beside the file."""
        return SENTENCES[self]


SENTENCES = {
    Verdict.OK: "The video was read completely.",
    Verdict.TRUNCATED: "The file was cut short: it ends before it says it does. What came before may still play.",
    Verdict.END_TO_END: "The file holds recordings laid end to end. Only what follows on in time can be played here.",
    Verdict.NO_PICTURE: "The file has no moving picture that can be read.",
    Verdict.SOUND_ONLY: "The file holds sound and no picture; please send the video it belongs to.",
    Verdict.STILL_IMAGE: "This is a photograph, not a video; please send the video it was taken from.",
    Verdict.ARCHIVE: "This is an archive of other files; please send the videos in it one by one.",
    Verdict.ENCRYPTED: "The video is locked by a password or copy protection; please send the camera's own file.",
    Verdict.LOCATION_LOG: "This is a camera's location log. It is kept with its video; please send that video, too.",
    Verdict.MOVEMENT_LOG: "This is a camera's log of shaking, not a video; please send the video it belongs to.",
    Verdict.NOT_A_VIDEO: "This is not a video file.",
    Verdict.PLAYLIST: "This is a list that points to other files, not a video; please send the video itself.",
    Verdict.EMPTY: "The file is empty.",
    Verdict.UNREADABLE: "The file looks like a video but is damaged and cannot be read.",
    Verdict.TOO_LONG: "The video is longer than can be handled; please send only the part that shows the offence.",
    Verdict.TOO_LARGE: "The video needs more space or memory than is allowed for one file.",
    Verdict.TOOK_TOO_LONG: "Reading the video took longer than is allowed and was stopped.",
    Verdict.CONFINED_TOO_TIGHTLY: "The reader was stopped by its own safety rules; a technician must look at it.",
    Verdict.UNCONFINED_REFUSED: "This machine cannot confine the video reader, so the file was not opened.",
}
