"""Stands in for a worker: starts a grandchild in a session of its own, and ends when told, slowly but politely."""

import subprocess
import sys
import time
from signal import SIGTERM, signal

grandchild = subprocess.Popen(["sleep", "600"], start_new_session=True)
name, diary = sys.argv[1], sys.argv[2]


def leave(*_: object) -> None:
    with open(diary, "a") as book:  # noqa: PTH123 - a stand-in of few lines
        book.write(f"{name} stopped\n")
    sys.exit(0)


signal(SIGTERM, leave)
sys.stdout.write(f"{name} is at work\n")
sys.stdout.flush()
while True:
    time.sleep(600)
