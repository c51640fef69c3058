"""What the columns of other people's tables may be: suggested by their headings, else by their values."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from portfolio.domain.imports import CellValue, ImportLookups, SourceColumn, SourceTable
from portfolio.exchange import cells
from portfolio.exchange.match_targets import CURRENCY, TARGETS
from portfolio.exchange.template.cells import Names, choices_by_word, country_names
from portfolio.exchange.template.sheets import PROJECT
from portfolio.text.languages import LANGUAGES
from portfolio.text.numbers import known_currencies
from portfolio.text.typing import fold, language_of, squeeze

_ENOUGH: Final = 85  # of 100: how alike a heading and a name are that are taken for one
_SURE: Final = 100
_MOST_LOOKED_AT: Final = 200  # rows whose values are compared
_BEFORE_CURRENCY: Final = ("in", "en")
_MOST_CELLS: Final = 0.8  # of the cells of a column that have to be of one kind


@dataclass(frozen=True, slots=True)
class ColumnSuggestion:
    """What a column may be: the name of a target, "" for none, and how sure that is, to 100.

    ``is_by_values``: its cells say so, its heading does not.
    """

    column: str
    target: str = ""
    score: int = 0
    is_by_values: bool = False


def column_name(column: SourceColumn, columns: Iterable[SourceColumn]) -> str:
    """The name of a column: its heading, with its letter where two have one, its letter alone."""
    letters = cells.letters(column.index)
    if not column.heading:
        return letters
    is_twice = sum(other.heading == column.heading for other in columns) > 1
    return f"{column.heading} ({letters})" if is_twice else column.heading


def suggest(table: SourceTable, lookups: ImportLookups) -> tuple[ColumnSuggestion, ...]:
    """What each column may be, each target once: by its heading, else by the values below it."""
    offers: list[tuple[int, int, str, bool]] = []
    for place, column in enumerate(table.columns):
        offers += [
            (score, place, _in_language(name, table, column), False)
            for name, score in _by_heading(column.heading)
        ]
        values = _by_values(table, column, lookups)
        if values:
            score = _SURE + 1 if values == PROJECT else _ENOUGH - 1
            offers.append((score, place, values, True))
    chosen: dict[int, tuple[int, str, bool]] = {}
    for score, place, name, is_by_values in sorted(offers, key=lambda one: (-one[0], one[1])):
        if place not in chosen and all(name != other for _, other, _ in chosen.values()):
            chosen[place] = score, name, is_by_values
    return tuple(
        ColumnSuggestion(column_name(column, table.columns), *_offer(chosen.get(place)))
        for place, column in enumerate(table.columns)
    )


def _offer(offer: tuple[int, str, bool] | None) -> tuple[str, int, bool]:
    if offer is None:
        return "", 0, False
    score, name, is_by_values = offer
    return name, min(score, _SURE), is_by_values


@cache
def _known_names() -> dict[str, tuple[str, bool]]:
    """Target, and whether its language is said, by folded names; the first of two of one name."""
    known: dict[str, tuple[str, bool]] = {}
    for language in LANGUAGES:
        for target in TARGETS.values():
            for name, is_spoken in target.names(language):
                known.setdefault(fold(name), (target.name, is_spoken))
    return known


def _in_language(name: str, table: SourceTable, column: SourceColumn) -> str:
    """The target in the language of most texts below a heading that does not say its own."""
    known = _known_names().get(fold(column.heading))
    language = TARGETS[name].column.language
    if not language or (known and known[1]):
        return name
    counts = Counter(filter(None, map(language_of, _texts(table, column))))
    found = counts.most_common(1)
    return name.removesuffix(language) + (found[0][0] if found else language)


def _texts(table: SourceTable, column: SourceColumn) -> list[str]:
    return [
        cell.strip()
        for row in table.rows[:_MOST_LOOKED_AT]
        if isinstance(cell := _at(row.cells, column.index), str) and cell.strip()
    ]


def _by_heading(heading: str) -> Iterator[tuple[str, int]]:
    folded = fold(heading)
    known = _known_names()
    if not folded:
        return
    if folded in known:
        yield known[folded][0], _SURE
        return
    folded = _without_currency(folded)
    if folded in known:
        yield known[folded][0], _SURE - 1
        return
    for name, score, _ in process.extract(
        folded, known.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_ENOUGH, limit=4
    ):
        yield known[name][0], min(int(score), _SURE - 1)


def _without_currency(heading: str) -> str:
    """A folded heading without the currency it ends with: "Budget (EUR)", "Amount in USD"."""
    words = heading.split()
    if len(words) > 1 and words[-1].upper() in known_currencies():
        words.pop()
        if len(words) > 1 and words[-1] in _BEFORE_CURRENCY:
            words.pop()
    return " ".join(words)


def _by_values(table: SourceTable, column: SourceColumn, lookups: ImportLookups) -> str:
    values = _texts(table, column)
    if not values:
        return ""
    for name, is_one in _kinds(lookups):
        if sum(map(is_one, values)) >= _MOST_CELLS * len(values):
            return name
    return ""


def _kinds(lookups: ImportLookups) -> Iterator[tuple[str, Callable[[str], bool]]]:
    """Targets whose values tell what they are."""
    entries = lookups.entries
    countries = Names(country_names(entries))
    yield PROJECT, lambda text: text in lookups.documents
    yield CURRENCY, lambda text: text.upper() in entries.currencies
    yield "participants.beneficiary", lambda text: bool(countries.find(text))
    for name in ("status", "flows.kind", "kind", "flows.finance_type"):
        words = choices_by_word(TARGETS[name].column)
        yield name, lambda text, words=words: squeeze(text) in words  # type: ignore[misc]


def _at(row: Sequence[CellValue], place: int) -> CellValue:
    return row[place] if 0 <= place < len(row) else None
