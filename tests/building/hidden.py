"""Two portfolios that differ only in what the public does not see."""

from dataclasses import dataclass, replace
from functools import cache

from hypothesis import strategies as st

from portfolio import settings
from portfolio.domain.contents import Contents
from portfolio.domain.flows import FlowKind, Verification
from portfolio.domain.projects import Publication
from portfolio.domain.reference import Organisation
from portfolio.exchange.reference import read_declaration
from tests.building import nasty
from tests.building.chance import Chance
from tests.building.flows import AFlow
from tests.building.portfolios import APortfolio
from tests.building.projects import AProject

SECRET = "SECRET"  # an organisation that no public row names
UNPUBLISHED = "H0"


@dataclass(frozen=True, repr=False)
class Pair:
    """The same public portfolio, alone and beside what is not public."""

    public: Contents
    whole: Contents


@cache
def declaration() -> Contents:
    """Clauses, preamble and deliverables alone."""
    found = read_declaration(settings.current().data)
    return Contents(
        clauses=found.clauses,
        preamble=found.preamble,
        deliverables=found.deliverables,
        deliverable_versions=found.deliverable_versions,
    )


def contents(portfolio: APortfolio, *more: Organisation) -> Contents:
    """The portfolio with the declaration beside it, and organisations no project names."""
    found, declared = portfolio.contents(), declaration()
    return replace(
        found,
        clauses=declared.clauses,
        preamble=declared.preamble,
        deliverables=declared.deliverables,
        deliverable_versions=declared.deliverable_versions,
        organisations=(*found.organisations, *more),
    )


def a_proposal(chance: Chance, number: int, rows: tuple[AFlow, ...]) -> AFlow:
    """A row that is only proposed: of a funder nobody knows or knows well, or on another row."""
    name = f"h{number}"
    replaced = {row.supersedes for row in rows}
    free = [
        r for r in rows if r.kind is FlowKind.PLEDGE and not r.corrects and r.name not in replaced
    ]
    taken = [row for row in rows if row.amount.amount_minor > 0]
    way = chance.among(("new", "new", "replaces", "corrects", "honours"))
    row = nasty.a_row(chance, chance.among(tuple(FlowKind)), name)
    row = replace(row, funder=chance.among((SECRET, "A", None)))
    if way == "replaces" and free:
        former = chance.among(free)
        row = replace(former, name=name, amount=row.amount, supersedes=former.name, honours=None)
    elif way == "corrects" and taken:
        row = nasty.a_correction(chance, chance.among(taken), name)
    elif way == "honours" and free:
        former = chance.among(free)
        row = replace(row, kind=FlowKind.COMMITMENT, funder=former.funder, honours=former.name)
    return replace(row, confidence=Verification.PROPOSED, changes=())


def with_proposals(chance: Chance, project: AProject) -> AProject:
    """The project with proposed rows among its own."""
    rows = list(project.flows)
    for number in range(chance.between(0, 3)):
        row = a_proposal(chance.anew(), number, tuple(rows))
        rows.insert(chance.between(0, len(rows)), row)
    return replace(project, flows=tuple(rows))


@st.composite
def examples(draw: st.DrawFn) -> Pair:
    """A nasty record alone, and the same beside an example portfolio (ruling 33)."""
    chance = Chance(draw)
    record = draw(nasty.portfolios())
    record = replace(record, projects=tuple(replace(p, is_example=False) for p in record.projects))
    projects = list(record.projects)
    titles = tuple(project.title for project in projects)
    for number in range(chance.between(1, 2)):
        name = f"E{number}"
        example = replace(
            nasty.a_nasty_project(chance.anew(), (*titles, name), name), is_example=True
        )
        projects.insert(chance.between(0, len(projects)), example)
    return Pair(contents(record), contents(replace(record, projects=tuple(projects))))


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """A nasty portfolio, and the same with unpublished projects, proposals and organisations."""
    chance = Chance(draw)
    public = draw(nasty.portfolios())
    projects = [with_proposals(chance, project) for project in public.projects]
    titles = tuple(project.title for project in projects)
    for number in range(chance.between(1, 2)):
        name = f"H{number}"
        state = chance.among((None, Publication.DRAFT, Publication.SUBMITTED))
        unpublished = replace(
            nasty.a_nasty_project(chance.anew(), (*titles, name), name), publications=()
        )
        unpublished = replace(unpublished, owner=SECRET)
        if state is not None:
            unpublished = unpublished.publication(state)
        projects.insert(chance.between(0, len(projects)), unpublished)
    whole = replace(public, projects=tuple(projects))
    unknown = Organisation(900, "NOBODY-KNOWS", {"en": "Nobody knows"})
    return Pair(contents(public), contents(whole, unknown))
