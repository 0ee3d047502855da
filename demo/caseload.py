"""Plays the invented caseload: some hundred reports of the past weeks, walked through the real steps."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from demo.acting import claim_now
from demo.casting import Part, cast
from demo.policies import change_policy, draft_policy
from demo.scenes import smaller
from demo.sending import Post, draw, read_all, send
from demo.sign_ins import Account, finished, recall
from demo.stories import Film, Shows, Story
from demo.stories_decided import ELSEWHERE, NO_ACTION, NOTICES, WARNED
from demo.stories_followed import FOLLOWED
from demo.stories_open import LANES, PROPOSED, QUEUE
from demo.stories_turned import AT_THE_DESK, CAME_BACK, LADDER
from demo.timeline import Timeline
from storage.settings import settings
from triage.submission import Submission
from worker.house import House, house_of
from worker.outside.keeper_register import NoRegister

__all__ = ["STORIES", "Account", "play"]

STORIES: tuple[Story, ...] = (
    *(*QUEUE, *LANES, *PROPOSED, *AT_THE_DESK),
    *(*NO_ACTION, *WARNED, *NOTICES, *ELSEWHERE, *LADDER, *CAME_BACK, *FOLLOWED),
)
Tell = Callable[[str], None]
CLIPS = "clips-"
LOOK_EVERY_S = 0.5


def play(
    tell: Tell, *, house: House | None = None, stories: Sequence[Story] = STORIES, small: bool = False
) -> Sequence[Account]:
    """Fill the product with its invented caseload, or find it there; the sign-ins either way.

    An interrupted start is taken up where it stopped. ``small`` draws every clip in a small picture.
    Raises CannotStart when the sign-ins were lost.
    """
    home = house or house_of(settings())
    kept = recall(home.settings.home, home.units, datetime.now(UTC))
    if kept.played:
        return kept.accounts
    began = time.monotonic()
    # A story says who its keeper is; one without a keeper waits for somebody to look up.
    home = replace(home, register=NoRegister())
    _free_held(home, tell)
    change_policy(home, kept.now)
    with home.units.as_of(kept.now).open() as unit:
        holidays = unit.policy.on(unit.today).holidays
    post, parts = Post(home, kept), cast(stories, kept.now, holidays)
    if small:
        parts = tuple(replace(part, scene=smaller(part.scene, 320, 180, seconds=2.0, fps=5)) for part in parts)
    _send_all(post, parts, tell)
    tell("Reading their footage in the sandbox.")
    read_all(post, parts)
    tell("Playing what people decided, and the letters that followed.")
    Timeline(post, parts).play()
    draft_policy(home, kept.now)
    for part in parts:
        if part.story.shows is Shows.CLAIMED:
            claim_now(post, part)
    finished(home.settings.home, kept)
    tell(f"The invented caseload is in place ({time.monotonic() - began:.0f} s).")
    return kept.accounts


def _send_all(post: Post, parts: Sequence[Part], tell: Tell) -> None:
    unsent = _unsent(post, parts)
    if not unsent:
        return
    for leftover in post.house.scratch.glob(f"{CLIPS}*"):
        shutil.rmtree(leftover)
    folder = Path(tempfile.mkdtemp(prefix=CLIPS, dir=post.house.scratch))
    try:
        tell(f"Drawing the footage of {len(unsent)} invented reports.")
        films = draw(_with_originals(unsent, parts), folder, tell)
        tell("Sending them.")
        for part in unsent:
            send(post, part, films[part.name])
    finally:
        shutil.rmtree(folder)


def _free_held(home: House, tell: Tell) -> None:
    """A start that was killed may have held jobs: nobody else works yet, so their leases only have to run out."""
    told = False
    while True:
        with home.units.open() as unit:
            unit.jobs.free_lapsed()
            if not any(job.state == "running" for job in unit.jobs.list_unfinished()):
                return
        if not told:
            tell("Waiting up to a minute for work that the last start held.")
            told = True
        time.sleep(LOOK_EVERY_S)


def _unsent(post: Post, parts: Sequence[Part]) -> list[Part]:
    with post.house.units.open() as unit:
        found = {part.name: post.find(unit, part) for part in parts}
    return [part for part in parts if not _is_there(part, found[part.name])]


def _is_there(part: Part, found: Submission | None) -> bool:
    return found is not None and (part.story.shows is Shows.DRAFT or not found.is_draft)


def _with_originals(unsent: Sequence[Part], parts: Sequence[Part]) -> list[Part]:
    """What has to be drawn: every unsent film, and the original of each copy."""
    wanted = {part.name for part in unsent} | {part.story.copy_of for part in unsent if part.story.film is Film.COPY}
    return [part for part in parts if part.name in wanted]
