"""Documents of figures: exact decimal strings in major units; delivery per funder and project."""

from collections.abc import Mapping
from dataclasses import asdict
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from portfolio.domain.clauses import ADOPTED
from portfolio.domain.flows import NOT_STATED
from portfolio.domain.money import Money
from portfolio.domain.params import RecordedState, ViewParams
from portfolio.exchange import plain
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, earlier_funding, progress, timeline
from portfolio.measures.delivery import delivery, of_funder
from portfolio.measures.explain import Explanation
from portfolio.measures.figures import YEAR_LINES, Amounts, Figure, Headline, LeftOut
from portfolio.measures.funders import Delivery, DeliveryAmounts, Schedule
from portfolio.measures.headline import headline
from portfolio.measures.road import TextStanding, text_standing


def document(view: View) -> list[dict[str, Any]]:
    """Every funder of the view; project by project where the view filters by funder."""
    currency = view.question.currency
    by_project = bool(view.question.filters.funders)
    return [
        {
            **_line(line, currency),
            **(
                {"by_project": [_line(own, currency) for own in of_funder(view, line.funder)]}
                if by_project
                else {}
            ),
        }
        for line in delivery(view)
    ]


def _line(line: Delivery, currency: str) -> dict[str, Any]:
    elapsed = line.elapsed_time
    return {
        "funder": line.funder,
        "project": line.project,
        "projects": line.projects,
        "pledges": line.pledges,
        "currency": currency,
        **_amounts(line, line.amounts, currency),
        "own_currency": line.currency,
        "own": None
        if line.own_amounts is None or line.currency is None
        else _amounts(line, line.own_amounts, line.currency),
        "schedule": _schedule(line, line.schedule, currency),
        "own_schedule": None
        if line.currency is None
        else _schedule(line, line.own_schedule, line.currency),
        "elapsed": None
        if elapsed is None
        else {
            "first_pledge": elapsed.first.isoformat(),
            "end": elapsed.end.isoformat(),
            "days": elapsed.days,
            "of_days": elapsed.total,
        },
        "announced_by_finance": _by(line.pledged_by_finance, currency),
        "committed_by_finance": _by(line.committed_by_finance, currency),
        "announced_by_announcement": _by(line.pledged_by_announcement, currency),
    }


def _amounts(line: Delivery, amounts: DeliveryAmounts, currency: str) -> dict[str, Any]:
    def stated(amount_minor: int, is_recorded: bool) -> Any:
        return _money(amount_minor, currency) if is_recorded else _null("not_recorded")

    share = _null("not_applicable" if line.has_honoured else "not_recorded")
    return {
        "announced": stated(amounts.announcements, line.has_pledge),
        "honoured": stated(amounts.honoured, line.has_honoured),
        "honoured_at_own_rates": stated(amounts.honoured_at_own_rates, line.has_honoured),
        "honoured_share": share
        if amounts.share is None or not line.has_honoured
        else str(amounts.share),
        "pledged_open": stated(amounts.pledged_open, line.has_pledge),
        "secured": stated(amounts.secured, line.has_funding),
        "committed_without_announcement": stated(amounts.without_announcement, line.has_funding),
        "disbursed": stated(amounts.disbursed, line.has_payment),
    }


def _schedule(line: Delivery, schedule: Schedule | None, currency: str) -> dict[str, Any]:
    if schedule is None:
        return _null("no_rate" if line.has_schedule else "not_recorded")
    return {
        "planned": _money(schedule.planned, currency),
        "expected": _money(schedule.expected_now, currency),
        "later_years": _money(schedule.later_years, currency),
    }


def _by(parts: Mapping[Any, int], currency: str) -> dict[str, str]:
    return {
        (key.word if isinstance(key, Enum) else NOT_STATED): _money(minor, currency)  # type: ignore[attr-defined]
        for key, minor in sorted(parts.items(), key=lambda part: str(part[0]))
    }


def _null(state: str) -> dict[str, Any]:
    """Null of a figure without an amount, and its recorded state (ruling 26)."""
    return {"amount": None, "state": state}


def _money(amount_minor: int, currency: str) -> str:
    return f"{Money(amount_minor, currency).decimal():f}"


CROSSINGS: Final = (("clause", "country"), ("funder", "clause"))


def figures(view: View) -> dict[str, Any]:
    """The headline and every breakdown of a view, as docs/files.md describes them."""
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
                    for name, minor in asdict(earlier_funding.before(view)).items()
                },
            },
        },
        "splits": {
            axis: [
                {"key": line.key, "projects": line.projects, **amounts(line.amounts, currency)}
                for line in breakdowns.split(view, axis).lines
            ]
            for axis in breakdowns.AXES
        },
        "crossings": {
            f"{rows} × {columns}": [
                {rows: row, columns: column, **amounts(cell, currency)}
                for (row, column), cell in sorted(
                    breakdowns.crossing(view, rows, columns).cells.items()
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
        "delivery": document(view),
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
    """Secured funding of projects without a requirement; not recorded where they have no row."""
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
    """Exact decimal string, or the recorded state in place of an amount."""
    return absent(state) if amount_minor is None else f"{Money(amount_minor, currency).decimal():f}"


def absent(state: RecordedState) -> Absent:
    """Recorded state of a missing amount, as JSON."""
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
