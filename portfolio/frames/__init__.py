"""Data frames of a view for analysts: figures, breakdowns, projects and ledger rows in pandas (docs/analysis.md).

Every amount has the same columns: exact minor units (Int64), the same as a Decimal, its
currency, and the recorded state that says why there is none (ruling 26).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from portfolio.domain.errors import PortfolioError, UnknownCurrency, UnknownFilter
from portfolio.domain.money import REPORTING_DEFAULT, Money
from portfolio.domain.params import PUBLIC, Principal, RecordedState
from portfolio.ledger.view import UNKNOWN_FUNDER, View
from portfolio.measures import (
    breakdowns,
    delivery,
    headline,
    lists,
    progress,
    timeline,
    visibility,
)
from portfolio.measures.explain import explain
from portfolio.measures.figures import YEAR_LINES, Amounts, Figure
from portfolio.measures.funders import Delivery
from portfolio.present.format import Formatter
from portfolio.services import params, working
from portfolio.services.ledger_rows import LedgerRows, Row, in_figures, title, title_of
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import DEFAULT
from portfolio.text.words import Translator

AMOUNT: Final = ("amount_minor", "amount", "currency", "state", "state_label")
_FIGURE: Final = ("figure", "figure_label")
_PROJECT: Final = (
    "project", "title", "kind", "kind_label", "status", "status_label", "relation",
    "relation_label", "band", "provenance", "provenance_label",
)  # fmt: skip
# The columns of each frame, in order.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "figures": ("band", "band_label", *_FIGURE, *AMOUNT, "projects", "projects_recording"),
    "breakdown": ("axis", "key", "label", *_FIGURE, *AMOUNT, "projects", "projects_recording"),
    "crossing": ("row", "row_label", "column", "column_label", *_FIGURE, *AMOUNT),
    "years": ("year", "line", *AMOUNT),
    "projects": (*_PROJECT, "in_total", *_FIGURE, *AMOUNT),
    "explanation": (
        "project", "title", "funder", "funder_label", "whole_minor", "whole", *AMOUNT[:3],
    ),
    "milestones": (
        "project", "title", "milestone", "milestone_title", "clause", "due", "weight", "state",
        "state_label", "done_on", "days_late",
    ),
    "delivery": ("funder", "funder_label", "project", "title", "line", "line_label", *AMOUNT),
    "ledger": (
        "row", "project", "title", "stage", "stage_label", "funder", "funder_label", "receiver",
        "receiver_label", "day", "last_day", "recorded_at", "verification", "verification_label",
        "provenance", "provenance_label", "amount_minor", "amount", "currency", "converted_minor",
        "converted", "passed_on_minor", "passed_on", "reporting_currency", "counts", "in_total",
        "exclusion", "exclusion_label", "rates",
    ),
}  # fmt: skip
_INTEGERS: Final = frozenset(
    ("amount_minor", "whole_minor", "converted_minor", "passed_on_minor", "projects",
     "projects_recording", "year", "clause", "weight", "days_late"),
)  # fmt: skip
_TRUTHS: Final = frozenset(("counts", "in_total"))
_DAYS: Final = frozenset(("day", "last_day", "due", "done_on"))
_EPOCH: Final = date(1970, 1, 1)


def frame(name: str, rows: Iterable[Row]) -> pd.DataFrame:
    """The frame of that name: its columns in order, whole numbers exact, days and moments as such."""
    found = list(rows)
    return pd.DataFrame(
        {column: _column(column, [row.get(column) for row in found]) for column in COLUMNS[name]}
    )


def _column(name: str, values: list[Any]) -> Any:
    if name in _INTEGERS:
        return pd.array(values, dtype="Int64")
    if name in _TRUTHS:
        return pd.array(values, dtype="bool")
    if name in _DAYS:
        days = [None if day is None else (day - _EPOCH) // timedelta(days=1) for day in values]
        return pd.to_datetime(pd.array(days, dtype="Int64"), unit="D")
    if name == "recorded_at":
        return pd.to_datetime(pd.array(values, dtype="Int64"), unit="us", utc=True)
    return pd.Series(values, dtype="object")


# Lines of what became of a promise: its phrase, its amount, and whether rows record one.
DELIVERY_LINES: Final[Mapping[str, tuple[str, str, Callable[[Delivery], bool]]]] = {
    "pledged": ("delivery.pledged", "announcements", lambda line: line.has_pledge),
    "honoured": ("delivery.honoured", "honoured", lambda line: line.has_honoured),
    "committed": ("delivery.committed", "secured", lambda line: line.has_funding),
    "disbursed": ("figure.paid", "disbursed", lambda line: line.has_payment),
}


def open_frames(
    register: LivePortfolio, who: Principal = PUBLIC, language: str = DEFAULT, **address: str
) -> "Frames":
    """Data frames of an address's view parameters: ``as_of="2014-06-30", country="NE,ML"``.

    Raises the first parameter that this reader can't request (UnknownFilter, NotADate …).
    """
    question, problems = params.parse(
        {name: [value] for name, value in address.items()},
        register.default_question(),
        register.labels,
        beside=(),
        who=who,
        choices_of=lambda *day: params.choices(register, who, *day),
    )
    if problems:
        raise problems[0]
    view = working.view(register, question)
    words = Translator(language)
    names = params.record_names(register, view)
    return Frames(view, Formatter(words, question.currency, names), who)


class Frames:
    """Frames of one view as one reader sees it, labelled in the language of ``reader``."""

    def __init__(self, view: View, reader: Formatter, who: Principal = PUBLIC) -> None:
        """Refuse, as an address would, what the reader may not request (ruling 23)."""
        self.view, self.reader, self.who = (
            view,
            replace(reader, currency=view.question.currency),
            who,
        )
        wrong = _refusal(view, who)
        if wrong is not None:
            raise wrong

    def figures(self) -> pd.DataFrame:
        """The figures of every band by itself, never added: one row a band and figure."""
        head = headline.headline(self.view)
        return frame(
            "figures",
            (
                {
                    "band": band.word,
                    "band_label": self.reader.words(f"band.{band.word}"),
                    "projects": line.projects,
                    **row,
                }
                for band, line in head.bands.items()
                for row in self._figures(line.amounts)
            ),
        )

    def breakdown(self, axis: str) -> pd.DataFrame:
        """The figures of the band along one of ``breakdowns.AXES``: one row a key and figure.

        Amounts of a figure add up to the headline.
        """
        _refuse_unless("axis", axis, breakdowns.AXES)
        return frame(
            "breakdown",
            (
                {
                    "axis": axis,
                    "key": line.key,
                    "label": self._label(axis, line.key),
                    "projects": line.projects,
                    **row,
                }
                for line in breakdowns.split(self.view, axis).lines
                for row in self._figures(line.amounts)
            ),
        )

    def crossing(self, rows: str, columns: str) -> pd.DataFrame:
        """Clause × country or funder × clause: one row a cell and figure, where one is not zero."""
        _refuse_unless("axis", f"{rows} × {columns}", ("clause × country", "funder × clause"))
        found = breakdowns.crossing(self.view, rows, columns)
        return frame(
            "crossing",
            (
                {
                    "row": row,
                    "row_label": self._label(rows, row),
                    "column": column,
                    "column_label": self._label(columns, column),
                    **cell,
                }
                for row in found.rows
                for column in found.columns
                if (row, column) in found.cells
                for cell in self._figures(found.cells[row, column])
            ),
        )

    def years(self) -> pd.DataFrame:
        """Requirement, commitments, disbursements, expenditure and pledges by calendar year."""
        return frame(
            "years",
            (
                {
                    "year": line.year,
                    "line": name,
                    **self._amount(getattr(line, name), line.state(name)),
                }
                for line in timeline.by_year(self.view)
                for name in YEAR_LINES
            ),
        )

    def milestones(self) -> pd.DataFrame:
        """Every milestone of the projects of the band: late first, then by due date."""
        return frame(
            "milestones",
            (
                {
                    "project": line.project,
                    "title": self._title_of(line.project),
                    "milestone": line.reference,
                    "milestone_title": title(self.reader, line.titles, line.reference),
                    "clause": line.clause,
                    "due": line.due,
                    "weight": line.weight,
                    "state": line.state.name.lower(),
                    "state_label": self.reader.words(f"milestone.{line.state.name.lower()}"),
                    "done_on": line.done_on,
                    "days_late": line.days_late,
                }
                for line in progress.milestones(self.view)
            ),
        )

    def delivery(self) -> pd.DataFrame:
        """Delivery of promises (ruling 32): a row a funder, project of it and line.

        Whole projects of the band; lines are ``DELIVERY_LINES``, in the reporting currency.
        """
        return frame(
            "delivery",
            (
                {
                    "funder": part.funder,
                    "funder_label": self._label("funder", part.funder),
                    "project": part.project,
                    "title": self._title_of(part.project or ""),
                    "line": name,
                    "line_label": self.reader.words(phrase),
                    **self._recorded(getattr(part.amounts, field), is_recorded=is_recorded(part)),
                }
                for line in delivery.delivery(self.view)
                for part in delivery.of_funder(self.view, line.funder)
                for name, (phrase, field, is_recorded) in DELIVERY_LINES.items()
            ),
        )

    def projects(self) -> pd.DataFrame:
        """Whole figures of each filtered project, whatever its band: a row a figure.

        ``in_total``: the project is in the figures of the view.
        """
        in_total = in_figures(self.view)
        rows: list[Row] = []
        codes = lists.everywhere(self.view)
        for code, line in zip(codes.tolist(), lists.lines(self.view, codes), strict=True):
            about = {
                "project": line.identifier,
                "title": title(self.reader, line.titles, line.identifier),
                "kind": line.kind.word,
                "status": line.status.word,
                "relation": line.relation.word,
                "provenance": line.provenance.word,
                "band": line.band.word if line.band else None,
                "in_total": bool(in_total[code]),
            }
            for name in ("kind", "status", "relation", "provenance"):
                about[f"{name}_label"] = self.reader.words(f"{name}.{about[name]}")
            rows += ({**about, **row} for row in self._figures(line.amounts))
        return frame("projects", rows)

    def explanation(
        self, figure: str, axis: str | None = None, key: str | None = None
    ) -> pd.DataFrame:
        """Contribution of each project (of each funder) to a figure, or to a row of a breakdown."""
        found = explain(self.view, figure, axis, key)
        return frame(
            "explanation",
            (
                {
                    "project": part.project,
                    "title": self._title_of(part.project),
                    "funder": part.funder,
                    "funder_label": self._label("funder", part.funder) if part.funder else None,
                    "whole_minor": part.whole,
                    "whole": Money(part.whole, found.currency).decimal(),
                    **self._amount(part.amount, RecordedState.RECORDED),
                }
                for part in found.contributions
            ),
        )

    def ledger(self) -> pd.DataFrame:
        """Every budget period and flow of the filtered projects that the reader sees.

        ``counts``: the row counts in its project. ``in_total``: its project is in the figures of
        the view, and the row is of a filtered funder. Amounts are of whole projects.
        """
        return frame("ledger", LedgerRows(self.view, self.reader, self.who).rows())

    # -- rows ---------------------------------------------------------------------------------

    def _figures(self, amounts: Amounts) -> Iterator[Row]:
        for figure in Figure:
            counts = amounts.records
            yield {
                "figure": figure.value,
                "figure_label": self.reader.words(f"figure.{figure.value}"),
                "projects_recording": counts.by_figure[figure] if counts else None,
                **self._amount(amounts.recorded_amount(figure), amounts.state(figure)),
            }

    def _amount(self, amount_minor: int | None, state: RecordedState) -> Row:
        currency = self.reader.currency
        exact = None if amount_minor is None else Money(amount_minor, currency).decimal()
        label = self.reader.words(f"state.{state.value}")
        return dict(zip(AMOUNT, (amount_minor, exact, currency, state.value, label), strict=True))

    def _recorded(self, amount_minor: int, *, is_recorded: bool) -> Row:
        if is_recorded:
            return self._amount(amount_minor, RecordedState.RECORDED)
        return self._amount(None, RecordedState.NOT_RECORDED)

    # -- names and visibility -----------------------------------------------------------------

    def _label(self, axis: str, key: str) -> str:
        return self.reader.name(axis, key)

    def _title_of(self, identifier: str) -> str:
        return title_of(self.view, self.reader, identifier)


def _refusal(view: View, who: Principal) -> PortfolioError | None:
    """Parameter of a view that the reader may not request; None where all are allowed."""
    question, scope = view.question, view.question.scope
    if not params.visibility_of(who, scope):
        name = "confidence" if scope.published_only else "version"
        value = params.level(scope) if scope.published_only else params.version(scope)
        return UnknownFilter(name=name, value=value)
    if who.duty.sees_working_versions:
        return None
    known = visibility.funders(view) | {who.organisation, UNKNOWN_FUNDER}
    strange = sorted(question.filters.funders - known)
    if strange:
        return UnknownFilter(name="funder", value=strange[0])
    if question.currency not in visibility.currencies(view) | {REPORTING_DEFAULT}:
        return UnknownCurrency(code=question.currency)
    return None


def _refuse_unless(name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise UnknownFilter(name=name, value=value)
