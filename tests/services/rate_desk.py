"""A desk where rates are entered: by hand or as a table, kept or refused."""

from datetime import date
from typing import Any

import pytest

from portfolio.domain.parsing import EntryRefused
from portfolio.services import rate_import, rates, transactions
from portfolio.services.rate_import import RateImportPreview
from portfolio.store.rates import read_rates
from tests.services.desk import Desk, flow

MILLION = 1_000_000_00
DAY = date(2014, 6, 2)


def enter(desk: Desk, code: str, on: Any, per_eur: str, source: str = "CBL", **how: Any) -> bool:
    how.setdefault("token", f"{code[:9]}{on}{per_eur[:9]}{source[:9]}")
    register, who = desk.register, desk.administrator
    return rates.enter_rate(register, who, code, on, per_eur, source, **how)


def preview(desk: Desk, table: str, source: str = "CBL") -> RateImportPreview:
    return rate_import.preview_rates(desk.register, desk.administrator, table.encode(), source)


def keep(desk: Desk, table: str, source: str = "CBL", **how: Any) -> RateImportPreview:
    how.setdefault("token", "t")
    data = table.encode()
    return rate_import.import_rates(desk.register, desk.administrator, data, source, **how)


def kept(desk: Desk) -> list[tuple[str, date, int]]:
    with desk.register.database.reading() as connection:
        return [(rate.currency, rate.day, rate.per_eur) for rate in read_rates(connection)]


def refusals(caught: pytest.ExceptionInfo[EntryRefused]) -> dict[str, str]:
    return {problem.field: problem.error.phrase for problem in caught.value.problems}


def secured_by(desk: Desk, amount: str, currency: str, value_date: str) -> None:
    """A commitment of some currency on a published project."""
    paid = flow(
        kind="commitment", amount=amount, currency=currency, value_date=value_date, source="A 7"
    )
    transactions.record_flow(desk.register, desk.secretary, desk.published(), paid, token="flow")
