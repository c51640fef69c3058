"""The whole answer to a question: totals, bands, splits, crossings, years, progress."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.contents import Contents
from portfolio.domain.params import ViewParams
from portfolio.domain.projects import Band, MilestoneState, Project, Status
from portfolio.domain.reference import Kind
from tests.oracle import standing
from tests.oracle.accounts import (
    COVERING,
    FIGURES,
    FUNDED,
    YEAR_LINES,
    Account,
    Amounts,
    Missing,
)
from tests.oracle.conversion import Conversion
from tests.oracle.funding import pledge_named_by
from tests.oracle.passing import between_projects, inside_a_project
from tests.oracle.reading import Reading
from tests.oracle.rows import Counting
from tests.oracle.sharing import Cell, Sharing

# Ruling 29: views that stand beside each other and are never added.
STATUSES = {
    Band.OFFICIAL: {Status.IMPLEMENTATION, Status.FINALISATION, Status.CLOSED, Status.SUSPENDED},
    Band.PIPELINE: {Status.PIPELINE},
}


@dataclass(frozen=True)
class Part:
    """The smallest piece of any table: one figure of a project (and funder) in one cell."""

    project: str
    funder: str | None
    cell: Cell
    figure: str
    amount: int


@dataclass(frozen=True)
class Headline:
    """What the first line of every page says."""

    amounts: Amounts
    projects: int
    bands: dict[Band, tuple[Amounts, int]]  # each by itself
    suspended_projects: int
    closed_gap: int
    without_requirement: frozenset[str]
    secured_without_requirement: int
    left_out: frozenset[Missing]


class Oracle:
    """Every figure of one question, worked out slowly."""

    def __init__(self, contents: Contents, question: ViewParams) -> None:
        self.contents = contents
        self.question = question
        self.reading = Reading(contents, question)
        self.statuses = {p.identifier: self.reading.status(p) for p in contents.projects}
        self.shown = [p for p in contents.projects if self.reading.is_in_scope(p)]
        self.sharing = {p.identifier: Sharing(p, self.reading) for p in self.shown}
        self.accounts = self._accounts()

    def _accounts(self) -> dict[str, Account]:
        conversion = Conversion(self.reading)
        counting = self.counting = Counting(self.reading, conversion)
        rows = {project.id: counting.live(project) for project in self.shown}
        for theirs in rows.values():
            inside_a_project(theirs)
        # Ruling 8: before any screen filter; a cancelled project's rows leave every total, so
        # they use up nothing of what others may pass on.
        bands = {p.id: band for p in self.shown if (band := self.band(p)) is not None}
        pool = [row for project in bands for row in rows[project]]

        def may_draw(receiver: int, giver: int) -> bool:
            """Ruling 29: within a band, and from an official project into any."""
            return giver in bands and bands[giver] in (Band.OFFICIAL, bands[receiver])

        between_projects(pool, may_draw, rows)
        find = pledge_named_by(counting)
        return {
            p.identifier: Account(p, rows[p.id], self.reading, conversion, find) for p in self.shown
        }

    def _status(self, project: Project) -> Status | None:
        return self.statuses[project.identifier]

    def band(self, project: Project) -> Band | None:
        """Ruling 29; a cancelled project is in none, context is context whatever its status."""
        status = self._status(project)
        if self.reading.is_context(project) and status not in (None, Status.CANCELLED):
            return Band.CONTEXT
        return next((band for band, held in STATUSES.items() if status in held), None)

    # Which projects

    def passes_filters(self, project: Project) -> bool:
        """Kind, provenance and funder select projects; the rest asks for a selected cell."""
        filters = self.question.filters
        sharing = self.sharing[project.identifier]
        if filters.kinds and sharing.kind not in filters.kinds:
            return False
        if filters.provenances and project.provenance not in filters.provenances:
            return False
        if filters.funders and not filters.funders & set(
            self.accounts[project.identifier].funders()
        ):
            return False
        return bool(sharing.selected())

    def in_totals(self) -> list[Project]:
        """The band asked for; ruling 29: a status filter chooses inside it."""
        return self.in_band(self.question.band)

    def in_band(self, band: Band) -> list[Project]:
        """A band by itself, under the filters; that by status is of the band asked for alone."""
        chosen = self.question.filters.statuses if band is self.question.band else ()
        return [
            p
            for p in self.shown
            if self.band(p) is band
            and (not chosen or self._status(p) in chosen)
            and self.passes_filters(p)
        ]

    def convertible(self, projects: Iterable[Project]) -> list[Project]:
        """Ruling 2: a project with a row that cannot be converted leaves every total as a whole."""
        return [p for p in projects if not self.accounts[p.identifier].missing]

    # Which money

    def parts(self, projects: Iterable[Project]) -> list[Part]:
        """The selected cells; ruling 14: shared out per (project, funder) or per project."""
        found = []
        for project in projects:
            account = self.accounts[project.identifier]
            figures: list[tuple[str | None, str, int]] = [
                (None, figure, amount) for figure, amount in account.unfunded().items()
            ]
            for funder, funding in account.by_funder().items():
                figures += [(funder, figure, getattr(funding, figure)) for figure in FUNDED]
            for funder, shares in account.covering().items():
                figures += [(funder, figure, shares[figure]) for figure in COVERING]
            sharing = self.sharing[project.identifier]
            selected = sharing.selected()
            for funder_or_none, figure, amount in figures:
                for cell, part in sharing.share_out(amount).items():
                    if cell in selected:
                        found.append(Part(project.identifier, funder_or_none, cell, figure, part))
        return found

    def amounts(self, projects: Iterable[Project]) -> Amounts:
        return total(self.parts(projects))

    def headline(self) -> Headline:
        counted = self.convertible(self.in_totals())
        bands = {band: self.convertible(self.in_band(band)) for band in Band}
        without = [
            p
            for p in counted
            if not self.accounts[p.identifier].has_requirement and not self.reading.is_context(p)
        ]
        closed = [p for p in counted if self._status(p) is Status.CLOSED]
        return Headline(
            amounts=self.amounts(counted),
            projects=len(counted),
            bands={band: (self.amounts(held), len(held)) for band, held in bands.items()},
            suspended_projects=sum(self._status(p) is Status.SUSPENDED for p in counted),
            closed_gap=self.amounts(closed)["gap"],
            without_requirement=frozenset(p.identifier for p in without),
            secured_without_requirement=self.amounts(without)["secured"],
            # Ruling 29: "without N projects" counts those of the band shown.
            left_out=frozenset(
                row for p in self.in_totals() for row in self.accounts[p.identifier].missing
            ),
        )

    def project_amounts(self, identifier: str) -> Amounts | None:
        """One project's figures as a list shows them; None where a row has no rate."""
        project = next(p for p in self.shown if p.identifier == identifier)
        if self.accounts[identifier].missing:
            return None
        return self.amounts([project])

    def split(self, axis: str) -> dict[str, tuple[Amounts, int]]:
        """Key → amounts and number of projects, for the keys that have a project."""
        projects = self.convertible(self.in_totals())
        return {
            key: (total(parts), len({part.project for part in parts}))
            for key, parts in self._lines(axis, projects).items()
        }

    def _lines(self, axis: str, projects: Iterable[Project]) -> dict[str, list[Part]]:
        """The parts under each key; a filter by funder keeps the lines of its funders alone."""
        keys_of, lines = self._keys(axis), dict[str, list[Part]]()
        for part in self.parts(projects):
            if axis != "funder" or self._keeps_funder(part.funder):
                lines.setdefault(keys_of(part), []).append(part)
        return lines

    def _keeps_funder(self, funder: str | None) -> bool:
        kept = self.question.filters.funders
        return funder is not None and (not kept or funder in kept)

    def recorded(self, axis: str) -> dict[str, dict[str, int]]:
        """Ruling 26: key → figure → how many projects of the line record it."""
        found: dict[str, dict[str, int]] = {}
        for key, parts in self._lines(axis, self.convertible(self.in_totals())).items():
            counts = dict.fromkeys(FIGURES, 0)
            for project in {part.project for part in parts}:
                funder = key if axis == "funder" else None
                for figure in self.accounts[project].recorded(funder):
                    counts[figure] += 1
            found[key] = counts
        return found

    def crossing(self, rows: str, columns: str) -> dict[tuple[str, str], Amounts]:
        """(row key, column key) → amounts, only where something is not zero."""
        cells: dict[tuple[str, str], list[Part]] = {}
        row_of, column_of = self._keys(rows), self._keys(columns)
        for part in self.parts(self.convertible(self.in_totals())):
            if "funder" in (rows, columns) and not self._keeps_funder(part.funder):
                continue
            cells.setdefault((row_of(part), column_of(part)), []).append(part)
        sums = {key: total(parts) for key, parts in cells.items()}
        return {key: amounts for key, amounts in sums.items() if any(amounts.values())}

    def _keys(self, axis: str) -> Callable[[Part], str]:
        by_identifier = {p.identifier: p for p in self.shown}

        def key(part: Part) -> str:
            project = by_identifier[part.project]
            status = self._status(project)
            assert status is not None
            match axis:
                case "clause":
                    return part.cell.clause
                case "country":
                    return part.cell.country
                case "region":
                    return self.sharing[part.project].region(part.cell.country)
                case "priority":
                    return part.cell.priority
                case "funder":
                    return str(part.funder)
                case "kind":
                    return self.sharing[part.project].kind.word
                case "provenance":
                    return project.provenance.word
                case "status":
                    return status.word
            raise AssertionError(axis)

        return key

    def by_year(self) -> dict[int, dict[str, int | None]]:
        """Ruling 13: the whole projects' years; no table crosses year with cells.

        Ruling 26: None where no row of the line is dated in the year.
        """
        years: dict[int, Counter[str]] = {}
        for project in self.convertible(self.in_totals()):
            for year, lines in self.accounts[project.identifier].years().items():
                years.setdefault(year, Counter()).update(lines)
        return {year: {line: sums.get(line) for line in YEAR_LINES} for year, sums in years.items()}

    # Progress

    def _keeps_step(self, project: Project, clause: int | None) -> bool:
        """A clause filter keeps the steps of its clauses; ruling 16: 9 and 10 are views."""
        wanted = self.question.filters.clauses
        if not wanted or 9 in wanted:
            return True
        is_triangular = self.sharing[project.identifier].kind is Kind.TRIANGULAR
        return clause in wanted or (10 in wanted and is_triangular)

    def progress(self, projects: Iterable[Project] | None = None) -> Counter[str]:
        """Ruling 19: sums of weights; done by D with evidence; missed keeps its weight."""
        sums: Counter[str] = Counter(done=0, planned=0, total=0, milestones=0, milestones_done=0)
        for project in self.in_totals() if projects is None else projects:
            if self.reading.is_context(project):  # ruling 24: no progress
                continue
            for milestone in project.milestones:
                version = self.reading.latest(milestone.versions)
                if version is None or not self._keeps_step(project, version.clause):
                    continue
                as_of: date = self.question.as_of
                is_done = (
                    version.state is MilestoneState.DONE
                    and version.done_on is not None
                    and version.done_on <= as_of
                    and bool(version.evidence)
                )
                is_due = version.due <= as_of
                sums["total"] += version.weight
                sums["done"] += version.weight if is_done else 0
                sums["planned"] += version.weight if is_due else 0
                sums["milestones"] += 1
                sums["milestones_done"] += is_done
                sums["milestones_late"] += version.due < as_of and not is_done
        return sums

    def status(self) -> str:
        """Ruling 27: where the projects stand."""
        return standing.of_projects(self.progress(), self.question.as_of, CONFERENCE_DEFAULT)

    def text(self) -> standing.Text:
        """Ruling 27: where the text stands; never merged with the projects."""
        return standing.of_the_text(self.reading, CONFERENCE_DEFAULT)


def total(parts: Iterable[Part]) -> Amounts:
    """Parts added up, figure by figure."""
    sums = dict.fromkeys(FIGURES, 0)
    for part in parts:
        sums[part.figure] += part.amount
    return sums
