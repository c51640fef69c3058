import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portfolio.exchange.documents import Path, first_repeated, lines_of, walk

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
values = st.recursive(
    scalars,
    lambda inside: (
        st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=6), inside, max_size=4)
    ),
    max_leaves=20,
)
indents = st.none() | st.integers(0, 3)


def paths(value: Any, path: Path = ()) -> dict[Path, Any]:
    found = {path: value}
    if isinstance(value, dict):
        for name, inside in value.items():
            found |= paths(inside, (*path, name))
    elif isinstance(value, list):
        for place, inside in enumerate(value):
            found |= paths(inside, (*path, place))
    return found


@given(values, indents, st.booleans())
def test_every_value_is_found_where_it_stands(
    value: Any, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    found = dict(walk(text))
    expected = paths(value)
    assert found.keys() == expected.keys()
    decoder = json.JSONDecoder()
    for path, offset in found.items():
        read, end = decoder.raw_decode(text, offset)
        if path and isinstance(path[-1], str):  # a field is where its name stands
            assert read == path[-1]
            read, _ = decoder.raw_decode(text, text.index(":", end) + 1 + (text[end + 1] == " "))
        assert read == expected[path]


def test_the_line_of_what_is_not_there_is_that_of_what_encloses_it() -> None:
    text = '{\n "a": [\n  1,\n  {"b": 2}\n ]\n}'
    assert lines_of(text, (), ("a",), ("a", 0), ("a", 1), ("a", 1, "b")) == [1, 2, 3, 4, 4]
    assert lines_of(text, ("a", 1, "c", 3), ("z",), ("a", 7)) == [4, 1, 2]


def test_braces_in_words_and_escaped_quotes_do_not_mislead() -> None:
    text = '{\n "}]\\"": "{[",\n "b": "\\\\",\n "c": 1}'
    assert lines_of(text, ('}]"',), ("b",), ("c",)) == [2, 3, 4]


def test_a_field_named_twice_is_found_at_its_second_place() -> None:
    assert first_repeated('{"a": 1,\n "b": {"a": 1},\n "a": 2}') == (("a",), 3)
    assert first_repeated('[{"a": 1}, {"a": 1}]') is None
