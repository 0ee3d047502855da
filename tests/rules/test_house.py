"""What lies in the tree: nobody's footage, no machine's paths, nothing that is left behind when it is installed."""

import ast
import fnmatch
import re
import tomllib
from pathlib import Path

import pytest

from tests.rules.source import ROOMS, ROOT, python_files, short, tracked_files, tree_of

MEDIA = frozenset(
    (
        *(".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".ts", ".3gp", ".insv", ".360", ".heic", ".heif"),
        *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".wav", ".mp3", ".m4a"),
    )
)
LARGEST_PICTURE = 64 * 1024
# One folder of the place where somebody happened to work. Written so that this line is none.
MACHINE_PATH = re.compile(r"(?<![\w.:/$}-])/(?:work|root|home|Users)/[\w.]+")
# Where packages come from is the business of whoever installs, not of the project.
REGISTRY = re.compile(r"(?:files[.])?pythonhosted[.]org|pypi[.]org|registry[.]npmjs[.]org")
PACKAGE_DATA = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
    "package-data"
]
PICTURE_LIBRARIES = {"av", "cv2"}


def texts() -> dict[str, str]:
    """Every tracked file that is text, by name."""
    found = {}
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" not in content:
            found[short(path)] = content.decode("utf-8", errors="replace")
    return found


def test_nobodys_footage_lies_in_the_tree() -> None:
    media = [path for path in tracked_files() if path.suffix.lower() in MEDIA and path.suffix != ".ts"]
    large = [path for path in media if path.stat().st_size > LARGEST_PICTURE]
    assert [short(path) for path in large if not short(path).startswith("api/static/")] == []


def test_no_film_at_all_lies_in_the_tree() -> None:
    starts = {short(path): path.read_bytes()[:16] for path in tracked_files()}
    films = [name for name, start in starts.items() if start[4:8] == b"ftyp" or start[:4] == b"\x1aE\xdf\xa3"]
    assert films == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert {name: found for name, text in texts().items() if (found := MACHINE_PATH.findall(text))} == {}


def test_no_file_names_a_package_registry() -> None:
    assert {name: found for name, text in texts().items() if (found := REGISTRY.findall(text))} == {}


def test_every_file_of_a_room_is_installed_with_it() -> None:
    patterns = ["*.py", *PACKAGE_DATA["*"]]
    inside = [path for path in tracked_files() if short(path).partition("/")[0] in ROOMS]
    left = {short(path) for path in inside if not any(fnmatch.fnmatch(path.name, one) for one in patterns)}
    assert left == set()


def imported_by(path: Path) -> set[str]:
    """The first parts of what a file imports."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def test_in_the_demo_only_the_drawing_of_clips_touches_pictures() -> None:
    drawing = {path for path in python_files("demo") if path.name.startswith("clips")}
    others = [path for path in python_files("demo") if path not in drawing]
    assert drawing
    assert [short(path) for path in others if imported_by(path) & PICTURE_LIBRARIES] == []


@pytest.mark.parametrize("told", ["/ro" + "ot/opsnap", "in /ho" + "me/sam/x.mp4", '"/wo' + 'rk/main"'])
def test_the_guard_knows_a_machines_path(told: str) -> None:
    assert MACHINE_PATH.search(told)


@pytest.mark.parametrize("fine", ["<home>/files", "{home}/beat", "../home/x", "https://example.org/home/x", "home/x"])
def test_the_guard_lets_other_paths_be(fine: str) -> None:
    assert not MACHINE_PATH.search(fine)
