"""Sharing out: one project's figures over (clause, country, priority) cells, in one fixed order."""

from dataclasses import dataclass

from portfolio.domain.clauses import Priority
from portfolio.domain.money import Dimension
from portfolio.domain.projects import Project
from portfolio.domain.reference import Country, Kind
from tests.oracle.reading import Reading
from tests.oracle.rounding import cumulative

UNALLOCATED = "unallocated"
Step = list[tuple[str, int]]


@dataclass(frozen=True)
class Cell:
    """Where a part of a project's money is; each axis a key or "unallocated"."""

    clause: str
    country: str
    priority: str


class Sharing:
    """How one project's money is shared out in the reading."""

    def __init__(self, project: Project, reading: Reading) -> None:
        self.reading = reading
        self.kind = reading.kind(project)
        clauses = reading.shares(project, Dimension.CLAUSE)
        countries = reading.shares(project, Dimension.COUNTRY)
        priorities = reading.shares(project, Dimension.PRIORITY)
        # Section 4: in the order of clause number, ISO code, security before human development.
        # Ruling 15: a step without shares has the single bucket "unallocated".
        whole: Step = [(UNALLOCATED, 10_000)]
        self.clauses = sorted(clauses.items(), key=lambda s: int(s[0])) if clauses else whole
        self.countries = sorted(countries.items()) if countries else whole
        self.priorities = (
            sorted(priorities.items(), key=lambda s: Priority[s[0].upper()])
            if priorities
            else whole
        )

    def share_out(self, amount: int) -> dict[Cell, int]:
        """By clause, then by country inside each clause, then by priority inside each country."""
        cells = {}
        for clause, by_clause in _step(amount, self.clauses):
            for country, by_country in _step(by_clause, self.countries):
                for priority, part in _step(by_country, self.priorities):
                    cells[Cell(clause, country, priority)] = part
        return cells

    def selected(self) -> set[Cell]:
        """The cells with a share that the clause, country, region and priority filters keep."""
        return {
            Cell(clause, country, priority)
            for clause, a in self.clauses
            for country, b in self.countries
            for priority, c in self.priorities
            if a and b and c and self._keeps(Cell(clause, country, priority))
        }

    def region(self, code: str) -> str:
        return UNALLOCATED if code == UNALLOCATED else self._country(code).region.word

    def _country(self, code: str) -> Country:
        return self.reading.countries[code]

    def _keeps(self, cell: Cell) -> bool:
        filters = self.reading.question.filters
        if filters.clauses and not self._keeps_clause(cell.clause):
            return False
        if filters.countries and cell.country not in filters.countries:
            return False
        if filters.regions and (
            cell.country == UNALLOCATED or self._country(cell.country).region not in filters.regions
        ):
            return False
        return not filters.priorities or cell.priority in {p.word for p in filters.priorities}

    def _keeps_clause(self, clause: str) -> bool:
        """Ruling 16: 9 and 10 are views over all money; 10 over triangular projects."""
        wanted = self.reading.question.filters.clauses
        if 9 in wanted or (10 in wanted and self.kind is Kind.TRIANGULAR):
            return True
        return clause != UNALLOCATED and int(clause) in wanted


def _step(amount: int, shares: Step) -> list[tuple[str, int]]:
    parts = cumulative(amount, [share for _, share in shares])
    return [(key, part) for (key, _), part in zip(shares, parts, strict=True)]
