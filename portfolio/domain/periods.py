"""Periods of a budget: both days counted, twelve months at most."""

from datetime import date, timedelta


def is_too_long(first: date, last: date) -> bool:
    """Whether a period is longer than twelve months or ends before it begins."""
    return last < first or last >= _a_year_after(first)


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28) + timedelta(days=1)
