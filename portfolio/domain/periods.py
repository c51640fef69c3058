"""Periods of a budget (twelve months at most) and of reporting; both days are counted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """A period the record is reported on by its name; a locked one takes no rows any more."""

    name: str
    first: date
    last: date
    locked_at: datetime | None = None
    locked_by: str = ""

    @property
    def is_locked(self) -> bool:
        """Whether rows dated inside it are refused."""
        return self.locked_at is not None

    def overlaps(self, other: "ReportingPeriod") -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last


def is_too_long(first: date, last: date) -> bool:
    """Whether a period is longer than twelve months or ends before it begins."""
    return last < first or last >= _a_year_after(first)


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28) + timedelta(days=1)
