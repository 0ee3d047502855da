"""The programs as data: whole command lines, ports and stop order, whatever starts them."""

from pathlib import Path

from opsnap.programs import PROGRAMS, Place, StopTurn

PLACE = Place(Path("/srv/opsnap"), "0.0.0.0", 8000, 9000)  # noqa: S104 - how a container listens
BY_NAME = {program.name: program for program in PROGRAMS}


def test_every_program_has_a_name_of_its_own_and_a_whole_command_line() -> None:
    assert len(BY_NAME) == len(PROGRAMS)
    for program in PROGRAMS:
        argv = program.argv(PLACE)
        assert argv[:2] == ["python", "-m"]
        assert not any("{" in word for word in argv)


def test_the_two_webs_listen_on_their_own_ports_and_believe_no_forwarded_header() -> None:
    for name, app, port in (("public-web", "public_app", "8000"), ("staff-web", "staff_app", "9000")):
        argv = BY_NAME[name].argv(PLACE)
        assert argv[argv.index("--port") + 1] == port
        assert f"api.app:{app}" in argv
        assert "--no-proxy-headers" in argv
        assert BY_NAME[name].ready_url(PLACE) == f"http://0.0.0.0:{port}/readyz"


def test_each_queue_has_one_worker_and_the_desk_at_least_two_slots() -> None:
    workers = {argv[argv.index("-Q") + 1]: argv for argv in (p.argv(PLACE) for p in PROGRAMS) if "-Q" in argv}
    assert set(workers) == {"ingest", "media", "desk", "notify"}
    slots = {queue: int(argv[argv.index("--concurrency") + 1]) for queue, argv in workers.items()}
    assert slots["desk"] >= 2
    assert BY_NAME["worker-desk"].argv(PLACE) == workers["desk"]


def test_the_schedule_lies_in_the_home() -> None:
    assert BY_NAME["beat"].argv(PLACE)[-1] == "/srv/opsnap/beat/schedule"


def test_webs_stop_first_then_workers_dispatcher_and_beat() -> None:
    turns = [program.turn for program in PROGRAMS]
    assert turns == sorted(turns)
    assert set(turns) == set(StopTurn)
    assert BY_NAME["beat"].ready_url(PLACE) is None
