"""Words of one language: phrases by key with their values, plurals, errors, days and moments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import get_timezone_location
from babel.lists import format_list

from portfolio.domain.errors import PortfolioError
from portfolio.domain.money import Money
from portfolio.domain.params import STRUCK_SIGN, RecordedState, struck_login
from portfolio.text import languages, numbers
from portfolio.text.languages import LANGUAGES, Direction, direction, isolate, left_to_right, phrase

Width = Literal["wide", "abbreviated"]


def day(value: date, language: str) -> str:
    """ "30 June 2014"; in French the first of a month is "1er"."""
    return f"{_number(value, language)} {_months(language, 'wide')[value.month - 1]} {value.year}"


def short_day(value: date, language: str) -> str:
    """ "30 Jun 2014", for tables and axes; Arabic has no short month names."""
    months = _months(language, "abbreviated")
    return f"{_number(value, language)} {months[value.month - 1]} {value.year}"


def month(value: date, language: str) -> str:
    """ "June 2014"."""
    return f"{_months(language, 'wide')[value.month - 1]} {value.year}"


def short_month(value: date, language: str) -> str:
    """ "Jun 2014"."""
    return f"{_months(language, 'abbreviated')[value.month - 1]} {value.year}"


def period(first: date, last: date, language: str) -> str:
    """From one day to another, both counted; a month or year both have is named once."""
    begin = day(first, language)
    if (first.year, first.month) == (last.year, last.month):
        begin = _number(first, language)
    elif first.year == last.year:
        begin = f"{_number(first, language)} {_months(language, 'wide')[first.month - 1]}"
    return phrase(language, "day.period").format(first=begin, last=day(last, language))


def _number(value: date, language: str) -> str:
    return "1er" if language == "fr" and value.day == 1 else str(value.day)


@cache
def _months(language: str, width: Width) -> tuple[str, ...]:
    names = Locale(language).months["format"][width]
    return tuple(names[number] for number in range(1, 13))


NO_ZONE = "UTC"


def known_zone(name: str | None) -> str:
    """The zone itself if the program knows its hours, else UTC."""
    try:
        return ZoneInfo(name or NO_ZONE).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return NO_ZONE


def local(moment: datetime, zone: str) -> datetime:
    """The moment as clocks in the zone show it; one without a zone of its own is UTC."""
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(ZoneInfo(zone))


def clock(moment: datetime, zone: str, language: str) -> str:
    """ "14:03 (Tunis time)", or "13:03 UTC" where the reader's zone is not known."""
    there = local(moment, zone)
    time, place = left_to_right(f"{there:%H:%M}", language), _place(zone, language)
    if place:
        return phrase(language, "time.of_place").format(time=time, place=place)
    offset = there.utcoffset() or timedelta()
    return phrase(language, "time.of_zone").format(
        time=time, zone=left_to_right(_offset(offset), language)
    )


def moment(value: datetime, zone: str, language: str) -> str:
    """Day and time of day: "29 Nov 2014, 14:03 (Tunis time)"."""
    day = short_day(local(value, zone), language)
    return phrase(language, "time.moment").format(day=day, clock=clock(value, zone, language))


def _offset(offset: timedelta) -> str:
    """ "UTC", or how far ahead of it: "UTC+03:00"."""
    if not offset:
        return NO_ZONE
    sign, minutes = "-" if offset < timedelta() else "+", abs(offset) // timedelta(minutes=1)
    return f"{NO_ZONE}{sign}{minutes // 60:02d}:{minutes % 60:02d}"


@cache
def _place(zone: str, language: str) -> str:
    """The city a zone is named after; "" for zones that are named after none."""
    if "/" not in zone or zone.startswith("Etc/"):
        return ""
    return get_timezone_location(ZoneInfo(zone), locale=language, return_city=True)


# Where the catalogs name what an error's values name, by the value's own name.
NAMED: Final = {
    "name": ("filter", "figure"),
    "axis": ("axis",),
    "what": ("thing",),
    "kind": ("kind",),
    "role": ("duty", "role"),
    "state": ("draft", "publication"),
    "status": ("status",),
    "band": ("band",),
    "other": ("band",),
    "wanted": ("publication",),
}


