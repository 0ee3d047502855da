"""Every kind of job has a task and a caller; every queue has a worker, here and in production."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from opsnap.programs import PROGRAMS, Place, Program
from storage.settings import Settings
from tests.rules.source import ROOT, calls
from triage.job import JobKind
from worker.app import QUEUES, app
from worker.sweeps import SWEEPS
from worker.tasks import TASKS, WORK

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
OURS: dict[str, Any] = {name: service for name, service in COMPOSE["services"].items() if "build" in service}
ONCE = {"migrate"}  # runs before the others and ends
IN_A_CONTAINER = Place(Path("/srv/opsnap"), "0.0.0.0", 8080, 8081)  # noqa: S104 - how a container listens


def left() -> Iterator[str]:
    """The name of every kind that some code leaves, or arms again and again."""
    for _place, call in calls("api", "worker", "storage", "triage", "demo"):
        called = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        first = call.args[0] if call.args else None
        if called in {"leave", "arm"} and isinstance(first, ast.Attribute) and ast.unparse(first.value) == "JobKind":
            yield first.attr


def test_every_kind_of_job_has_work_and_a_task() -> None:
    assert set(WORK) == set(TASKS) == set(JobKind)


def test_every_kind_of_job_is_left_by_somebody() -> None:
    assert sorted(kind.name for kind in JobKind if kind.name not in set(left())) == []


def test_every_task_is_a_kind_of_job_or_a_sweep() -> None:
    own = {name for name in app.tasks if not name.startswith("celery.")}
    assert own == {kind.value for kind in JobKind} | set(SWEEPS)


def test_every_beat_entry_names_a_task_and_every_sweep_is_due_some_time() -> None:
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} == set(SWEEPS)


def test_every_work_goes_to_a_queue_that_exists() -> None:
    assert {work.queue for work in WORK.values()} | {app.conf.task_default_queue} <= set(QUEUES)


def test_every_queue_has_exactly_one_program() -> None:
    read = [program.words[program.words.index("-Q") + 1] for program in PROGRAMS if "-Q" in program.words]
    assert sorted(read) == sorted(QUEUES)


def test_production_starts_the_same_programs() -> None:
    assert set(OURS) - ONCE == {program.name for program in PROGRAMS}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_service_runs_the_very_words_of_its_program(program: Program) -> None:
    assert OURS[program.name]["command"] == program.argv(IN_A_CONTAINER)


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_production_is_a_setting(name: str) -> None:
    given = set(OURS[name]["environment"])
    assert given <= {f"OPSNAP_{setting.upper()}" for setting in Settings.model_fields}
    assert OURS[name]["environment"]["OPSNAP_HOME"] == str(IN_A_CONTAINER.home)


def test_every_variable_a_force_may_choose_is_a_setting_and_every_service_reads_them() -> None:
    example = (ROOT / "deploy" / "force.env.example").read_text().splitlines()
    given = {found[1] for line in example if (found := re.match(r"(?:# )?(OPSNAP_[A-Z_]+)=", line))}
    assert "OPSNAP_NOTIFY_API_KEY" in given
    assert given <= {f"OPSNAP_{setting.upper()}" for setting in Settings.model_fields}
    assert {str(one["env_file"]) for one in OURS.values()} == {"[{'path': 'deploy/force.env', 'required': False}]"}


@pytest.mark.parametrize("name", OURS)
def test_production_leaves_no_secret_to_a_default(name: str) -> None:
    """Whatever compose fills in has to be given: ${NAME:?why}, never ${NAME:-something}."""
    filled = re.findall(r"\$\{[A-Z_]+(:?.?)", " ".join(map(str, OURS[name]["environment"].values())))
    assert set(filled) <= {":?", "}"}


def test_only_the_migration_holds_the_owners_address() -> None:
    assert {name for name, one in OURS.items() if "OPSNAP_DATABASE_OWNER_URL" in one["environment"]} == ONCE


def test_a_broker_refuses_rather_than_forgets_and_shares_no_memory_with_the_rates() -> None:
    broker, rates = (COMPOSE["services"][name]["command"] for name in ("redis", "rate-redis"))
    assert broker[broker.index("--maxmemory-policy") + 1] == "noeviction"
    assert broker[broker.index("--appendonly") + 1] == "yes"
    assert rates != broker
