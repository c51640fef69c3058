"""Small but nasty portfolios for property tests: everything the rulings speak of, in a few rows."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from portfolio.domain.clauses import LIST_DELIVERABLES, DeadlineState, ListState, Priority
from portfolio.domain.flows import FlowKind, Provenance, ReportedBy, Verification
from portfolio.domain.money import Dimension, Money, Rate
from portfolio.domain.params import Filters, PortfolioChoice, ViewParams, Visibility
from portfolio.domain.projects import RECORDED, Band, Publication, Relation, ShareSet, Status
from portfolio.domain.reference import Kind, ParticipantRole, Region
from tests.building.flows import AFlow
from tests.building.portfolios import APortfolio
from tests.building.projects import START, AProject, done, missed, planned
from tests.building.words import noon
from tests.building.world import COUNTRIES

ORGANISATIONS = ("A", "B", "C")
# Rates hold on these days; 2014-01-28 is 62 days old on 2014-03-31 and 63 on 2014-04-01.
RATE_DAYS = tuple(
    date.fromisoformat(day) for day in ("2013-11-14", "2014-01-28", "2014-05-02", "2014-09-01")
)
DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "2013-11-20", "2014-01-14", "2014-01-29", "2014-03-31", "2014-04-01",
        "2014-06-30", "2014-07-01", "2014-09-10", "2014-12-31",
    )
)  # fmt: skip
AS_OF = (*DAYS[2:], date(2015, 3, 1))


def among(values: Any) -> st.SearchStrategy[Any]:
    """One of some values: a strategy made once, for Hypothesis learns about every new one anew."""
    # Words of different lists may be equal as numbers, and are told apart by their types.
    return _among(values, tuple(map(type, values)))


@cache
def _among(values: Any, _types: tuple[type, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


days = among(DAYS)
delays = among((0, 0, 0, 40, 200, -20))
booleans = st.booleans()
currencies = among(("EUR", "EUR", "USD", "USD", "XOF", "GBP"))
amounts = st.one_of(
    st.integers(1, 40), st.integers(1, 40).map(lambda n: n * 50), st.integers(0, 10**12)
)
one_in_three = among((False, False, True))
one_in_ten = among((False,) * 9 + (True,))
one_in_fifty = among((False,) * 49 + (True,))


def recorded(draw: st.DrawFn, on: date) -> date:
    """Mostly the day itself; sometimes late, sometimes in advance."""
    return on + timedelta(days=draw(delays))


@st.composite
def rates(draw: st.DrawFn) -> tuple[Rate, ...]:
    """Rates of dollars and pounds, now and then two for one day, or none for a while."""
    found = []
    for currency, low, high in (("USD", 105_000_000, 145_000_000), ("GBP", 79_000_000, 88_000_000)):
        for on in RATE_DAYS:
            if draw(one_in_ten):
                continue
            for _ in range(2 if draw(one_in_ten) else 1):
                known = recorded(draw, on) if draw(one_in_ten) else on
                found.append(Rate(currency, on, draw(st.integers(low, high)), noon(known), "test"))
    if draw(one_in_ten):  # a written rate never beats a parity fixed by law
        found.append(Rate("XOF", RATE_DAYS[1], 60_000_000_000, noon(RATE_DAYS[1]), "test"))
    return tuple(draw(st.permutations(found)))


@st.composite
def a_row(draw: st.DrawFn, kind: FlowKind, name: str) -> AFlow:
    on = draw(days)
    flow = AFlow(
        kind,
        draw(among((*ORGANISATIONS, "A", "A", None))),
        Money(draw(amounts), draw(currencies)),
        on,
        noon(recorded(draw, on)),
        name,
        is_in_kind=draw(one_in_ten),
        provenance=Provenance.ILLUSTRATIVE if draw(one_in_ten) else Provenance.ENTERED,
        confidence=Verification.PROPOSED if draw(one_in_ten) else Verification.CONFIRMED,
    )
    if kind <= FlowKind.DISBURSEMENT:
        flow = replace(
            flow,
            receiver=draw(among((None, None, *ORGANISATIONS))),
            perspective=ReportedBy.INCOMING if draw(one_in_ten) else ReportedBy.OUTGOING,
        )
    if draw(one_in_ten):
        change = draw(among(Verification))
        changed = draw(among(tuple(day for day in DAYS if day >= on)))
        flow = flow.becoming(change, changed, recorded(draw, changed))
    return flow


@st.composite
def a_correction(draw: st.DrawFn, of: AFlow, name: str) -> AFlow:
    """A smaller or the whole amount taken back: an error (same day) or a real cancellation (later)."""
    most = abs(of.amount.amount_minor)
    back = draw(st.sampled_from((most, most // 2, most // 3, draw(st.integers(0, most)))))
    on = draw(among(tuple(day for day in DAYS if day >= of.value_date)))
    return replace(
        of,
        amount=Money(-back, of.amount.currency),
        value_date=on,
        recorded_at=noon(recorded(draw, on)),
        name=name,
        corrects=of.name,
        supersedes=None,
        honours=None,
        changes=(),
    )


# What a project's rows are about: all stages, pledges and their commitments, or grants alone.
_THEMES = (
    (*[kind for kind in FlowKind if kind.counts] * 4, *FlowKind),
    (FlowKind.PLEDGE, FlowKind.COMMITMENT),
    (FlowKind.COMMITMENT, FlowKind.DISBURSEMENT),
)


@st.composite
def flows(draw: st.DrawFn, titles: tuple[str, ...], title: str) -> tuple[AFlow, ...]:
    """Up to ten rows: chains of pledges, honours, corrections, pass-through."""
    rows: list[AFlow] = []
    same_funder = draw(booleans)
    same_currency = draw(currencies) if draw(booleans) else None
    kinds = draw(among(_THEMES))
    replaced: set[str] = set()
    for number in range(draw(st.integers(0, 10))):
        name = f"r{number}"
        kind = draw(among(kinds))
        correctable = [row for row in rows if row.amount.amount_minor > 0]
        if draw(one_in_three) and correctable:
            rows.append(draw(a_correction(draw(st.sampled_from(correctable)), name)))
            continue
        row = draw(a_row(kind, name))
        if same_funder:
            row = replace(row, funder="A")
        if same_currency:
            row = replace(row, amount=Money(row.amount.amount_minor, same_currency))
        if draw(one_in_fifty):  # no rate at all
            row = replace(row, amount=Money(row.amount.amount_minor, "TND"))
        received = [r for r in rows if r.receiver and r.kind is kind]
        if draw(one_in_three) and received:  # what came in is passed on
            row = replace(row, funder=draw(st.sampled_from(received)).receiver)
        earlier = [r for r in rows if r.kind is FlowKind.PLEDGE and not r.corrects]
        if kind is FlowKind.PLEDGE:
            free = [r for r in earlier if r.name not in replaced]
            if draw(booleans if same_funder else one_in_three) and free:
                former = draw(st.sampled_from(free))
                replaced.add(former.name)
                row = replace(
                    row,
                    funder=former.funder,
                    receiver=former.receiver,
                    perspective=former.perspective,
                    is_in_kind=former.is_in_kind,
                    supersedes=former.name,
                )
        if kind is FlowKind.COMMITMENT and earlier and (same_funder or draw(booleans)):
            honoured = draw(st.sampled_from(earlier))
            row = replace(row, honours=honoured.name)
            if not draw(one_in_ten):  # one in ten points elsewhere
                row = replace(row, funder=honoured.funder, is_in_kind=honoured.is_in_kind)
        if kind <= FlowKind.DISBURSEMENT and draw(one_in_ten):
            row = replace(row, provider_project=draw(among(titles)))
        rows.append(row)
    return tuple(rows)


@st.composite
def share_sets(draw: st.DrawFn) -> tuple[ShareSet, ...]:
    """Shares of the three axes, replaced now and then, not whole now and then."""
    sets: list[ShareSet] = []
    for axis, keys in (
        (Dimension.CLAUSE, ("1", "2", "3", "6", "8", "11")),
        (Dimension.COUNTRY, tuple(country.code for country in COUNTRIES)),
        (Dimension.PRIORITY, tuple(priority.word for priority in Priority)),
    ):
        for _ in range(draw(among((0, 1, 1, 1, 2)))):
            held = draw(st.one_of(days, st.just(START)))
            named = draw(st.lists(among(keys), min_size=1, max_size=3, unique=True))
            cuts = sorted(draw(st.integers(0, 10_000)) for _ in named[1:])
            ends = [*cuts, 10_000]
            points = [end - begin for begin, end in zip([0, *cuts], ends, strict=True)]
            if draw(one_in_ten):
                points[0] -= 1
            parts = tuple(zip(named, points, strict=True))
            sets.append(ShareSet(axis, held, noon(recorded(draw, held)), parts))
    return tuple(sets)


_YEAR_PERIODS = (
    ("2014-01-01", "2014-12-31"),
    ("2015-01-01", "2015-12-31"),
    ("2013-07-01", "2013-12-31"),
    ("2014-07-01", "2015-06-30"),  # overlaps the first two
)


@st.composite
def with_budgets(draw: st.DrawFn, project: AProject) -> AProject:
    """No, one or several periods, revised now and then, overlapping rarely."""
    for first, last in draw(among((
        (), _YEAR_PERIODS[:1], _YEAR_PERIODS[:1], _YEAR_PERIODS[:3], _YEAR_PERIODS[3:], _YEAR_PERIODS,
    ))):  # fmt: skip
        for revision in range(draw(among((1, 1, 2, 3)))):
            held = START if not revision else draw(days)
            # Requirements are of the size of the flows, so that gaps and surpluses both appear.
            amount = Money(draw(amounts), draw(currencies))
            if revision and draw(one_in_ten):  # the period is withdrawn
                amount = Money(0, amount.currency)
            shown = f"{amount.decimal():f} {amount.currency}"
            project = project.needing(
                shown,
                first,
                last,
                valid_from=held.isoformat(),
                recorded=recorded(draw, held).isoformat(),
                revised=bool(revision) and draw(booleans),
            )
    return project


@st.composite
def with_milestones(draw: st.DrawFn, project: AProject) -> AProject:
    for _ in range(draw(st.integers(0, 2))):
        due, weight = draw(days).isoformat(), draw(st.integers(0, 5))
        clause = draw(among((None, 3, 8, 9, 10)))
        versions = [planned(due, weight, clause)]
        if draw(booleans):
            later = draw(days).isoformat()
            evidence = draw(among(("", "Report", "Report")))
            known = recorded(draw, date.fromisoformat(later)).isoformat()
            versions.append(
                draw(
                    st.sampled_from(
                        (
                            done(due, later, weight, clause, evidence, known),
                            missed(due, later, weight, clause),
                            planned(later, weight + 1, clause, later),
                        )
                    )
                )
            )
        project = project.milestone(*versions)
    return project


@st.composite
def a_nasty_project(draw: st.DrawFn, titles: tuple[str, ...], title: str) -> AProject:
    project = AProject(
        title,
        kind=draw(among(Kind)),
        kind_exception="Decided by the secretariat" if draw(one_in_ten) else "",
        provenance=draw(among((Provenance.ENTERED, *Provenance))),
        is_example=draw(one_in_ten),
        owner=draw(among((None, *ORGANISATIONS))),
        share_sets=draw(share_sets()),
        flows=draw(flows(titles, title)),
    )
    for role, many in ((ParticipantRole.BENEFICIARY, 3), (ParticipantRole.PIVOTAL, 1)):
        codes = among(tuple(country.code for country in COUNTRIES))
        for code in draw(st.lists(codes, max_size=many, unique=True)):
            project = project.with_role(role, country=code)
    # a pivotal partner without a country among them
    others = among(
        (ParticipantRole.PROVIDER, ParticipantRole.FACILITATING, ParticipantRole.PIVOTAL)
    )
    for role in draw(st.lists(others, max_size=2)):
        project = project.with_role(role, draw(among(ORGANISATIONS)))
    if draw(one_in_three):
        statuses = among((*Status, Status.IMPLEMENTATION))
        project = project.status(draw(statuses))
        while draw(one_in_three):
            on = draw(days)
            project = project.status(draw(statuses), on, recorded(draw, on).isoformat())
    if project.provenance in (Provenance.DOCUMENTED, Provenance.IMPORTED) and draw(booleans):
        project = project.relation(Relation.CONTRIBUTING)
    while draw(one_in_ten):
        on = draw(days)
        relation = draw(among(RECORDED))
        project = project.relation(relation, on, recorded(draw, on).isoformat())
    if draw(one_in_ten):
        on = draw(days)
        project = project.publication(Publication.PUBLISHED)
        project = project.publication(draw(among(Publication)), on, recorded(draw, on).isoformat())
    return draw(with_milestones(draw(with_budgets(project))))


@st.composite
def portfolios(draw: st.DrawFn) -> APortfolio:
    """One to four projects with up to ten flows each."""
    titles = tuple("PQRS"[: draw(st.integers(1, 4))])
    projects = tuple(draw(a_nasty_project(titles, title)) for title in titles)
    return draw(with_lists(draw(with_deliverables(APortfolio(draw(rates()), projects)))))


@st.composite
def with_deliverables(draw: st.DrawFn, portfolio: APortfolio) -> APortfolio:
    """What clauses ask for in their own right: deadlines of every rule, done, given up, open."""
    for number in range(draw(st.integers(0, 3))):
        by = draw(st.one_of(among(DeadlineState), days.map(date.isoformat)))
        due = by if isinstance(by, str) else "2014-06-30"
        then = draw(days).isoformat()
        proof = draw(among(("", "Report", "Report")))
        known = recorded(draw, date.fromisoformat(then)).isoformat()
        versions = draw(
            st.lists(
                st.sampled_from(
                    (
                        planned(due, valid_from=then),
                        done(due, then, evidence=proof, recorded=known),
                        done(due, None, evidence=proof, recorded=known),
                        missed(due, then),
                    )
                ),
                max_size=2,
            )
        )
        if by is DeadlineState.FIXED:
            by = None
        clause = draw(among((1, 3, 4, 8, 11)))
        portfolio = portfolio.asking_for(f"D{number}", clause, by, *versions)
    for clause, reference in LIST_DELIVERABLES.items():
        if draw(booleans):
            by = draw(among((DeadlineState.NONE, DeadlineState.CONFERENCE)))
            own = draw(st.sampled_from(((), (missed("2014-06-30", "2014-03-01"),))))
            portfolio = portfolio.asking_for(reference, clause, by, *own)
    return portfolio


@st.composite
def with_lists(draw: st.DrawFn, portfolio: APortfolio) -> APortfolio:
    """Lists of some of the projects, adopted or proposed, one after the other or late."""
    titles = [project.title for project in portfolio.projects]
    for _ in range(draw(st.integers(0, 2)) if titles else 0):
        on = draw(days)
        portfolio = portfolio.listing(
            *draw(st.lists(st.sampled_from(titles), unique=True, max_size=3)),
            on=on,
            clause=draw(among((2, 2, 8))),
            state=draw(among((ListState.ADOPTED, ListState.ADOPTED, ListState.PROPOSED))),
            recorded=recorded(draw, on).isoformat(),
            is_example=draw(one_in_three),
        )
    return portfolio


def _some(values: st.SearchStrategy[object]) -> st.SearchStrategy[frozenset[object]]:
    return st.frozensets(values, min_size=1, max_size=2)


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    """One or two axes filtered."""
    choices: dict[str, st.SearchStrategy[object]] = {
        "kinds": among(Kind),
        "priorities": among(Priority),
        "clauses": among((1, 2, 3, 6, 8, 9, 10, 11)),
        "countries": among(tuple(country.code for country in COUNTRIES)),
        "regions": among(Region),
        "funders": among((*ORGANISATIONS, "unknown")),
        "statuses": among(Status),
        "provenances": among(Provenance),
    }
    # the axes that cut projects into parts come twice as often
    axes = among((*sorted(choices), "clauses", "countries"))
    names = draw(st.lists(axes, min_size=1, max_size=2, unique=True))
    return Filters(**{name: draw(_some(choices[name])) for name in names})  # type: ignore[arg-type]


@st.composite
def questions(draw: st.DrawFn, *, filtered: bool = True) -> ViewParams:
    """Both readings, every scope, filters, currencies."""
    as_of = draw(among(AS_OF))
    official = frozenset((Verification.CONFIRMED, Verification.DOCUMENTED))
    return ViewParams(
        as_of=as_of,
        known_on=draw(among((None, as_of, None, date(2014, 6, 30)))),
        currency=draw(among(("EUR", "EUR", "USD", "XOF", "GBP"))),
        filters=draw(st.one_of(st.just(Filters()), filters())) if filtered else Filters(),
        scope=Visibility(
            published_only=draw(booleans),
            confidences=draw(among((official, frozenset(Verification)))),
            portfolio=draw(among((*[PortfolioChoice.RECORD] * 4, PortfolioChoice.EXAMPLE))),
        ),
        in_kind=draw(one_in_three),
        band=draw(among((Band.OFFICIAL, Band.OFFICIAL, Band.PIPELINE, Band.CONTEXT))),
    )
