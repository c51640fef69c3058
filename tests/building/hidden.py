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


@st.composite
def a_proposal(draw: st.DrawFn, number: int, rows: tuple[AFlow, ...]) -> AFlow:
    """A row that is only proposed: of a funder nobody knows or knows well, or on another row."""
    name = f"h{number}"
    replaced = {row.supersedes for row in rows}
    free = [
        r for r in rows if r.kind is FlowKind.PLEDGE and not r.corrects and r.name not in replaced
    ]
    taken = [row for row in rows if row.amount.amount_minor > 0]
    way = draw(st.sampled_from(("new", "new", "replaces", "corrects", "honours")))
    row = draw(nasty.a_row(draw(st.sampled_from(FlowKind)), name))
    row = replace(row, funder=draw(st.sampled_from((SECRET, "A", None))))
    if way == "replaces" and free:
        former = draw(st.sampled_from(free))
        row = replace(former, name=name, amount=row.amount, supersedes=former.name, honours=None)
    elif way == "corrects" and taken:
        row = draw(nasty.a_correction(draw(st.sampled_from(taken)), name))
    elif way == "honours" and free:
        former = draw(st.sampled_from(free))
        row = replace(row, kind=FlowKind.COMMITMENT, funder=former.funder, honours=former.name)
    return replace(row, confidence=Verification.PROPOSED, changes=())


@st.composite
def with_proposals(draw: st.DrawFn, project: AProject) -> AProject:
    """The project with proposed rows among its own."""
    rows = list(project.flows)
    for number in range(draw(st.integers(0, 3))):
        row = draw(a_proposal(number, tuple(rows)))
        rows.insert(draw(st.integers(0, len(rows))), row)
    return replace(project, flows=tuple(rows))


@st.composite
def examples(draw: st.DrawFn) -> Pair:
    """A nasty record alone, and the same beside an example portfolio (ruling 33)."""
    record = draw(nasty.portfolios())
    record = replace(record, projects=tuple(replace(p, is_example=False) for p in record.projects))
    projects = list(record.projects)
    titles = tuple(project.title for project in projects)
    for number in range(draw(st.integers(1, 2))):
        name = f"E{number}"
        example = replace(draw(nasty.a_nasty_project((*titles, name), name)), is_example=True)
        projects.insert(draw(st.integers(0, len(projects))), example)
    return Pair(contents(record), contents(replace(record, projects=tuple(projects))))


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """A nasty portfolio, and the same with unpublished projects, proposals and organisations."""
    public = draw(nasty.portfolios())
    projects = [draw(with_proposals(project)) for project in public.projects]
    titles = tuple(project.title for project in projects)
    for number in range(draw(st.integers(1, 2))):
        name = f"H{number}"
        state = draw(st.sampled_from((None, Publication.DRAFT, Publication.SUBMITTED)))
        unpublished = replace(draw(nasty.a_nasty_project((*titles, name), name)), publications=())
        unpublished = replace(unpublished, owner=SECRET)
        if state is not None:
            unpublished = unpublished.publication(state)
        projects.insert(draw(st.integers(0, len(projects))), unpublished)
    whole = replace(public, projects=tuple(projects))
    unknown = Organisation(900, "NOBODY-KNOWS", {"en": "Nobody knows"})
    return Pair(contents(public), contents(whole, unknown))
