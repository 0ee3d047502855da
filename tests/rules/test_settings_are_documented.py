"""Every setting is a line in docs/settings.md, with the default it really has."""

import ast

from storage.settings import Settings
from tests.rules.source import ROOMS, python_files, rows, short, tree_of

LINES = rows("settings.md", "Settings")
NAMES = {f"OPSNAP_{name.upper()}": name for name in Settings.model_fields}


def shown(default: object) -> str:
    """A default as the page writes it."""
    if hasattr(default, "get_secret_value"):
        default = default.get_secret_value()
    return "empty" if default in ("", None) else f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_every_setting_is_a_line_and_every_line_a_setting() -> None:
    assert sorted(LINES) == sorted(NAMES)


def test_every_line_gives_the_real_default_and_says_what_the_setting_does() -> None:
    wrong = {
        variable: Settings.model_fields[name].default
        for variable, name in NAMES.items()
        if LINES[variable][0] != shown(Settings.model_fields[name].default) or len(LINES[variable][1]) < 20
    }
    assert wrong == {}


def is_of_settings(node: ast.Attribute) -> bool:
    """Whether this reads from settings: ``settings().x``, ``house.settings.x``, or ``chosen.x``."""
    base = ast.unparse(node.value)
    return base.removesuffix("()").rpartition(".")[2] in {"settings", "chosen"}


def test_every_setting_is_read_by_some_code() -> None:
    own = [path for path in python_files("storage") if short(path) == "storage/settings.py"]
    nodes = [(path, node) for path in python_files(*ROOMS) for node in ast.walk(tree_of(path))]
    attributes = [(path, node) for path, node in nodes if isinstance(node, ast.Attribute)]
    read = {node.attr for path, node in attributes if path in own or is_of_settings(node)}
    assert set(Settings.model_fields) - read == set()
