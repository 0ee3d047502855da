"""The kinds of work a step may leave for a worker; each has one task and one queue."""

from enum import StrEnum


class JobKind(StrEnum):
    """What a job does, in the word of the journey it belongs to."""

    EXTRACT = "extract"
    COMPARE = "compare"
    LOOK = "look"
    STILL = "still"
    JOIN = "join"
    PRIORITISE = "prioritise"
    FINALISE = "finalise"
    KEEPER = "keeper"
    VEHICLE = "vehicle"
    LETTER = "letter"
    LETTER_STATUS = "letter_status"
    MAIL = "mail"
    RECALL = "recall"
    FEEDBACK = "feedback"
    PROPOSE = "propose"
    DRY_RUN = "dry_run"
    RERANK = "rerank"
    CANARY = "canary"
