"""Each hostile file the project builds ends in the verdict written beside it, and harms nobody."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.made.hostile_boxes import played_again
from tests.made.hostile_files import FILES, Drawn
from tests.made.judged import WITHIN, judged, outputs_in, stumbles
from worker.footage.launcher import Launcher
from worker.footage.verdict import Verdict

# What is watchable in spite of its lies is "ok": a person may still see the offence in it.
EXPECTED: dict[Verdict, frozenset[str]] = {
    Verdict.ARCHIVE: frozenset({
        "an archive",
    }),
    Verdict.EMPTY: frozenset({
        "nothing",
    }),
    Verdict.NO_PICTURE: frozenset({
        "a codec no camera writes",
        "a data track claims everything",
        "empty movies",
        "a compressed movie of thirty megabytes",
        "a box of seven bytes",
        "a codec nobody has",
    }),
    Verdict.NOT_A_VIDEO: frozenset({
        "one byte",
        "four kilobytes of zeros",
        "a page and a clip",
        "a list of bytes of another file",
        "a clip in an address",
    }),
    Verdict.OK: frozenset({
        "an AVI of everything",
        "an AVI of no rate",
        "an AVI index to nowhere",
        "a Matroska time scale of nothing",
        "a stream of scrambled packets",
        "a stream whose clock wraps",
        "a picture that grows in mid-stream",
        "JPEGs that double their size",
        "one stream twice",
        "a picture of one pixel",
        "a picture of odd size",
        "a picture of 16 by 4000",
        "one picture",
        "a clip and an archive",
        "a clip with a page inside",
        "a clip with a playlist inside",
        "a stream and a clip",
        "a clip and a stream",
        "two clips",
        "16k by 16k in the header",
        "65k by 65k in the header",
        "a picture of 0 by 0",
        "four thousand million pictures in one entry",
        "each picture lasts four thousand million ticks",
        "a jump of years",
        "each picture lasts nothing",
        "times run backward",
        "every time the same",
        "chunks of four thousand million samples",
        "samples all in one place",
        "no key picture",
        "every picture is a key picture",
        "key pictures that do not exist",
        "an edit list without end",
        "a movie of no length",
        "a movie of two hundred years",
        "a clock of no ticks",
        "a matrix of nonsense",
        "empty user boxes",
        "empty fragments",
        "a box of 2^63 after the clip",
        "pictures in another file",
        "pictures on another machine",
        "a handler of two million letters",
        "a title of two million letters",
        "edits that play it again and again",
    }),
    Verdict.STILL_IMAGE: frozenset({
        "a photograph and a clip",
    }),
    Verdict.TOO_LARGE: frozenset({
        "every table claims everything",
        "empty tracks",
        "a thousand tracks",
    }),
    Verdict.TOO_LONG: frozenset({
        "a jump of years in Matroska",
    }),
    Verdict.TRUNCATED: frozenset({
        "an element of 2^56",
        "a box of 2^63",
        "a fragment cut short",
        "a box of minus one",
    }),
    Verdict.UNREADABLE: frozenset({
        "a JPEG bomb in an AVI",
        "a VP8 bomb",
        "an AVI of empty chunks",
        "an AVI list in itself",
        "tags ten thousand deep",
        "a million empty elements",
        "an identifier of zero",
        "a compressed frame of forty megabytes",
        "a Matroska picture of 2^32",
        "four megabytes of null packets",
        "packets without a table",
        "a stream that begins before its key picture",
        "a playlist that begins like a stream",
        "a playlist in a movie's first box",
        "four thousand million samples of one byte",
        "no times at all",
        "chunks count backward",
        "samples outside the file",
        "samples inside the index",
        "fifty thousand edits",
        "two hundred nested boxes",
        "ten thousand nested boxes",
        "a movie within a movie",
        "four megabytes of empty boxes",
        "fragments that claim everything",
        "a compressed movie in itself",
        "pictures behind an alias",
        "a codec configuration of zeros",
    }),
}  # fmt: skip
VERDICTS = {name: verdict for verdict, names in EXPECTED.items() for name in names}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    """The clips the hostile files are made from."""
    return Drawn.in_folder(tmp_path_factory.mktemp("drawn"))


def test_every_hostile_file_has_its_expected_verdict() -> None:
    assert set(VERDICTS) == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_in_its_verdict(name: str, launcher: Launcher, drawn: Drawn, tmp_path: Path) -> None:
    extraction = judged(launcher, tmp_path / "sent.mp4", FILES[name](drawn, tmp_path))
    assert extraction.verdict is VERDICTS[name]
    assert stumbles(extraction) == []


@pytest.mark.parametrize(
    "name",
    [
        "a picture that grows in mid-stream",
        "JPEGs that double their size",
        "one stream twice",
        "a picture of one pixel",
        "a picture of odd size",
        "a matrix of nonsense",
        "every time the same",
        "each picture lasts nothing",
        "a stream whose clock wraps",
        "one picture",
    ],
)
def test_what_is_odd_but_shows_something_becomes_playable(
    name: str, launcher: Launcher, drawn: Drawn, tmp_path: Path
) -> None:
    outputs = outputs_in(tmp_path)
    extraction = judged(launcher, tmp_path / "sent", FILES[name](drawn, tmp_path), outputs)
    assert [made.role for made in extraction.derivatives][: len(outputs)] == list(outputs)
    assert stumbles(extraction) == []


@pytest.mark.parametrize("container", ["mp4", "mkv", "ts", "avi", "webm"])
def test_a_clip_cut_anywhere_ends_in_a_verdict(
    container: str, launcher: Launcher, drawn: Drawn, tmp_path: Path
) -> None:
    whole: bytes = getattr(drawn, container)
    for eighth in range(1, 8):
        extraction = judged(launcher, tmp_path / "cut", whole[: len(whole) * eighth // 8])
        assert extraction.verdict in {Verdict.OK, Verdict.TRUNCATED, Verdict.UNREADABLE}
        assert stumbles(extraction) == []


def test_a_film_that_repeats_itself_spends_its_processor_time_and_says_so(
    launcher: Launcher, drawn: Drawn, tmp_path: Path
) -> None:
    content = played_again(drawn.mp4, 3000)
    extraction = judged(launcher, tmp_path / "sent", content, outputs_in(tmp_path), replace(WITHIN, cpu_s=1))
    assert extraction.verdict is Verdict.TOOK_TOO_LONG
    assert extraction.container is not None
    assert extraction.derivatives == ()
