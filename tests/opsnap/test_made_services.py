"""The cluster shared by a test run: one for all its workers, gone with the last of them."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg

from storage.embedded import plain
from tests.made.process_life import all_gone

ROOT = Path(__file__).resolve().parents[2]

WORKER = """
import json, sys
from pathlib import Path
from storage.embedded import plain
from tests.made.services import cluster, fresh_database

class Factory:
    def getbasetemp(self):
        return Path(sys.argv[1])

services = cluster(Factory(), sys.argv[2])
urls = fresh_database(services, "opsnap", "of_" + sys.argv[2])
postmaster = int((services.home / "postgres" / "postmaster.pid").read_text().split()[0])
print(json.dumps({"urls": urls, "redis_url": services.redis_url, "postmaster": postmaster}), flush=True)
sys.stdin.read()
"""


def worker(run: Path, name: str) -> subprocess.Popen[str]:
    """A worker of the run, as pytest-xdist would start it."""
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(run / name), name],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_workers_share_one_cluster_that_ends_with_the_last_of_them(tmp_path: Path) -> None:
    with worker(tmp_path, "gw0") as first, worker(tmp_path, "gw1") as second:
        assert first.stdout
        assert second.stdout
        one, two = json.loads(first.stdout.readline()), json.loads(second.stdout.readline())
        assert one["postmaster"] == two["postmaster"]
        assert one["redis_url"] != two["redis_url"]
        first.send_signal(signal.SIGKILL)
        first.wait()
        owner_url, app_url = two["urls"]
        for url, role in ((owner_url, "opsnap_owner"), (app_url, "opsnap_app")):
            with psycopg.connect(plain(url)) as connection:
                row = connection.execute("SELECT current_user || ' in ' || current_database()").fetchone()
                assert row == (f"{role} in of_gw1",)
        second.send_signal(signal.SIGKILL)
        assert all_gone([one["postmaster"]])
