"""Open pledges of a view: what is not yet honoured, by its age, and the project it stands in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from portfolio.ledger.view import View, per_view
from portfolio.measures.figures import PledgeLine
from portfolio.measures.funders import pledges

AGE_LIMITS: Final = (90, 180)  # days, both included; the last class is of what is older


@dataclass(frozen=True, slots=True)
class OpenPledge:
    """What is open of a funder in a project, all its pledges together, in the reading currency."""

    project: str
    funder: str
    flow_id: int  # of its oldest live pledge
    amount_minor: int
    first_on: date  # value date of the first row of that pledge
    age_days: int  # since


@dataclass(frozen=True, slots=True)
class OpenPledges:
    """Open pledges of a view: their sum, those of each age class, the youngest and the oldest."""

    lines: tuple[OpenPledge, ...]  # the oldest first
    amount_minor: int
    by_age: tuple[int, ...]  # minor units, one more than there are limits

    @property
    def oldest_days(self) -> int | None:
        """Age of the oldest; None where nothing is open."""
        return self.lines[0].age_days if self.lines else None

    @property
    def youngest_days(self) -> int | None:
        """Age of the youngest; None where nothing is open."""
        return self.lines[-1].age_days if self.lines else None


@per_view
def open_pledges(view: View) -> OpenPledges:
    """What is open, once for each funder of a project, dated by its oldest live pledge (ruling 5)."""
    return _added(pledges(view))


def _added(lines: Iterable[PledgeLine]) -> OpenPledges:
    oldest: dict[tuple[str, str], OpenPledge] = {}
    for line in lines:  # the oldest first
        if line.open:
            found = OpenPledge(
                line.project, line.funder, line.flow_id, line.open, line.first_on, line.age_days
            )
            oldest.setdefault((line.project, line.funder), found)
    parts = [0] * (len(AGE_LIMITS) + 1)
    for pledge in oldest.values():
        parts[age_class(pledge.age_days)] += pledge.amount_minor
    return OpenPledges(tuple(oldest.values()), sum(parts), tuple(parts))


def age_class(days: int) -> int:
    """The class of an age, from 0."""
    return sum(days > limit for limit in AGE_LIMITS)
