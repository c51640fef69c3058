"""Exchange rates from a table people bring: every line read, and what is wrong with each said."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from portfolio.domain import dates, limits
from portfolio.domain.errors import PortfolioError, RateNotExact, UnknownCurrency
from portfolio.domain.rates import PARITIES, RateOffParity, is_off, per_eur
from portfolio.exchange import faults
from portfolio.exchange.rates import NO_RATE
from portfolio.text.currencies import known_currencies

COLUMNS: Final = ("currency", "day", "per_eur", "source")
MOST_BYTES: Final = 5_000_000
MOST_RATES: Final = 50_000
_MARK: Final = "\ufeff"


class FixedParity(PortfolioError):
    """This currency has a rate fixed by law, which nobody enters (values: code)."""

    phrase = "error.fixed_parity"


class FileTooBig(PortfolioError):
    """A file is larger than is read at once (values: most, in millions of bytes)."""

    phrase = "error.file_too_big"


class TooManyRates(PortfolioError):
    """A table has more rates than are read at once (values: most)."""

    phrase = "error.too_many_rates"


class NotADay(PortfolioError):
    """A table holds something that is no calendar day (values: value)."""

    phrase = "error.not_a_day"


@dataclass(frozen=True, slots=True)
class RateLine:
    """One rate of a table; ``error`` says why it can't be used, ``text`` what stood there."""

    line: int
    text: str
    currency: str = ""
    day: date | None = None
    per_eur: int = 0  # 1e-8 units per EUR
    source: str = ""
    error: PortfolioError | None = None


def read_lines(data: bytes) -> tuple[RateLine, ...]:
    """Every rate of a table in CSV, UTF-8; raises NotReadable, WrongHeader, FileTooBig,
    TooManyRates.

    Either a rate a line (currency, day, per_eur and, if wanted, source, in any order) or a day a
    line and a currency a column, as the European Central Bank publishes them. Columns are parted
    by commas or by semicolons; a point is the decimal sign and no other is (ruling 28).
    """
    if len(data) > MOST_BYTES:
        raise FileTooBig(most=MOST_BYTES // 1_000_000)
    try:
        text = data.decode("utf-8").removeprefix(_MARK)
    except UnicodeDecodeError:
        raise faults.NotReadable from None
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise _wrong_header()
    first = lines[0][1]
    separator = ";" if ";" in first else ","
    header = [title.lower() for title in _cells(first, separator)]
    if header[:1] == ["date"] and len(header) > 1:
        read = _days(header, lines[1:], separator)
    elif {*COLUMNS[:3]} <= {*header} <= {*COLUMNS} and len(header) == len({*header}):
        read = _rates(header, lines[1:], separator)
    else:
        raise _wrong_header()
    found = []
    for rate in read:
        found.append(rate)
        if len(found) > MOST_RATES:
            raise TooManyRates(most=MOST_RATES)
    return tuple(found)


def read_currency(text: str) -> str:
    """A code of ISO 4217 whose rates can be entered; raises Empty, UnknownCurrency, FixedParity."""
    code = limits.glimpse(text.strip().upper())
    if not code:
        raise limits.FieldIsEmpty
    if code not in known_currencies():
        raise UnknownCurrency(code=code)
    if code in PARITIES:
        raise FixedParity(code=code)
    return code


def read_per_eur(text: str) -> int:
    """A rate in 1e-8 units per EUR; raises RateNotExact."""
    try:
        return per_eur(text.strip())
    except RateNotExact:
        raise RateNotExact(text=limits.glimpse(text)) from None


def read_day(text: str) -> date:
    """A day written as 2014-06-30; raises NotADay, DayOutOfReason."""
    found = dates.iso(text.strip())
    if found is None:
        raise NotADay(value=limits.glimpse(text))
    return limits.day(found)


def _wrong_header() -> PortfolioError:
    return faults.WrongHeader(expected=",".join(COLUMNS))


def _cells(line: str, separator: str) -> list[str]:
    """The cells of one line: a line is a row, so that a forgotten quotation mark stays on it."""
    try:
        (cells,) = csv.reader([line], delimiter=separator, strict=True)
    except csv.Error:
        raise faults.OpenQuotation from None
    return [cell.strip() for cell in cells]


def _rates(header: list[str], lines: list[tuple[int, str]], separator: str) -> Iterator[RateLine]:
    """A rate a line."""
    for number, line in lines:
        said = limits.glimpse(line)
        try:
            cells = _cells(line, separator)
            if len(cells) != len(header):
                raise faults.NotCsv(expected=len(header), found=len(cells))
            named = dict(zip(header, cells, strict=True))
            yield RateLine(
                number,
                said,
                read_currency(named["currency"]),
                read_day(named["day"]),
                read_per_eur(named["per_eur"]),
                limits.line(named.get("source", "")),
            )
        except PortfolioError as error:
            yield RateLine(number, said, error=error)


def _days(header: list[str], lines: list[tuple[int, str]], separator: str) -> Iterator[RateLine]:
    """A day a line; fixed parities among the columns are known and passed over where they agree."""
    codes = [title.upper() for title in header[1:]]
    for number, line in lines:
        try:
            cells = _cells(line, separator)
            if len(cells) != len(header):
                raise faults.NotCsv(expected=len(header), found=len(cells))
            day = read_day(cells[0])
        except PortfolioError as error:
            yield RateLine(number, limits.glimpse(line), error=error)
            continue
        for code, cell in zip(codes, cells[1:], strict=True):
            if not code or cell in NO_RATE:
                continue
            said = limits.glimpse(f"{cells[0]} {code} {cell}")
            try:
                rate = read_per_eur(cell)
                if code in PARITIES:
                    _refuse_off_parity(code, rate)
                    continue
                yield RateLine(number, said, read_currency(code), day, rate)
            except PortfolioError as error:
                yield RateLine(number, said, error=error)


def _refuse_off_parity(code: str, rate: int) -> None:
    if is_off(rate, PARITIES[code]):
        written, parity = (Decimal(value).scaleb(-8) for value in (rate, PARITIES[code]))
        raise RateOffParity(currency=code, rate=written, parity=parity)
