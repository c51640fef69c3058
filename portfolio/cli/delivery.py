"""Promise to delivery as a plain document: per funder, and per project of the funders asked for."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from portfolio.domain.finance import NOT_STATED
from portfolio.domain.money import Money
from portfolio.ledger.view import View
from portfolio.measures.delivery import Delivery, DeliveryAmounts, delivery, of_funder
from portfolio.measures.planned_payments import Schedule


def document(view: View) -> list[dict[str, Any]]:
    """Every funder of the view; its projects one by one where the view asks for funders."""
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
    """What has no amount, and why (ruling 26)."""
    return {"amount": None, "state": state}


def _money(amount_minor: int, currency: str) -> str:
    return f"{Money(amount_minor, currency).decimal():f}"
