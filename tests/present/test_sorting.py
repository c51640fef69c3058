"""The order of rows: whole, stable, the same from behind, and what is not recorded at its end."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.present.format import Formatter
from portfolio.present.sorting import (
    Sort,
    SortColumn,
    TableOrder,
    in_name_order,
    name_value,
    sort_rows,
)
from portfolio.present.table import as_html, number, table_of
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.building.effort import small

# Few different values, so that many rows are equal; None is what is not recorded.
VALUES = st.lists(st.none() | st.integers(-3, 3) | st.integers(-(10**18), 10**18), max_size=30)
NAMES = st.lists(st.text(alphabet="aAéÉzZ ا أ إ ال ب12-", max_size=6), max_size=20)


@small
@given(VALUES, st.booleans())
def test_sorting_loses_no_row_and_puts_what_is_not_recorded_last(
    values: list[int | None], is_descending: bool
) -> None:
    rows = sort_rows(range(len(values)), values.__getitem__, is_descending=is_descending)
    assert sorted(rows) == list(range(len(values)))
    found = [values[row] for row in rows]
    known = [value for value in found if value is not None]
    assert known == sorted(known, reverse=is_descending)
    assert found == [*known, *[None] * values.count(None)]


@small
@given(VALUES, st.booleans())
def test_equal_rows_stay_as_they_stood(values: list[int | None], is_descending: bool) -> None:
    rows = sort_rows(range(len(values)), values.__getitem__, is_descending=is_descending)
    for value in values:
        equal = [row for row in rows if values[row] == value]
        assert equal == sorted(equal)


@small
@given(VALUES)
def test_the_other_direction_has_the_recorded_values_from_behind(values: list[int | None]) -> None:
    up, down = (
        [
            values[row]
            for row in sort_rows(range(len(values)), values.__getitem__, is_descending=way)
            if values[row] is not None
        ]
        for way in (False, True)
    )
    assert down == up[::-1]


@small
@given(VALUES, st.booleans())
def test_sorting_twice_changes_nothing(values: list[int | None], is_descending: bool) -> None:
    once = sort_rows(range(len(values)), values.__getitem__, is_descending=is_descending)
    assert sort_rows(once, values.__getitem__, is_descending=is_descending) == once


@small
@given(NAMES)
def test_names_have_one_order_whatever_they_are(names: list[str]) -> None:
    rows = sort_rows(names, name_value)
    assert sorted(rows) == sorted(names)
    named = [name for name in rows if name_value(name)]
    assert [name for name in sort_rows(names[::-1], name_value) if name_value(name)] == named


def test_names_sort_as_they_are_read() -> None:
    french = ["Zone", "égypte", "Egypte", "10. Coopération", "2. Projets", "Eau", "–"]
    assert sort_rows(french, name_value) == [
        "2. Projets",
        "10. Coopération",
        "Eau",
        "Egypte",
        "égypte",
        "Zone",
        "–",
    ]
    arabic = ["ليبيا", "المغرب", "أثيوبيا", "إيطاليا", "تونس"]
    assert sort_rows(arabic, name_value) == ["أثيوبيا", "إيطاليا", "تونس", "ليبيا", "المغرب"]


def test_numbers_in_names_are_read_as_numbers_and_any_number_of_digits_is_one() -> None:
    names = ["Partner 10", "Partner 2 B", "Partner 2", "Partner", f"Partner {'9' * 5000}"]
    in_order = ["Partner", "Partner 2", "Partner 2 B", "Partner 10", names[-1]]
    assert sort_rows(names, name_value) == in_order
    assert sort_rows(["شريك ١٠", "شريك ٢"], name_value) == ["شريك ٢", "شريك ١٠"]


def test_the_alphabet_of_the_reader_comes_first() -> None:
    names = ["ليبيا", "Zone", "تونس", "2. Eau", "Eau"]
    latin = ["2. Eau", "Eau", "Zone", "تونس", "ليبيا"]
    arabic = ["2. Eau", "تونس", "ليبيا", "Eau", "Zone"]
    for language, expected in (("en", latin), ("fr", latin), ("ar", arabic)):
        assert sort_rows(names, name_value, language=language) == expected


@small
@given(NAMES, st.sampled_from(LANGUAGES), st.booleans())
def test_in_every_language_names_have_one_order_and_none_come_last(
    names: list[str], language: str, is_descending: bool
) -> None:
    rows = sort_rows(names, name_value, is_descending=is_descending, language=language)
    known = [name for name in rows if name_value(name)]
    assert sorted(rows) == sorted(names)
    assert rows[: len(known)] == known
    back = sort_rows(rows[::-1], name_value, is_descending=is_descending, language=language)
    assert back[: len(known)] == known


@small
@given(st.sampled_from(["gap", "-gap", "name", "-name"]))
def test_a_sort_reads_back_from_its_word(word: str) -> None:
    assert Sort.of(word).word == word


def _order(words: Translator, wanted: str, default: str = "") -> TableOrder[int]:
    return TableOrder(
        "some",
        {"gap": lambda row: row, "name": str},
        words,
        lambda sort: f"/x?sort={sort.word}" if sort else "/x",
        Sort.of(wanted) if wanted else None,
        Sort.of(default) if default else None,
    )


def test_a_head_leads_to_the_greatest_first_then_back_and_the_usual_order_needs_no_word() -> None:
    gap, words = SortColumn("gap", "Gap", is_number=True), Translator("en")
    assert 'href="/x?sort=-gap"' in _order(words, "").head(gap, None)
    down = _order(words, "-gap").head(gap, None)
    assert 'aria-sort="descending"' in down
    assert 'href="/x?sort=gap"' in down
    assert 'href="/x"' in _order(words, "gap", "-gap").head(gap, None)
    assert 'href="/x?sort=name"' in _order(words, "").head(SortColumn("name", "Name"), None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_sort_by_the_minor_unit_they_round_and_shares_by_the_whole_fraction(
    language: str,
) -> None:
    reader = Formatter(Translator(language), "EUR")
    rows = [(100_000_001, Fraction(1, 3)), (100_000_002, Fraction(33_333, 100_000)), (None, None)]
    table = table_of(
        reader.words,
        "",
        rows,
        (number("figure.gap.short"), lambda row: reader.recorded_at(row[0])),
        (number("figure.coverage"), lambda row: reader.share(row[1])),
    )
    assert len({row[0].text for row in table.rows[:2]}) == 1
    values = table.sort_values()
    assert sort_rows([0, 2, 1], values["gap"], is_descending=True) == [1, 0, 2]
    assert sort_rows([0, 2, 1], values["coverage"], is_descending=True) == [0, 1, 2]


def test_links_of_rows_move_with_them() -> None:
    table = table_of(
        Translator("en"), "", ["b", "a"], ("axis.funder", str), (number("column.projects"), str)
    )
    order = TableOrder("some", table.sort_values(), Translator("en"), lambda _: "/", Sort("funder"))
    said = as_html(table, links=["/b", "/a"], order=order)
    assert said.index('href="/a">a<') < said.index('href="/b">b<')


@small
@given(NAMES, st.sampled_from(LANGUAGES))
def test_names_are_in_one_order_whatever_order_they_come_in(
    names: list[str], language: str
) -> None:
    numbers = in_name_order(range(len(names)), names.__getitem__, language)
    assert sorted(numbers) == list(range(len(names)))
    assert numbers == in_name_order(reversed(range(len(names))), names.__getitem__, language)


def test_accents_come_second_and_a_language_begins_with_its_own_letters() -> None:
    names = ("Turquie", "Égypte", "Burkina Faso", "Bénin", "اليمن")
    assert in_name_order(names, str, "fr") == [
        "Bénin",
        "Burkina Faso",
        "Égypte",
        "Turquie",
        "اليمن",
    ]
    assert in_name_order(names, str, "ar")[0] == "اليمن"
