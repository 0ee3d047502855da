"""A reader can hold each function and each file in mind."""

import ast

import pytest

from tests.rules.source import ROOMS, python_files, short, tree_of

FUNCTION_LINES, FILE_LINES = 60, 450
FILES = python_files(*ROOMS, "tests", "bench")


def test_no_file_is_longer_than_a_reader_remembers() -> None:
    lengths = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def test_no_function_is_longer_than_a_page() -> None:
    functions = (
        (f"{short(path)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert {name: lines for name, lines in functions if lines > FUNCTION_LINES} == {}


@pytest.mark.parametrize("room", [*ROOMS, "tests", "bench"])
def test_every_module_opens_by_saying_what_it_is(room: str) -> None:
    said = {short(path): ast.get_docstring(tree_of(path)) or "" for path in python_files(room)}
    assert [name for name, words in said.items() if not words.split("\n\n")[0].rstrip().endswith((".", "?"))] == []
