"""Dates as people type them in English, French and Arabic: the day first, nothing guessed."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Final

from portfolio.domain import errors
from portfolio.domain.errors import Code, PortfolioError


class UnreadableDate(PortfolioError):
    """Typed text that can't be read as a day (values: text)."""


class NoSuchDate(PortfolioError):
    """The month has no such day (values: text, last: the month's last day)."""


class NoSuchMonth(PortfolioError):
    """The number in the place of the month is none (values: text, month)."""


class YearNotWhole(PortfolioError):
    """A year has fewer than four digits; its century is never guessed (values: text)."""


# A day, or what was typed where it is none.
TypedDate = date | Code | None
# English and French with their usual short forms; in Arabic the names of Egypt and the Gulf, of
# Tunisia and Algeria, of Morocco, of Mauritania and of the Levant. None of them names two months.
_NAMES: Final = (
    "january jan janvier janv يناير جانفي كانون الثاني",
    "february feb février févr fév فبراير فيفري شباط",
    "march mar mars مارس آذار",
    "april apr avril avr أبريل إبريل أفريل نيسان",
    "may mai مايو ماي أيار",
    "june jun juin يونيو يونية جوان حزيران",
    "july jul juillet juil juill يوليو يولية جويلية يوليوز تموز",
    "august aug août أغسطس أوت غشت أغشت آب",
    "september sept sep septembre سبتمبر شتنبر شتمبر أيلول",
    "october oct octobre أكتوبر تشرين الأول",
    "november nov novembre نوفمبر نونبر نوفنبر تشرين الثاني",
    "december dec décembre déc ديسمبر دجنبر دجمبر كانون الأول",
)
_LEVANTINE: Final = ("كانون", "تشرين")  # which of two months the next word decides
# Words around a date that are no part of it: weekdays, "of", "the", "day", ordinal endings.
_IDLE: Final = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri "
    "sat sun lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim "
    "الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد "
    "the of on le du de st nd rd th er ère يوم من شهر سنة عام في م"
)
_TOKEN: Final = re.compile(r"[0-9]+|[^\W\d_]+")
# Between two parts: one sign with or without spaces around it, or spaces alone.
_BETWEEN: Final = re.compile(r"\s*[/.,\-\u2010-\u2015\u2212\u060c\u060d\u066b\\]?\s*")
_ALEFS: Final = str.maketrans("أإآٱىةیک", "اااايهيك")
_FIRST_CENTURY: Final = 1900  # eight digits in a row end with a year, or begin with one
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse(text: str) -> date:
    """Date of a typed text, in any of the three languages and either set of digits.

    The day comes first, the year has four digits and comes last or first: ``3/7/2014``,
    ``3.7.2014``, ``03072014``, ``2014-07-03``, ``3 July 2014``, ``1er juillet 2014``,
    ``٣ جويلية ٢٠١٤``. Nothing rolls over and no century is guessed. Raises UnreadableDate,
    NoSuchDate, NoSuchMonth, YearNotWhole.
    """
    if (exact := iso(text)) is not None:
        return exact
    said = errors.glimpse(_unmarked(text).strip())
    numbers, months = _parts(text, said)
    if len(set(months)) > 1 or len(numbers) + bool(months) != 3:
        numbers = _unjoined(numbers, months, said)
    if months:
        day, year = _day_and_year(numbers, said)
        month = str(months[0])
    elif len(numbers[0]) == 4:
        year, month, day = numbers
    else:
        day, month, year = numbers
    if len(year) != 4 and len(day) <= 2 and len(month) <= 2 and len(year) <= 2:
        raise YearNotWhole(text=said)
    if len(year) != 4 or len(day) > 2 or len(month) > 2:
        raise UnreadableDate(text=said)
    return _date(int(year), int(month), int(day), said)


def required_day(value: TypedDate) -> date:
    """A required day within the range of the record.

    Raises errors.FieldIsEmpty, errors.DayOutOfReason and what ``parse`` raises.
    """
    if value is None or value == "":
        raise errors.FieldIsEmpty
    return errors.day(parse(value) if isinstance(value, str) else value)


