"""A letter lies in the print folder once, whatever is sent twice, killed or taken away."""

import csv
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from triage.letter import LetterKind
from worker.outside.channel import Channel, Posting, Receipt
from worker.outside.print_folder import LetterNotSent, PrintFolder

FACTS = Posting(LetterKind.NOTICE, 3, datetime(2026, 11, 18, 9, 30, tzinfo=UTC))
REFERENCE, PDF = "SN-7K2M-Q9TX-4", b"%PDF-1.7 the letter"
SEND_STEPS, RECALL_STEPS = 22, 21
RECEIPT = Receipt(REFERENCE, sha256(PDF).hexdigest(), 3, LetterKind.NOTICE, FACTS.created_at)


class Killed(BaseException):
    """The process ends here."""


def visible(folder: Path) -> list[str]:
    """What a printer sees: letters and slips, no folders."""
    return sorted(path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def listed(folder: Path) -> list[str]:
    """The references in the manifest of the day, which says the same as CSV and as JSON."""
    rows = json.loads((folder / "manifests" / "2026-11-18.json").read_text())
    with (folder / "manifests" / "2026-11-18.csv").open(newline="") as file:
        assert [dict(row) for row in csv.DictReader(file)] == [{**row, "pages": str(row["pages"])} for row in rows]
    return [row["reference"] for row in rows]


def test_a_letter_and_its_slip_lie_side_by_side(tmp_path: Path) -> None:
    channel: Channel = PrintFolder(tmp_path / "print")
    assert channel.send(REFERENCE, PDF, FACTS) == RECEIPT
    assert visible(tmp_path / "print") == [f"{REFERENCE}.json", f"{REFERENCE}.pdf"]
    assert (tmp_path / "print" / f"{REFERENCE}.pdf").read_bytes() == PDF
    assert json.loads((tmp_path / "print" / f"{REFERENCE}.json").read_text()) == {
        "reference": REFERENCE,
        "sha256": sha256(PDF).hexdigest(),
        "pages": 3,
        "kind": "notice",
        "created_at": "2026-11-18T09:30:00+00:00",
    }
    assert list((tmp_path / "print" / ".staging").iterdir()) == []


def test_the_same_letter_twice_is_one_letter_with_one_receipt(tmp_path: Path) -> None:
    folder = PrintFolder(tmp_path)
    first = folder.send(REFERENCE, PDF, FACTS)
    later = Posting(LetterKind.NOTICE, 3, datetime(2026, 11, 19, tzinfo=UTC))
    assert folder.send(REFERENCE, PDF, later) == first
    assert len(visible(tmp_path)) == 2


def test_other_bytes_under_the_same_reference_keep_the_first_and_say_so(tmp_path: Path) -> None:
    folder = PrintFolder(tmp_path)
    folder.send(REFERENCE, PDF, FACTS)
    second = folder.send(REFERENCE, b"another letter", FACTS)
    assert second.kept_first
    assert second.sha256 == sha256(PDF).hexdigest()
    assert (tmp_path / f"{REFERENCE}.pdf").read_bytes() == PDF
    assert folder.find(REFERENCE) == RECEIPT


def test_an_unknown_outcome_is_asked_by_reference(tmp_path: Path) -> None:
    folder = PrintFolder(tmp_path)
    assert folder.find(REFERENCE) is None
    folder.send(REFERENCE, PDF, FACTS)
    assert PrintFolder(tmp_path).find(REFERENCE) == RECEIPT
    assert folder.find("SN-OTHER") is None


def test_a_letter_the_printer_has_taken_is_not_printed_again(tmp_path: Path) -> None:
    folder = PrintFolder(tmp_path)
    folder.send(REFERENCE, PDF, FACTS)
    (tmp_path / f"{REFERENCE}.pdf").unlink()
    assert folder.send(REFERENCE, PDF, FACTS) == RECEIPT
    assert visible(tmp_path) == [f"{REFERENCE}.json"]


def steps_of(
    work: Callable[[PrintFolder], None],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    killed_at: int,
    *,
    after: bool,
) -> int:
    """Do something to one letter and die at the given step on the disk, before or after it; returns the steps seen."""
    steps = 0

    def dying(step: object) -> object:
        def run(*arguments: object, **named: object) -> object:
            nonlocal steps
            steps += 1
            if steps == killed_at and not after:
                raise Killed
            answer = step(*arguments, **named)  # type: ignore[operator]
            if steps == killed_at:
                raise Killed
            return answer

        return run

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", dying(os.fsync))
        patched.setattr(Path, "hardlink_to", dying(Path.hardlink_to))
        patched.setattr(Path, "unlink", dying(Path.unlink))
        patched.setattr(Path, "replace", dying(Path.replace))
        patched.setattr(Path, "rename", dying(Path.rename))
        work(PrintFolder(folder))
    return steps


def send(folder: PrintFolder) -> None:
    folder.send(REFERENCE, PDF, FACTS)


def recall(folder: PrintFolder) -> None:
    folder.recall(REFERENCE)


def test_a_send_has_the_steps_the_kills_below_walk_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert steps_of(send, tmp_path, monkeypatch, 0, after=False) == SEND_STEPS


@pytest.mark.parametrize("killed_at", range(1, SEND_STEPS + 1))
@pytest.mark.parametrize("after", [False, True])
def test_a_kill_between_any_two_steps_leaves_one_letter_after_the_next_send(
    killed_at: int, after: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Killed):
        steps_of(send, tmp_path, monkeypatch, killed_at, after=after)
    asked = PrintFolder(tmp_path).find(REFERENCE)
    assert asked in (None, RECEIPT)
    assert (asked is not None) == (tmp_path / f"{REFERENCE}.pdf").exists()
    assert PrintFolder(tmp_path).send(REFERENCE, PDF, FACTS) == RECEIPT
    assert visible(tmp_path) == [f"{REFERENCE}.json", f"{REFERENCE}.pdf"]
    assert (tmp_path / f"{REFERENCE}.pdf").read_bytes() == PDF
    assert listed(tmp_path) == [REFERENCE]
    assert list((tmp_path / ".staging").iterdir()) == []


@pytest.mark.parametrize("killed_at", range(1, SEND_STEPS + 1))
def test_after_a_kill_other_bytes_never_mix_with_the_first(
    killed_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Killed):
        steps_of(send, tmp_path, monkeypatch, killed_at, after=True)
    receipt = PrintFolder(tmp_path).send(REFERENCE, b"rendered again", FACTS)
    lying = sha256((tmp_path / f"{REFERENCE}.pdf").read_bytes()).hexdigest()
    assert receipt.sha256 == lying
    assert receipt.kept_first == (lying == RECEIPT.sha256)


def test_half_written_leftovers_are_no_letters(tmp_path: Path) -> None:
    (tmp_path / ".staging").mkdir()
    (tmp_path / ".staging" / f"{REFERENCE}.pdf").write_bytes(b"%PDF-1.")
    (tmp_path / ".staging" / f"{REFERENCE}.json").write_bytes(b'{"refer')
    folder = PrintFolder(tmp_path)
    assert folder.find(REFERENCE) is None
    assert folder.send(REFERENCE, PDF, FACTS) == RECEIPT


def test_a_file_that_something_else_put_there_is_neither_taken_for_ours_nor_overwritten(tmp_path: Path) -> None:
    (tmp_path / f"{REFERENCE}.pdf").write_bytes(b"not ours")
    with pytest.raises(LetterNotSent):
        PrintFolder(tmp_path).send(REFERENCE, PDF, FACTS)
    assert (tmp_path / f"{REFERENCE}.pdf").read_bytes() == b"not ours"


@pytest.mark.parametrize("reference", ["", "..", "../x", "a/b", ".lock", "-x", "a.b", "a\x00", "a" * 81, "SN 1"])
def test_a_reference_that_is_no_file_name_is_refused(reference: str, tmp_path: Path) -> None:
    with pytest.raises(LetterNotSent):
        PrintFolder(tmp_path / "print").send(reference, PDF, FACTS)
    with pytest.raises(LetterNotSent):
        PrintFolder(tmp_path / "print").find(reference)
    assert not (tmp_path / "print").exists()


def test_eight_senders_at_once_leave_one_letter_and_agree_on_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as senders:
        offered = [f"letter {number}".encode() for number in range(8)]
        receipts = list(senders.map(lambda pdf: PrintFolder(tmp_path).send(REFERENCE, pdf, FACTS), offered))
    assert len({receipt.sha256 for receipt in receipts}) == 1
    assert [receipt.kept_first for receipt in receipts].count(False) == 1
    assert visible(tmp_path) == [f"{REFERENCE}.json", f"{REFERENCE}.pdf"]


def test_the_manifest_of_a_day_has_a_line_for_each_letter_and_says_what_a_printer_must_know(tmp_path: Path) -> None:
    folder = PrintFolder(tmp_path)
    for reference in ("L-ONE", "L-TWO"):
        folder.send(reference, PDF, FACTS)
        folder.send(reference, PDF, FACTS)
    folder.send("L-NEXT", PDF, replace(FACTS, created_at=FACTS.created_at + timedelta(days=1)))
    assert listed(tmp_path) == ["L-ONE", "L-TWO"]
    (row, _) = json.loads((tmp_path / "manifests" / "2026-11-18.json").read_text())
    assert row == {
        "reference": "L-ONE",
        "kind": "notice",
        "pages": 3,
        "sha256": sha256(PDF).hexdigest(),
        "postage": "first_class",
        "batch": "2026-11-18",
    }


def test_a_recalled_letter_leaves_the_folder_and_the_manifest_and_is_never_printed_again(tmp_path: Path) -> None:
    folder = PrintFolder(tmp_path)
    folder.send(REFERENCE, PDF, FACTS)
    assert folder.recall(REFERENCE)
    assert folder.recall(REFERENCE)
    assert visible(tmp_path) == [f"{REFERENCE}.json"]
    assert (tmp_path / "recalled" / f"{REFERENCE}.pdf").read_bytes() == PDF
    assert listed(tmp_path) == []
    assert folder.find(REFERENCE) == replace(RECEIPT, recalled=True)
    assert folder.send(REFERENCE, PDF, FACTS) == replace(RECEIPT, recalled=True)
    assert visible(tmp_path) == [f"{REFERENCE}.json"]


def test_what_the_printer_has_taken_cannot_be_recalled_and_what_was_never_sent_need_not_be(tmp_path: Path) -> None:
    folder = PrintFolder(tmp_path)
    folder.send(REFERENCE, PDF, FACTS)
    (tmp_path / f"{REFERENCE}.pdf").unlink()
    assert not folder.recall(REFERENCE)
    assert listed(tmp_path) == [REFERENCE]
    assert folder.recall("L-NEVER")


def test_a_recall_has_the_steps_the_kills_below_walk_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    PrintFolder(tmp_path).send(REFERENCE, PDF, FACTS)
    assert steps_of(recall, tmp_path, monkeypatch, 0, after=False) == RECALL_STEPS


@pytest.mark.parametrize("killed_at", range(1, RECALL_STEPS + 1))
@pytest.mark.parametrize("after", [False, True])
def test_a_kill_in_a_recall_leaves_the_letter_in_one_place_and_the_next_recall_finishes_it(
    killed_at: int, after: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    PrintFolder(tmp_path).send(REFERENCE, PDF, FACTS)
    with pytest.raises(Killed):
        steps_of(recall, tmp_path, monkeypatch, killed_at, after=after)
    lying = [(tmp_path / place / f"{REFERENCE}.pdf").exists() for place in (".", "recalled")]
    assert sorted(lying) == [False, True]
    assert PrintFolder(tmp_path).recall(REFERENCE)
    assert visible(tmp_path) == [f"{REFERENCE}.json"]
    assert listed(tmp_path) == []
    assert list((tmp_path / ".staging").iterdir()) == []


MONDAY, HOLIDAY = date(2026, 11, 16), date(2026, 11, 17)


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        (datetime(2026, 11, 16, 23, 30, tzinfo=UTC), MONDAY),
        (datetime(2026, 11, 14, 9, 0, tzinfo=UTC), MONDAY),
        (datetime(2026, 11, 17, 9, 0, tzinfo=UTC), HOLIDAY + timedelta(days=1)),
    ],
)
def test_what_is_printed_on_a_business_day_can_be_posted_on_it(at: datetime, leaves: date, tmp_path: Path) -> None:
    assert PrintFolder(tmp_path).posting_day(at, frozenset({HOLIDAY})) == leaves
