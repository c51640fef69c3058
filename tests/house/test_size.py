"""Every file of the product is one noun of a readable size, and opens by saying what is inside."""

import ast

import pytest

from tests.house.count import PRODUCT, ROOT, count

FILES = [
    file.relative_to(ROOT).as_posix()
    for file in sorted(PRODUCT.rglob("*.py"))
    if file.parent.name != "versions"
]


def test_no_file_holds_a_second_noun() -> None:
    assert count().too_large == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_opens_with_one_line_that_says_what_is_inside(name: str) -> None:
    text = ast.get_docstring(ast.parse((ROOT / name).read_text("utf-8")))
    assert text is not None
    assert len(text.splitlines()[0]) > 10
    assert text.splitlines()[0].endswith(".")