def plain(text: str) -> str:
    """ISO 8601 where what was typed is a day; else as it was typed, "" for blanks."""
    if not text.strip():
        return ""
    try:
        return parse(text).isoformat()
    except PortfolioError:
        return text


def numeric(day: date) -> str:
    """The day in digits as every language of the product writes it: ``03/07/2014``."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def iso(text: str) -> date | None:
    """A day written exactly as ``2014-07-03``, as files and addresses write it; else None.

    Python's own parser also accepts weeks and other forms of ISO 8601.
    """
    try:
        return date.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def _parts(text: str, original: str) -> tuple[list[str], list[int]]:
    """The numbers, in order, and the months named; raises UnreadableDate at anything else."""
    plain_text = _folded(text)
    numbers: list[str] = []
    words: list[str] = []
    end = 0
    for token in _TOKEN.finditer(plain_text):
        between = plain_text[end : token.start()]
        if between.strip() if end == 0 else not _BETWEEN.fullmatch(between):
            raise UnreadableDate(text=original)
        (numbers if token.group().isdigit() else words).append(token.group())
        end = token.end()
    if not numbers or plain_text[end:].strip(" .،,"):
        raise UnreadableDate(text=original)
    return numbers, list(_named(words, original))


def _named(words: list[str], text: str) -> Iterator[int]:
    rest = iter(words)
    for word in rest:
        named = f"{word} {next(rest, '')}" if word in _TWO_WORDS else word
        if named in _MONTHS:
            yield _MONTHS[named]
        elif named not in _WORDS_BESIDE:
            raise UnreadableDate(text=text)


def _unjoined(numbers: list[str], months: list[int], text: str) -> list[str]:
    """Eight joined digits split: day, month, year; or year, month, day."""
    if months or len(numbers) != 1:
        raise UnreadableDate(text=text)
    (digits,) = numbers
    if len(digits) == 6:
        raise YearNotWhole(text=text)
    if len(digits) != 8:
        raise UnreadableDate(text=text)
    if int(digits[4:]) >= _FIRST_CENTURY:
        return [digits[:2], digits[2:4], digits[4:]]
    return [digits[:4], digits[4:6], digits[6:]]


def _day_and_year(numbers: list[str], text: str) -> tuple[str, str]:
    """(day, year) around a month in letters: the year is the number of four digits, on any side."""
    first, second = numbers
    if len(first) <= 2 and len(second) <= 2:
        raise YearNotWhole(text=text)
    return (second, first) if len(first) == 4 else (first, second)


def _date(year: int, month: int, day: int, text: str) -> date:
    if not 1 <= month <= 12:
        raise NoSuchMonth(text=text, month=month)
    if year < 1:
        raise UnreadableDate(text=text)
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise NoSuchDate(text=text, last=date(year, month, last))
    return date(year, month, day)


def _folded(text: str) -> str:
    """Small letters without accents or marks of direction, one alef, Latin digits."""
    if any(unicodedata.category(sign) == "No" for sign in text):
        return "?"  # ½, ² and ③ are no digits of a date
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = (
        letter
        for letter in letters.replace("\u0640", "")
        if unicodedata.category(letter) not in ("Mn", "Cf")
    )
    return "".join(map(_digit, kept)).translate(_ALEFS)


def _unmarked(text: str) -> str:
    """The text without signs nobody sees, such as marks of direction."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def _digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def _months() -> Iterator[tuple[str, int]]:
    for number, names in enumerate(_NAMES, start=1):
        rest = iter(_folded(names).split())
        for name in rest:
            yield (f"{name} {next(rest)}" if name in _TWO_WORDS else name), number


_TWO_WORDS: Final = frozenset(map(_folded, _LEVANTINE))
_MONTHS: Final = dict(_months())
_WORDS_BESIDE: Final = frozenset(_folded(_IDLE).split())
