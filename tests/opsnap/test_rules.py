"""`opsnap deadline`, `rank` and `simulate` as somebody at a terminal meets them, without any database."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from opsnap.cli import main

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "triage" / "vectors"
NIP_VECTORS = json.loads((VECTORS / "nip_vectors.json").read_text())
RANKED = json.loads((VECTORS / "rank_vectors.json").read_text())


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


class Terminal:
    """The program's own entrance, in this process: a start of its own costs two seconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, read: Callable[[], Any]) -> None:
        self._monkeypatch = monkeypatch
        self._read = read

    def types(self, *words: str) -> Said:
        self._monkeypatch.setattr(sys, "argv", ["opsnap", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = self._read()
        return Said(int(str(ended.value.code)), said.out, said.err)

    def reads(self, *words: str) -> Any:
        said = self.types(*words)
        assert (said.code, said.err, said.out.count("\n")) == (0, "", 1)
        return json.loads(said.out)

    def is_refused(self, *words: str) -> str:
        said = self.types(*words)
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
        return said.err.strip()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(monkeypatch, capsys.readouterr)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["deadline", "2026-03-23", "--offence", "red_light", "--json"], 0),
        (["rank", "tests/triage/vectors/rank_vectors.json", "--json"], 0),
        (["simulate", "--volume", "30", "--officers", "1", "--months", "1", "--policy", "key", "--json"], 0),
        (["deadline", "2026-03-32", "--offence", "red_light", "--json"], 2),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else str(one),
)
def test_the_program_answers_with_no_database_and_no_variable_set(words: list[str], code: int) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPSNAP_")}
    ended = subprocess.run(
        [sys.executable, "-m", "opsnap.cli", *words], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert ended.returncode == code
    assert (ended.stderr if code == 0 else ended.stdout) == ""
    assert (ended.stdout if code == 0 else ended.stderr).count("\n") == 1


@pytest.mark.parametrize("vector", NIP_VECTORS, ids=lambda one: one["why"])
def test_every_published_notice_vector_comes_out_of_the_command(vector: dict[str, Any], terminal: Terminal) -> None:
    told = terminal.reads("deadline", vector["offence"], "--offence", "red_light", "--json")
    assert told["service_deadline"] == vector["service_deadline"]
    assert told["last_post"] == vector["last_safe_first_class_post"]
    assert told["summary_limit"] == vector["summary_limit_6m"]
    assert told["decision_due"] < told["last_post"]


def test_a_deadline_is_one_object_with_the_six_answers(terminal: Terminal) -> None:
    assert terminal.reads("deadline", "2026-03-23", "--offence", "careless_due_care", "--json") == {
        "service_deadline": "2026-04-06",
        "last_post": "2026-03-31",
        "decision_due": "2026-03-30",
        "summary_limit": "2026-09-23",
        "nip_required": True,
        "s172_applies": True,
    }


def test_a_phone_offence_has_no_notice_but_six_months_and_a_request_to_the_keeper(terminal: Terminal) -> None:
    assert terminal.reads("deadline", "2025-08-31", "--offence", "mobile_phone", "--json") == {
        "service_deadline": None,
        "last_post": None,
        "decision_due": None,
        "summary_limit": "2026-02-28",
        "nip_required": False,
        "s172_applies": True,
    }


def test_without_json_the_days_are_in_words_and_the_promise_runs_from_receipt(terminal: Terminal) -> None:
    ended = terminal.types(
        "deadline", "2026-03-23", "--offence", "mobile_phone", "--received", "2026-03-28T23:30:00+00:00"
    )
    assert ended.code == 0
    assert "Summary proceedings begun by: Wednesday 23 September 2026" in ended.out
    assert "Review promised by: Sunday 12 April 2026" in ended.out


def test_beyond_the_last_bank_holiday_the_reader_is_told_that_the_list_ends(terminal: Terminal) -> None:
    assert "The list of bank holidays ends in" in terminal.types("deadline", "2035-03-23", "--offence", "red_light").out
    assert "bank holidays" not in terminal.types("deadline", "2026-03-23", "--offence", "red_light").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["2026-02-30", "--offence", "red_light"], "“2026-02-30” is not a day; write it like 2026-03-23."),
        (["20260301", "--offence", "red_light"], "“20260301” is not a day; write it like 2026-03-23."),
        (["0001-01-01", "--offence", "red_light"], "0001-01-01 lies outside 1989-05-15 to 2100-12-31"),
        (["9999-12-31", "--offence", "red_light"], "9999-12-31 lies outside"),
        (["2026-03-23", "--offence", "red_lamp"], "There is no offence called red_lamp in the policy in force."),
        (["2026-03-23", "--offence", "red_light", "--received", "2026-03-24T08:00"], "has no zone"),
        (["2026-03-23", "--offence", "red_light", "--received", "soon"], "“soon” is not a time"),
        (
            ["2026-03-23", "--offence", "red_light", "--received", "2026-03-22T08:00Z"],
            "A report cannot be received before the offence.",
        ),
    ],
)
def test_a_question_without_an_answer_is_refused_in_one_sentence(
    words: list[str], says: str, terminal: Terminal
) -> None:
    assert says in terminal.is_refused("deadline", *words, "--json")


