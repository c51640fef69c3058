"""Small but nasty portfolios for property tests: everything the rulings speak of, in a few rows."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from hypothesis import strategies as st

from portfolio.domain.clauses import LIST_DELIVERABLES, DeadlineState, ListState, Priority
from portfolio.domain.flows import FlowKind, Provenance, ReportedBy, Verification
from portfolio.domain.money import Dimension, Money, Rate
from portfolio.domain.params import Filters, PortfolioChoice, ViewParams, Visibility
from portfolio.domain.projects import RECORDED, Band, Publication, Relation, ShareSet, Status
from portfolio.domain.reference import Kind, ParticipantRole, Region
from tests.building.chance import Chance
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


_CODES = tuple(country.code for country in COUNTRIES)
_CURRENCIES = ("EUR", "EUR", "USD", "USD", "XOF", "GBP")
_MOST = 10**12


def an_amount(chance: Chance) -> int:
    """Some cents, some fifties, or anything up to ten thousand millions."""
    way = chance.below(3)
    if way < 2:
        return chance.between(1, 40) * (50 if way else 1)
    return chance.of_any_size(_MOST)


def recorded(chance: Chance, on: date) -> date:
    """Mostly the day itself; sometimes late, sometimes in advance."""
    return on + timedelta(days=chance.among((0, 0, 0, 40, 200, -20)))


def rates(chance: Chance) -> tuple[Rate, ...]:
    """Rates of dollars and pounds, now and then two for one day, or none for a while."""
    found = []
    for currency, low, high in (("USD", 105_000_000, 145_000_000), ("GBP", 79_000_000, 88_000_000)):
        for on in RATE_DAYS:
            if chance.one_in(10):
                continue
            for _ in range(2 if chance.one_in(10) else 1):
                known = recorded(chance, on) if chance.one_in(10) else on
                found.append(Rate(currency, on, chance.between(low, high), noon(known), "test"))
    if chance.one_in(10):  # a written rate never beats a parity fixed by law
        found.append(Rate("XOF", RATE_DAYS[1], 60_000_000_000, noon(RATE_DAYS[1]), "test"))
    return tuple(chance.some(found, len(found), len(found)))


def a_row(chance: Chance, kind: FlowKind, name: str) -> AFlow:
    on = chance.among(DAYS)
    flow = AFlow(
        kind,
        chance.among((*ORGANISATIONS, "A", "A", None)),
        Money(an_amount(chance), chance.among(_CURRENCIES)),
        on,
        noon(recorded(chance, on)),
        name,
        is_in_kind=chance.one_in(10),
        provenance=Provenance.ILLUSTRATIVE if chance.one_in(10) else Provenance.ENTERED,
        confidence=Verification.PROPOSED if chance.one_in(10) else Verification.CONFIRMED,
    )
    if kind <= FlowKind.DISBURSEMENT:
        flow = replace(
            flow,
            receiver=chance.among((None, None, *ORGANISATIONS)),
            perspective=ReportedBy.INCOMING if chance.one_in(10) else ReportedBy.OUTGOING,
        )
    if chance.one_in(10):
        change = chance.among(tuple(Verification))
        changed = chance.among(tuple(day for day in DAYS if day >= on))
        flow = flow.becoming(change, changed, recorded(chance, changed))
    return flow


def a_correction(chance: Chance, of: AFlow, name: str) -> AFlow:
    """A smaller or the whole amount taken back: an error (same day) or a real cancellation (later)."""
    most = abs(of.amount.amount_minor)
    back = chance.among((most, most // 2, most // 3, chance.between(0, most)))
    on = chance.among(tuple(day for day in DAYS if day >= of.value_date))
    return replace(
        of,
        amount=Money(-back, of.amount.currency),
        value_date=on,
        recorded_at=noon(recorded(chance, on)),
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


def flows(chance: Chance, titles: tuple[str, ...]) -> tuple[AFlow, ...]:
    """Up to ten rows: chains of pledges, honours, corrections, pass-through."""
    rows: list[AFlow] = []
    same_funder = chance.one_in(2)
    same_currency = chance.among(_CURRENCIES) if chance.one_in(2) else None
    kinds = chance.among(_THEMES)
    replaced: set[str] = set()
    for number in range(chance.between(0, 10)):
        name = f"r{number}"
        kind = chance.anew().among(kinds)
        correctable = [row for row in rows if row.amount.amount_minor > 0]
        if chance.one_in(3) and correctable:
            rows.append(a_correction(chance, chance.among(correctable), name))
            continue
        row = a_row(chance, kind, name)
        if same_funder:
            row = replace(row, funder="A")
        if same_currency:
            row = replace(row, amount=Money(row.amount.amount_minor, same_currency))
        if chance.one_in(50):  # no rate at all
            row = replace(row, amount=Money(row.amount.amount_minor, "TND"))
        received = [r for r in rows if r.receiver and r.kind is kind]
        if chance.one_in(3) and received:  # what came in is passed on
            row = replace(row, funder=chance.among(received).receiver)
        earlier = [r for r in rows if r.kind is FlowKind.PLEDGE and not r.corrects]
        if kind is FlowKind.PLEDGE:
            free = [r for r in earlier if r.name not in replaced]
            if chance.one_in(2 if same_funder else 3) and free:
                former = chance.among(free)
                replaced.add(former.name)
                row = replace(
                    row,
                    funder=former.funder,
                    receiver=former.receiver,
                    perspective=former.perspective,
                    is_in_kind=former.is_in_kind,
                    supersedes=former.name,
                )
        if kind is FlowKind.COMMITMENT and earlier and (same_funder or chance.one_in(2)):
            honoured = chance.among(earlier)
            row = replace(row, honours=honoured.name)
            if not chance.one_in(10):  # one in ten points elsewhere
                row = replace(row, funder=honoured.funder, is_in_kind=honoured.is_in_kind)
        if kind <= FlowKind.DISBURSEMENT and chance.one_in(10):
            row = replace(row, provider_project=chance.among(titles))
        rows.append(row)
    return tuple(rows)


def share_sets(chance: Chance) -> tuple[ShareSet, ...]:
    """Shares of the three axes, replaced now and then, not whole now and then."""
    sets: list[ShareSet] = []
    for axis, keys in (
        (Dimension.CLAUSE, ("1", "2", "3", "6", "8", "11")),
        (Dimension.COUNTRY, tuple(country.code for country in COUNTRIES)),
        (Dimension.PRIORITY, tuple(priority.word for priority in Priority)),
    ):
        for _ in range(chance.among((0, 1, 1, 1, 2))):
            held = START if chance.one_in(2) else chance.among(DAYS)
            named = chance.some(keys, 1, 3)
            cuts = sorted(chance.between(0, 10_000) for _ in named[1:])
            ends = [*cuts, 10_000]
            points = [end - begin for begin, end in zip([0, *cuts], ends, strict=True)]
            if chance.one_in(10):
                points[0] -= 1
            parts = tuple(zip(named, points, strict=True))
            sets.append(ShareSet(axis, held, noon(recorded(chance, held)), parts))
    return tuple(sets)


_YEAR_PERIODS = (
    ("2014-01-01", "2014-12-31"),
    ("2015-01-01", "2015-12-31"),
    ("2013-07-01", "2013-12-31"),
    ("2014-07-01", "2015-06-30"),  # overlaps the first two
)


def with_budgets(chance: Chance, project: AProject) -> AProject:
    """No, one or several periods, revised now and then, overlapping rarely."""
    for first, last in chance.among((
        (), _YEAR_PERIODS[:1], _YEAR_PERIODS[:1], _YEAR_PERIODS[:3], _YEAR_PERIODS[3:], _YEAR_PERIODS,
    )):  # fmt: skip
        for revision in range(chance.among((1, 1, 2, 3))):
            held = START if not revision else chance.among(DAYS)
            # Requirements are of the size of the flows, so that gaps and surpluses both appear.
            amount = Money(an_amount(chance), chance.among(_CURRENCIES))
            if revision and chance.one_in(10):  # the period is withdrawn
                amount = Money(0, amount.currency)
            shown = f"{amount.decimal():f} {amount.currency}"
            project = project.needing(
                shown,
                first,
                last,
                valid_from=held.isoformat(),
                recorded=recorded(chance, held).isoformat(),
                revised=bool(revision) and chance.one_in(2),
            )
    return project


def with_milestones(chance: Chance, project: AProject) -> AProject:
    for _ in range(chance.between(0, 2)):
        due, weight = chance.among(DAYS).isoformat(), chance.between(0, 5)
        clause = chance.among((None, 3, 8, 9, 10))
        versions = [planned(due, weight, clause)]
        if chance.one_in(2):
            later = chance.among(DAYS).isoformat()
            evidence = chance.among(("", "Report", "Report"))
            known = recorded(chance, date.fromisoformat(later)).isoformat()
            versions.append(
                chance.among(
                    (
                        done(due, later, weight, clause, evidence, known),
                        missed(due, later, weight, clause),
                        planned(later, weight + 1, clause, later),
                    )
                )
            )
        project = project.milestone(*versions)
    return project


def a_nasty_project(chance: Chance, titles: tuple[str, ...], title: str) -> AProject:
    project = AProject(
        title,
        kind=chance.among(tuple(Kind)),
        kind_exception="Decided by the secretariat" if chance.one_in(10) else "",
        provenance=chance.among((Provenance.ENTERED, Provenance.ENTERED, *Provenance)),
        is_example=chance.one_in(10),
        owner=chance.among((None, *ORGANISATIONS)),
        share_sets=share_sets(chance.anew()),
        flows=flows(chance, titles),
    )
    for role, many in ((ParticipantRole.BENEFICIARY, 3), (ParticipantRole.PIVOTAL, 1)):
        for code in chance.some(_CODES, 0, many):
            project = project.with_role(role, country=code)
    # a pivotal partner without a country among them
    others = (ParticipantRole.PROVIDER, ParticipantRole.FACILITATING, ParticipantRole.PIVOTAL)
    for role in [chance.among(others) for _ in range(chance.between(0, 2))]:
        project = project.with_role(role, chance.among(ORGANISATIONS))
    if chance.one_in(3):
        statuses = (*Status, Status.IMPLEMENTATION)
        project = project.status(chance.among(statuses))
        while chance.one_in(3):
            on = chance.among(DAYS)
            project = project.status(chance.among(statuses), on, recorded(chance, on).isoformat())
    if project.provenance in (Provenance.DOCUMENTED, Provenance.IMPORTED) and chance.one_in(2):
        project = project.relation(Relation.CONTRIBUTING)
    while chance.one_in(10):
        on = chance.among(DAYS)
        relation = chance.among(RECORDED)
        project = project.relation(relation, on, recorded(chance, on).isoformat())
    if chance.one_in(10):
        on = chance.among(DAYS)
        project = project.publication(Publication.PUBLISHED)
        project = project.publication(
            chance.among(tuple(Publication)), on, recorded(chance, on).isoformat()
        )
    return with_milestones(chance, with_budgets(chance, project))


def with_deliverables(chance: Chance, portfolio: APortfolio) -> APortfolio:
    """What clauses ask for in their own right: deadlines of every rule, done, given up, open."""
    for number in range(chance.between(0, 3)):
        by: str | DeadlineState | None = chance.among(DAYS).isoformat()
        if chance.one_in(2):
            by = chance.among(tuple(DeadlineState))
        due = by if isinstance(by, str) else "2014-06-30"
        then = chance.among(DAYS).isoformat()
        proof = chance.among(("", "Report", "Report"))
        known = recorded(chance, date.fromisoformat(then)).isoformat()
        ways = (
            planned(due, valid_from=then),
            done(due, then, evidence=proof, recorded=known),
            done(due, None, evidence=proof, recorded=known),
            missed(due, then),
        )
        versions = [chance.among(ways) for _ in range(chance.between(0, 2))]
        if by is DeadlineState.FIXED:
            by = None
        clause = chance.among((1, 3, 4, 8, 11))
        portfolio = portfolio.asking_for(f"D{number}", clause, by, *versions)
    for clause, reference in LIST_DELIVERABLES.items():
        if chance.one_in(2):
            by = chance.among((DeadlineState.NONE, DeadlineState.CONFERENCE))
            own = chance.among(((), (missed("2014-06-30", "2014-03-01"),)))
            portfolio = portfolio.asking_for(reference, clause, by, *own)
    return portfolio


def with_lists(chance: Chance, portfolio: APortfolio) -> APortfolio:
    """Lists of some of the projects, adopted or proposed, one after the other or late."""
    titles = [project.title for project in portfolio.projects]
    for _ in range(chance.between(0, 2) if titles else 0):
        on = chance.among(DAYS)
        portfolio = portfolio.listing(
            *chance.some(titles, 0, 3),
            on=on,
            clause=chance.among((2, 2, 8)),
            state=chance.among((ListState.ADOPTED, ListState.ADOPTED, ListState.PROPOSED)),
            recorded=recorded(chance, on).isoformat(),
            is_example=chance.one_in(3),
        )
    return portfolio


_FILTERS: Final[dict[str, tuple[object, ...]]] = {
    "kinds": tuple(Kind),
    "priorities": tuple(Priority),
    "clauses": (1, 2, 3, 6, 8, 9, 10, 11),
    "countries": _CODES,
    "regions": tuple(Region),
    "funders": (*ORGANISATIONS, "unknown"),
    "statuses": tuple(Status),
    "provenances": tuple(Provenance),
}
# the axes that cut projects into parts come twice as often
_AXES = (*sorted(_FILTERS), "clauses", "countries")


def _filters(chance: Chance) -> Filters:
    names = {chance.among(_AXES) for _ in range(chance.between(1, 2))}
    return Filters(
        **{name: frozenset(chance.some(_FILTERS[name], 1, 2)) for name in sorted(names)}  # type: ignore[arg-type]
    )


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    """One or two axes filtered."""
    return _filters(Chance(draw))


@st.composite
def questions(draw: st.DrawFn, *, filtered: bool = True) -> ViewParams:
    """Both readings, every scope, filters, currencies."""
    chance = Chance(draw)
    as_of = chance.among(AS_OF)
    official = frozenset((Verification.CONFIRMED, Verification.DOCUMENTED))
    return ViewParams(
        as_of=as_of,
        known_on=chance.among((None, None, None, as_of, as_of, date(2014, 6, 30))),
        currency=chance.among(("EUR", "EUR", "USD", "XOF", "GBP")),
        filters=_filters(chance) if filtered and chance.one_in(3) else Filters(),
        scope=Visibility(
            published_only=chance.one_in(3),
            confidences=chance.among((official, frozenset(Verification))),
            portfolio=chance.among((*[PortfolioChoice.RECORD] * 7, PortfolioChoice.EXAMPLE)),
        ),
        in_kind=chance.one_in(3),
        band=chance.among((*[Band.OFFICIAL] * 4, Band.PIPELINE, Band.CONTEXT)),
    )


@st.composite
def portfolios(draw: st.DrawFn) -> APortfolio:
    """One to four projects with up to ten flows each."""
    chance = Chance(draw)
    titles = tuple("PQRS"[: chance.between(1, 4)])
    projects = tuple(a_nasty_project(chance.anew(), titles, title) for title in titles)
    bare = APortfolio(rates(chance.anew()), projects)
    return with_lists(chance, with_deliverables(chance.anew(), bare))
