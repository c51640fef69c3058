"""Every file of the product is one noun of a readable size, and opens by saying what is inside."""

import ast

import pytest

from tests.house.count import ROOT, count

COUNT = count()
FILES = [name for name in COUNT.lines if "/migrations/versions/" not in name]


def test_no_file_holds_a_second_noun() -> None:
    assert COUNT.too_large == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_opens_with_one_line_that_says_what_is_inside(name: str) -> None:
    text = ast.get_docstring(ast.parse((ROOT / name).read_text("utf-8")))
    assert text is not None
    assert len(text.splitlines()[0]) > 10
    assert text.splitlines()[0].endswith(".")
