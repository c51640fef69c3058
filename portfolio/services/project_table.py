"""Table of projects as files hold it: a row a project, amounts exact, what is missing in words."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeVar

import numpy as np

from portfolio.domain.flows import Provenance
from portfolio.domain.params import RecordedState
from portfolio.domain.projects import Relation, Status
from portfolio.domain.reference import Kind
from portfolio.ledger.columns import Ints
from portfolio.ledger.view import View
from portfolio.measures import entries, lists
from portfolio.measures.figures import Amounts, Figure
from portfolio.present.data_table import SHARE, DataColumn, DataTable, ValueKind
from portfolio.present.format import Formatter
from portfolio.present.sorting import name_value, sort_rows
from portfolio.present.table import column_key
from portfolio.services.live import ProjectDays

FIGURES: Final = (
    Figure.REQUIREMENT,
    Figure.SECURED,
    Figure.PLEDGED_OPEN,
    Figure.PAID,
    Figure.GAP,
    Figure.GAP_AFTER_PLEDGES,
    Figure.GAP_UNPAID,
)
_DAYS: Final = ("start_planned", "start_actual", "end_planned", "end_actual")
K = TypeVar("K", bound=Hashable)


def project_table(
    days: Mapping[str, ProjectDays],
    view: View,
    reader: Formatter,
    codes: Ints,
    caption: str,
    *,
    total: tuple[Figure, int] | None = None,
) -> DataTable:
    """Projects of some codes in their order; ``total`` closes the column of one figure.

    ``days``: when projects begin and end, by identifier.
    """
    rows = _ProjectRows(days, view, reader, codes)
    columns = (
        *rows.names(),
        *rows.parts(),
        *(rows.figure(figure) for figure in FIGURES),
        rows.coverage(),
        *rows.days(),
        *rows.contacts(),
    )
    if total is None:
        return DataTable(caption, columns)
    sums = {column_key(_phrase(total[0])): total[1]}
    closing = [reader.words("part.total"), *(sums.get(column.key) for column in columns[1:])]
    whole = tuple(
        DataColumn(
            one.key, one.label, one.kind, [*one.values, last], one.unit, one.words, one.states
        )
        for one, last in zip(columns, closing, strict=True)
    )
    return DataTable(caption, whole, has_total=True)


class _ProjectRows:
    """The columns of projects of one view, each worked out for all of them at once."""

    def __init__(
        self, days: Mapping[str, ProjectDays], view: View, reader: Formatter, codes: Ints
    ) -> None:
        self.days_of, self.view, self.reader, self.codes = days, view, reader, codes
        self.words, self.each = reader.words, codes.tolist()
        labels, ids = view.portfolio.labels.projects, view.portfolio.projects.id
        self.labels = [labels[number] for number in ids[codes].tolist()]

    def names(self) -> tuple[DataColumn, ...]:
        """Identifier, title, origin, status, relation and kind."""
        projects, choose = self.view.portfolio.projects, self.words.choose

        def word(phrase: str, section: str, enum: Any, values: Ints) -> DataColumn:
            written = _cached(lambda number: self.words(f"{section}.{enum(number).word}"))
            return self._text(phrase, [written(number) for number in values[self.codes].tolist()])

        return (
            self._text("column.identifier", [label.identifier for label in self.labels]),
            self._text(
                "column.title", [choose(label.titles) or label.identifier for label in self.labels]
            ),
            word("axis.provenance", "provenance", Provenance, projects.provenance),
            word("axis.status", "status", Status, self.view.status),
            word("field.relation", "relation", Relation, self.view.relation),
            word("axis.kind", "kind", Kind, projects.kind),
        )

    def parts(self) -> tuple[DataColumn, ...]:
        """Clauses, beneficiary countries, funders and their identifiers."""
        view, reader, words = self.view, self.reader, self.words
        clauses = _cached(
            lambda numbers: reader.join_parts([words.number(number) for number in numbers])
        )
        countries = _cached(lambda keys: self._joined_countries(keys))
        funders = _cached(
            lambda keys: reader.join_parts([reader.name("funder", key) for key in keys])
        )
        keys = [entries.funders_of(view, label.identifier) for label in self.labels]
        return (
            self._text(
                "gaps.column.clauses",
                [clauses(lists.clauses_of(view, code)) for code in self.each],
            ),
            self._text(
                "projects.column.beneficiaries",
                [countries(found) for found in beneficiaries(view, self.codes)],
            ),
            self._text("projects.funders", [funders(own) for own in keys]),
            self._text("column.funder_identifiers", [reader.join_parts(own) for own in keys]),
        )

    def figure(self, figure: Figure) -> DataColumn:
        """A figure in the reporting currency; where there is none, why."""
        values = lists.figure_values(self.view, self.codes, figure)
        states = {place: amounts.state(figure) for place, amounts in self._amounts(values).items()}
        return self._numbers(
            _phrase(figure), ValueKind.AMOUNT, self.reader.currency, values, states
        )

    def coverage(self) -> DataColumn:
        """The part of the requirement that is covered, in per cent with two decimals."""
        needed = lists.figure_values(self.view, self.codes, Figure.REQUIREMENT)
        missing = lists.figure_values(self.view, self.codes, Figure.GAP)
        values = [
            None if not whole or gap is None else Decimal(f"{100 * (whole - gap) / whole:.2f}")
            for whole, gap in zip(needed, missing, strict=True)
        ]
        states = {place: amounts.coverage_state for place, amounts in self._amounts(values).items()}
        return self._numbers("figure.coverage", ValueKind.SHARE, SHARE, values, states)

    def days(self) -> tuple[DataColumn, ...]:
        """When each begins and ends, planned and actual."""
        unknown = ProjectDays()
        each = [self.days_of.get(label.identifier, unknown) for label in self.labels]
        return tuple(
            DataColumn(
                name,
                self.words(f"projects.{name}"),
                ValueKind.DAY,
                [getattr(days, name) for days in each],
            )
            for name in _DAYS
        )

    def contacts(self) -> tuple[DataColumn, ...]:
        """Lead implementer, contact office and its address."""
        name = _cached(lambda key: self.reader.name("funder", key) if key else "")
        return (
            self._text("column.implementer", [name(label.implementer) for label in self.labels]),
            self._text("column.contact_office", [label.contact_office for label in self.labels]),
            self._text("column.contact_email", [label.contact_email for label in self.labels]),
        )

    def _joined_countries(self, keys: tuple[str, ...]) -> str:
        reader = self.reader

        def name(code: str) -> str:
            return reader.name("country", code)

        ordered = sort_rows(keys, lambda code: name_value(name(code)), language=self.words.language)
        return reader.join_parts([name(code) for code in ordered])

    def _amounts(self, values: Sequence[Any]) -> Mapping[int, Amounts]:
        """The figures of the rows that have no value, by place: they know why."""
        places = [place for place, value in enumerate(values) if value is None]
        found = lists.lines(self.view, self.codes[np.array(places, np.int64)])
        return dict(zip(places, (line.amounts for line in found), strict=True))

    def _text(self, phrase: str, values: Sequence[str | None]) -> DataColumn:
        return DataColumn(
            column_key(phrase),
            self.words(phrase),
            ValueKind.TEXT,
            [value or None for value in values],
        )

    def _numbers(
        self,
        phrase: str,
        kind: ValueKind,
        unit: str,
        values: Sequence[Any],
        states: Mapping[int, RecordedState],
    ) -> DataColumn:
        return DataColumn(
            column_key(phrase),
            self.words(phrase),
            kind,
            values,
            unit,
            {place: self.words(f"state.{state}") for place, state in states.items()},
            {place: state.value for place, state in states.items()},
        )


def beneficiaries(view: View, codes: Ints) -> list[tuple[str, ...]]:
    """Codes of each project's beneficiary countries, with money allocated to them or not."""
    portfolio = view.portfolio
    countries = portfolio.labels.countries
    found = []
    for code in codes.tolist():
        own = portfolio.participants.beneficiaries(code)
        found.append(
            tuple(countries[number].code for number in own) or lists.countries_of(view, code)
        )
    return found


def _phrase(figure: Figure) -> str:
    return f"figure.{figure}.label" if figure is Figure.GAP else f"figure.{figure}"


def _cached(make: Callable[[Any], str]) -> Callable[[Any], str]:
    """The function with its results remembered: many projects have the same clauses or countries."""
    known: dict[Any, str] = {}

    def found(key: Any) -> str:
        if key not in known:
            known[key] = make(key)
        return known[key]

    return found