def test_the_published_rank_vectors_come_out_in_order_and_to_the_second(terminal: Terminal) -> None:
    told = terminal.reads("rank", str(VECTORS / "rank_vectors.json"), "--json")
    published = RANKED["vectors_in_rank_order"]
    figures = ("case", "offence", "D", "p", "escalation_step", "r", "bonus_days", "rank_key")
    assert [{name: one[name] for name in figures} for one in told["vectors_in_rank_order"]] == published
    assert told["several_allegations"]["rank_key"] == RANKED["several_allegations"]["rank_key"]
    assert told["vectors_in_rank_order"][0]["reasons"] == [
        "Due Wednesday 4 June 2025 at 21:00",
        "Harm prevented for an officer's minute: 1.98: 3.9 days earlier",
        "In the force's filter: 14.0 days earlier",
    ]


def test_a_plain_list_in_any_order_is_ranked_too(tmp_path: Path, terminal: Terminal) -> None:
    shuffled = tmp_path / "cases.json"
    asked = [
        {name: one[name] for name in ("case", "offence", "D", "p", "escalation_step")}
        for one in reversed(RANKED["vectors_in_rank_order"])
    ]
    shuffled.write_text(json.dumps(asked))
    told = terminal.reads("rank", str(shuffled), "--json")
    assert [one["case"] for one in told["vectors_in_rank_order"]] == list("FCDAEBLGJHIK")
    assert told["several_allegations"] is None


def test_a_rank_in_words_says_why(tmp_path: Path, terminal: Terminal) -> None:
    ended = terminal.types("rank", str(VECTORS / "rank_vectors.json"))
    assert ended.code == 0
    assert "An earlier warning to the same keeper counts" in ended.out


def test_a_file_that_is_not_there_or_not_json_is_refused(tmp_path: Path, terminal: Terminal) -> None:
    assert "cannot be opened" in terminal.is_refused("rank", str(tmp_path / "none.json"), "--json")
    (tmp_path / "bad.json").write_text("{")
    assert "bad.json is not JSON" in terminal.is_refused("rank", str(tmp_path / "bad.json"), "--json")
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    assert "binary.json is not JSON" in terminal.is_refused("rank", str(tmp_path / "binary.json"), "--json")


def test_a_year_is_simulated_in_one_line_of_json_and_again_the_same(terminal: Terminal) -> None:
    words = ("simulate", "--volume", "300", "--officers", "1", "--months", "3", "--policy", "key", "--seed", "1")
    told = terminal.reads(*words, "--surge", "2:1.6", "--over-claim", "0.1", "--json")
    assert told == terminal.reads(*words, "--surge", "2:1.6", "--over-claim", "0.1", "--json")
    assert (told["policy"], told["seed"], told["surge"], told["over_claim"]) == ("key", 1, {"2": 1.6}, 0.1)
    for name in ("filter_in_time_pct", "value_pct", "lost_pct", "positive_pct"):
        assert 0 <= told[name] <= 100
    assert 0 <= told["age_p50_days"] <= told["age_p90_days"]
    assert sum(told["fates"].values()) == told["received"]


def test_a_simulation_reads_in_lines_too(terminal: Terminal) -> None:
    ended = terminal.types("simulate", "--volume", "30", "--officers", "1", "--months", "1", "--policy", "fifo")
    assert ended.code == 0
    assert ended.out.startswith("1 month, 30 reports a month, 1 officers, fifo, seed 1\n")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--officers", "0"], "The number of officers must be a whole number from 1 to 500, not 0."),
        (["--volume", "-1"], "The reports a month must be a whole number from 1 to 50,000, not -1."),
        (["--policy", "lifo"], "There is no order of work called “lifo”; choose key, fifo, filter-edf."),
        (["--surge", "13:2"], "There is no month 13 in a run of 12 months."),
        (["--surge", "4"], "“4” is not a surge; write the month and its factor like 4:1.6."),
        (["--surge", "4:2", "--surge", "4:3"], "Month 4 is given two surges."),
        (["--over-claim", "2"], "The share of over-claims lies between 0 and 1, and 2 does not."),
    ],
)
def test_a_wish_that_cannot_be_simulated_is_refused_in_one_sentence(
    words: list[str], says: str, terminal: Terminal
) -> None:
    # The last word given wins, so each bad one stands after a good one.
    assert terminal.is_refused("simulate", "--volume", "100", "--officers", "2", *words, "--json") == says
