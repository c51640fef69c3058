"""Problems of a file in the order in which it is read, and those alike as one with their rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from portfolio.domain.imports import ImportProblem
from portfolio.domain.parsing import FieldError
from portfolio.exchange.template.sheets import SHEETS, TemplateSheet, headings
from portfolio.text.languages import LANGUAGES
from portfolio.text.typing import squeeze
from portfolio.text.words import Translator

_NAME_LENGTH: Final = 31  # of a sheet in a workbook


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one sheet and column with one reason; ``rows`` are theirs in order, none of a sheet."""

    problem: ImportProblem
    rows: tuple[int, ...]

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """First and last row of each run of rows without a gap."""
        spans: list[tuple[int, int]] = []
        for row in self.rows:
            if spans and row == spans[-1][1] + 1:
                spans[-1] = spans[-1][0], row
            else:
                spans.append((row, row))
        return tuple(spans)


def in_file_order(problems: Iterable[ImportProblem]) -> tuple[ImportProblem, ...]:
    """By sheet as the template has them, row and column; what is said of a whole stands first."""
    return tuple(sorted(problems, key=_place))


def groups_of(problems: Iterable[ImportProblem]) -> tuple[ProblemGroup, ...]:
    """Problems in the order of the file, each reason of a column once."""
    alike: dict[tuple[object, ...], list[ImportProblem]] = {}
    for problem in in_file_order(problems):
        key = problem.sheet, problem.column, str(problem.error), problem.is_blocking
        alike.setdefault(key, []).append(problem)
    return tuple(
        ProblemGroup(several[0], tuple(sorted({one.row for one in several if one.row})))
        for several in alike.values()
    )


def without_consequences(
    problems: Iterable[FieldError], unread: Iterable[ImportProblem]
) -> Iterator[FieldError]:
    """What is wrong with a project beside what could not be read of it.

    Rows that were not read are missing among those of their field: what is wrong with the field as
    a whole, such as the sum of its shares, follows from that and is known once they are mended.
    """
    sheets = (sheet_named(problem.sheet) for problem in unread if problem.is_blocking)
    fields = {sheet.field.name for sheet in sheets if sheet is not None and sheet.field}
    for problem in problems:
        if problem.row or problem.field not in fields:
            yield problem


def sheet_named(name: str) -> TemplateSheet | None:
    """The sheet of the template that one of a file is called after, in any language."""
    return _sheets().get(squeeze(name))


@cache
def _sheets() -> dict[str, TemplateSheet]:
    named: dict[str, TemplateSheet] = {}
    for language in reversed(LANGUAGES):
        words = Translator(language)
        named |= {squeeze(words(sheet.label)[:_NAME_LENGTH]): sheet for sheet in SHEETS}
    return named | {squeeze(sheet.name): sheet for sheet in SHEETS}


def _place(problem: ImportProblem) -> tuple[int, str, int, int, str]:
    sheet = sheet_named(problem.sheet)
    at = len(SHEETS) if sheet is None else SHEETS.index(sheet)
    column = -1 if not problem.column else column_place(sheet, problem.column)
    return at if problem.sheet else -1, problem.sheet, problem.row, column, problem.column


@cache
def column_place(sheet: TemplateSheet | None, heading: str) -> int:
    """The place of a column by its heading or its name, after all others where it is unknown."""
    if sheet is None:
        return 0
    text = squeeze(heading)
    for language in LANGUAGES:
        if column := headings(sheet, language).get(text):
            return sheet.columns.index(column)
    names = [column.name.partition(".")[0] for column in sheet.columns]
    return names.index(heading) if heading in names else len(names)
