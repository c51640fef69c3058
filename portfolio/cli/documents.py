"""Figures as plain documents: exact decimal strings in the currency's major units."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from portfolio.cli import delivery
from portfolio.domain.clauses import ADOPTED
from portfolio.domain.filters import ViewParams
from portfolio.domain.money import Money
from portfolio.domain.recorded import RecordedState
from portfolio.ledger.view import View
from portfolio.measures import decided, progress, splits, timeline
from portfolio.measures.explain import Explanation
from portfolio.measures.figures import YEAR_LINES, Amounts, Figure, Headline, LeftOut
from portfolio.measures.text_standing import TextStanding, text_standing
from portfolio.measures.totals import headline

CROSSINGS: Final = (("clause", "country"), ("funder", "clause"))


def figures(view: View) -> dict[str, Any]:
    """The headline and every split of a view, as docs/files.md describes them."""
    head, currency = headline(view), view.question.currency
    overall = progress.overall(view)
    return {
        "question": params_in_words(view.question),
        "revision": view.portfolio.revision,
        "conference": view.conference.isoformat(),
        "conference_fixed": bool(view.conference_source),
        "conference_source": view.conference_source or None,
        "days_left": progress.days_left(view),
        "headline": {
            "amounts": amounts(head.amounts, currency),
            "projects": head.projects,
            "bands": {
                band.word: {"amounts": amounts(line.amounts, currency), "projects": line.projects}
                for band, line in head.bands.items()
            },
            "suspended_projects": head.suspended_projects,
            "closed_gap": money(head.closed_gap, currency),
            "without_requirement": list(head.without_requirement),
            "secured_without_requirement": _rest(head, currency),
            "left_out": [left_out(row) for row in head.left_out],
            "decided_before": {
                "day": ADOPTED.isoformat(),
                **{
                    name: _part(minor, head.amounts, Figure(name), currency)
                    for name, minor in asdict(decided.before(view)).items()
                },
            },
        },
        "splits": {
            axis: [
                {"key": line.key, "projects": line.projects, **amounts(line.amounts, currency)}
                for line in splits.split(view, axis).lines
            ]
            for axis in splits.AXES
        },
        "crossings": {
            f"{rows} × {columns}": [
                {rows: row, columns: column, **amounts(cell, currency)}
                for (row, column), cell in sorted(
                    splits.crossing(view, rows, columns).cells.items()
                )
            ]
            for rows, columns in CROSSINGS
        },
        "years": [
            {
                "year": line.year,
                **{
                    name: amount(getattr(line, name), currency, line.state(name))
                    for name in YEAR_LINES
                },
            }
            for line in timeline.by_year(view)
        ],
        "delivery": delivery.document(view),
        "progress": {
            **asdict(overall),
            "share_done": ratio(overall.share_done),
            "share_planned": ratio(overall.share_planned),
            "standing": progress.status_of(view, overall).word,
        },
        "text": text(text_standing(view)),
    }


def text(standing: TextStanding) -> dict[str, Any] | None:
    """The deliverables of the text; null in a view by country, region or funder (ruling 27)."""
    if not standing.is_shown:
        return None
    return {
        "standing": standing.status.word,
        "done": standing.done,
        "due": standing.due,
        "late": standing.late,
        "without_deadline": standing.none,
        "late_deliverables": [
            {
                "reference": line.deliverable.reference,
                "clause": line.deliverable.clause,
                "names": dict(line.deliverable.names),
                "deadline": None if line.by is None else line.by.isoformat(),
                "days_late": line.days_late,
            }
            for line in standing.late_lines
        ],
    }


def params_in_words(question: ViewParams) -> dict[str, Any]:
    """A question in words."""
    document: dict[str, Any] = plain(question)
    return document


Absent = dict[str, str | None]


def _part(amount_minor: int, whole: Amounts, figure: Figure, currency: str) -> str | Absent:
    """A part of a figure: an amount where the figure is one."""
    state = whole.state(figure)
    return amount(amount_minor if state is RecordedState.RECORDED else None, currency, state)


def _rest(head: Headline, currency: str) -> str | Absent:
    """What is secured in projects without a requirement; not recorded where they have no row of it."""
    is_recorded = head.funded_without_requirement or not head.without_requirement
    minor = head.secured_without_requirement if is_recorded else None
    return amount(minor, currency, RecordedState.NOT_RECORDED)


def amounts(values: Amounts, currency: str) -> dict[str, Any]:
    """The figures and coverage; where one is no amount, why (ruling 26).

    ``recorded_by`` is the number of projects of the line that record each figure.
    """
    document: dict[str, Any] = {
        figure.value: amount(values.recorded_amount(figure), currency, values.state(figure))
        for figure in Figure
    }
    coverage = values.coverage
    document["coverage"] = absent(values.coverage_state) if coverage is None else ratio(coverage)
    if values.records is not None:
        counts = values.records.by_figure
        document["recorded_by"] = {figure.value: counts[figure] for figure in Figure}
    return document


def amount(amount_minor: int | None, currency: str, state: RecordedState) -> str | Absent:
    """An exact decimal string, or what stands in its place."""
    return absent(state) if amount_minor is None else f"{Money(amount_minor, currency).decimal():f}"


def absent(state: RecordedState) -> Absent:
    """What stands where there is no amount."""
    return {"amount": None, "state": state.value}


def money(amount_minor: int | None, currency: str) -> str | None:
    """An exact decimal string, null for none."""
    return None if amount_minor is None else f"{Money(amount_minor, currency).decimal():f}"


def ratio(part: Fraction | None) -> str | None:
    """An exact fraction such as "3/8", null for none."""
    return None if part is None else str(part)


def left_out(row: LeftOut) -> dict[str, Any]:
    """A row without a rate."""
    return {
        "project": row.project,
        "row": row.row,
        "amount": money(row.amount_minor, row.currency),
        "currency": row.currency,
        "rate_wanted_on": row.wanted_on.isoformat(),
    }


PARITY_SOURCE: Final = "Council Decision 98/683/EC"


def explanation(result: Explanation, sources: Mapping[int, str]) -> dict[str, Any]:
    """The contributions behind a figure and the rows behind each.

    ``sources``: where each rate comes from, by the id of the rate row.
    """
    document: dict[str, Any] = plain(result)
    is_recorded = result.state is RecordedState.RECORDED
    document["total"] = amount(result.total if is_recorded else None, result.currency, result.state)
    document["rest"] = money(result.rest, result.currency)
    for contribution in document["contributions"]:
        for name in ("whole", "amount"):
            contribution[name] = money(contribution[name], result.currency)
        for row in contribution["rows"]:
            row["adds"] = money(row.pop("amount"), result.currency)
            for name in ("converted", "internal"):
                row[name] = money(row[name], result.currency)
            row["rates"] = [
                {
                    "currency": quote["currency"],
                    "per_eur": quote["per_eur"],
                    "day": quote["day"],
                    "source": sources.get(quote["rate"], PARITY_SOURCE),
                }
                for quote in row.pop("quotes")
            ]
            if row["currency"] is not None:
                row["amount_minor"] = money(row["amount_minor"], row["currency"])
            row["amount"] = row.pop("amount_minor")
    document["left_out"] = [left_out(row) for row in result.left_out]
    return document


def plain(value: Any) -> Any:
    """Domain values as JSON holds them: enums by word, days in ISO form, decimals as strings."""
    match value:
        case Enum():
            return value.value if isinstance(value.value, str) else value.name.lower()
        case datetime() | date():
            return value.isoformat()
        case Decimal() | Fraction():
            return str(value)
        case dict():
            return {str(plain(key)): plain(entry) for key, entry in value.items()}
        case str() | int() | None:
            return value
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        case frozenset() | set():
            return sorted((plain(entry) for entry in value), key=str)
        case Iterable():
            return [plain(entry) for entry in value]
    return str(value)
