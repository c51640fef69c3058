"""Moments at the time of day where the reader is, in a zone that is always named."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import get_timezone_location

from portfolio.text.catalogs import phrase
from portfolio.text.days import short_day
from portfolio.text.languages import left_to_right

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
