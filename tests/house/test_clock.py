"""No test works out a day when it is imported: a run may pass midnight before the test begins."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CLOCKS = {"now", "today", "utcnow", "time"}


def read_at_import(tree: ast.Module) -> list[int]:
    return [
        call.lineno
        for statement in tree.body
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef)
        for call in ast.walk(statement)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in CLOCKS
    ]


def test_a_day_worked_out_at_import_is_found() -> None:
    assert read_at_import(ast.parse("TODAY = datetime.now(UTC).date()")) == [1]


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: path.stem)
def test_no_module_of_the_tests_reads_the_clock_when_imported(path: Path) -> None:
    assert read_at_import(ast.parse(path.read_text("utf-8"))) == []