@dataclass(frozen=True, slots=True)
class Translator:
    """Translator into ``language``: ``words("key", **values)`` is the worded phrase.

    Days, moments, exact amounts (Money), decimals and shares (Fraction) among the values are written
    as the language writes them, moments in ``zone``; letters that run against it are isolated.
    """

    language: str
    zone: str = NO_ZONE

    def __call__(self, key: str, /, **values: object) -> str:
        """The phrase of ``key`` with its values in place."""
        return self._filled(languages.phrase(self.language, key), values)

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The phrase of ``key`` in the plural form of ``n``, which it names ``{n}``."""
        said = languages.phrase(self.language, key, n)
        return self._filled(said, {"n": numbers.count(n, self.language), **values})

    def has(self, key: str) -> bool:
        """Whether this language has the key."""
        return languages.has(self.language, key)

    def choose(self, texts: Mapping[str, str]) -> str:
        """The text in this language, else in the first of English, French and Arabic there is."""
        for language in (self.language, *LANGUAGES):
            if texts.get(language):
                return texts[language]
        return ""

    def join(self, names: Sequence[str]) -> str:
        """A list in a sentence as the language joins it: "A, B, and C", « A, B et C »."""
        return format_list(names, locale=self.language)

    def error(self, error: PortfolioError) -> str:
        """The sentence of an error for its reader."""
        values = {name: self._named(name, value) for name, value in error.values.items()}
        return self(error.phrase, **values)

    def person(self, login: str) -> str:
        """A person by user name, by number where the name was struck."""
        is_struck = login.startswith(STRUCK_SIGN)
        number = login.removeprefix(STRUCK_SIGN)
        return self("people.by_number", number=number) if is_struck else login

    def author(self, person_id: int | None, logins: Mapping[int, str]) -> str:
        """Author of a history entry, by the user names of the people; None: nobody signed in."""
        if person_id is None:
            return self("changes.system")
        return self.person(logins.get(person_id) or struck_login(person_id))

    @property
    def direction(self) -> Direction:
        """Direction in which the language is written."""
        return direction(self.language)

    def amount(self, amount_minor: int | None, currency: str) -> str:
        """Rounded for reading, "n/a" for None."""
        if amount_minor is None:
            return numbers.not_applicable(self.language)
        return numbers.amount(amount_minor, currency, self.language)

    def absent(self, state: RecordedState) -> str:
        """Sign or words of the recorded state of a figure that is no amount."""
        return self(f"state.{state}.sign")

    def unit_of(self, most: int, currency: str) -> str:
        """The one unit of a column of amounts whose greatest is ``most``."""
        return numbers.unit_of(most, currency, self.language)

    def in_unit(self, amount_minor: int, most: int, currency: str) -> str:
        """An amount in the unit of its column, without the unit."""
        return numbers.in_unit(amount_minor, most, currency, self.language)

    def round_amount(self, amount_minor: int, currency: str, of: int | None = None) -> str:
        """A round amount as an axis names it, exact; in the unit of another amount, ``of``."""
        return numbers.round_amount(amount_minor, currency, self.language, of)

    def exact(self, amount_minor: int | None, currency: str) -> str:
        """To the minor unit, "n/a" for None."""
        if amount_minor is None:
            return numbers.not_applicable(self.language)
        return numbers.exact(amount_minor, currency, self.language)

    def shares(self, parts: Sequence[int]) -> tuple[str, ...]:
        """The parts of one whole in per cent, adding up to 100.0."""
        return numbers.shares(parts, self.language)

    def shares_of_first(self, parts: Sequence[int]) -> tuple[str, ...]:
        """Shares with the first as ``share`` writes it, the others adding up to the rest."""
        return numbers.shares_of_first(parts, self.language)

    def share(self, part: Fraction | None) -> str:
        """Per cent with one decimal, "n/a" for None."""
        return numbers.share(part, self.language)

    def recorded_share(self, basis_points: int) -> str:
        """A share as it is recorded: per cent with the decimals it has, two at most."""
        return numbers.recorded_share(basis_points, self.language)

    def number(self, n: int) -> str:
        """A whole number with its groups."""
        return numbers.count(n, self.language)

    def day(self, value: date) -> str:
        """A day in full."""
        return day(value, self.language)

    def short_day(self, value: date) -> str:
        """A day for tables and axes."""
        return short_day(value, self.language)

    def moment(self, value: datetime) -> str:
        """A day and the time of day where the reader is, with the zone's name."""
        return moment(value, self.zone, self.language)

    def clock(self, value: datetime) -> str:
        """The time of day where the reader is, with the zone's name."""
        return clock(value, self.zone, self.language)

    def month(self, value: date) -> str:
        """A month and its year."""
        return month(value, self.language)

    def period(self, first: date, last: date) -> str:
        """From one day to another, both counted."""
        return period(first, last, self.language)

    def _filled(self, text: str, values: Mapping[str, object]) -> str:
        if not values:
            return text
        return text.format_map({name: self._written(value) for name, value in values.items()})

    def _written(self, value: object) -> str:
        match value:
            case PortfolioError():
                return self.error(value)
            case Money():
                return self.exact(value.amount_minor, value.currency)
            case Decimal():
                return isolate(numbers.decimal(value, self.language), self.language)
            case Fraction():
                return self.share(value)
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case tuple():
                return self.join([self._written(one) for one in value])
            case _:
                return isolate(str(value), self.language)

    def _named(self, name: str, value: object) -> object:
        """A value of an error as people call it: its name in the catalogs, a share for a total."""
        if value is None or value == "":
            return self("error.value_missing")
        if isinstance(value, PortfolioError):
            return self.error(value)
        if isinstance(value, Mapping):  # names by language
            return self.choose(value)
        if name == "total" and isinstance(value, int):  # basis points of a set of shares
            return self.recorded_share(value)
        said = value.name.lower() if isinstance(value, Enum) else value
        if isinstance(said, str):
            for key in (said, *(f"{section}.{said}" for section in NAMED.get(name, ()))):
                if self.has(key):
                    return self(key)
        return said
