"""Contents of data files with everything the store can hold, as Hypothesis strategies."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from typing import TypeVar

from hypothesis import strategies as st

from portfolio.domain.clauses import MONEY_CLAUSES, Clause, DeadlineState, Deliverable, Theme
from portfolio.domain.contents import (
    Contents,
    DeliverableVersion,
    Event,
    PledgingEvent,
    PledgingLine,
    PreambleParagraph,
)
from portfolio.domain.flows import (
    Announcement,
    BudgetPeriod,
    BudgetType,
    DatedVerification,
    Flow,
    FlowKind,
    PlannedPayment,
    Provenance,
    ReportedBy,
    Verification,
)
from portfolio.domain.money import Dimension, Rate
from portfolio.domain.projects import (
    RECORDED,
    DatedPublication,
    DatedRelation,
    DatedStatus,
    Milestone,
    MilestoneState,
    MilestoneVersion,
    Participant,
    Project,
    Publication,
    ShareSet,
    Source,
    StatedAmount,
    Status,
)
from portfolio.domain.reference import Country, Kind, Organisation, ParticipantRole, Region

T = TypeVar("T")
E = TypeVar("E", bound=IntEnum)
BEYOND_A_FLOAT = 2**53 + 1
CODES = ("TN", "LY", "NE", "FR")
ORGANISATIONS = ("XM-A", "XM-B", "XM-C")
FILES = (Provenance.DOCUMENTED, Provenance.ILLUSTRATIVE)

# PostgreSQL holds no NUL and no half of a surrogate pair.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
said = texts.filter(bool)
spoken = st.dictionaries(st.sampled_from(("en", "fr", "ar")), said, min_size=1)
maybe_spoken = st.dictionaries(st.sampled_from(("en", "fr", "ar")), said)
days = st.dates(date(1999, 12, 31), date(2040, 1, 1))
instants = st.datetimes(datetime(1969, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
amounts = st.one_of(st.integers(0, 10**17 - 1), st.just(BEYOND_A_FLOAT))
currencies = st.sampled_from(("EUR", "USD", "XOF", "TND"))


def some(values: st.SearchStrategy[T], most: int = 3) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(values, max_size=most).map(tuple)


def members(kind: type[E]) -> st.SearchStrategy[E]:
    return st.sampled_from(list(kind))


@st.composite
def share_sets(draw: st.DrawFn) -> ShareSet:
    axis = draw(members(Dimension))
    keys: list[str] = {
        Dimension.CLAUSE: [str(clause) for clause in MONEY_CLAUSES],
        Dimension.COUNTRY: list(CODES),
        Dimension.PRIORITY: ["security", "human_development"],
    }[axis]
    chosen = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True))
    cuts = sorted(
        draw(st.lists(st.integers(0, 10_000), min_size=len(chosen) - 1, max_size=len(chosen) - 1))
    )
    edges = [0, *cuts, 10_000]
    parts = tuple((key, edges[n + 1] - edges[n]) for n, key in enumerate(chosen))
    return ShareSet(axis, draw(days), draw(instants), parts, draw(texts))


@st.composite
def budgets(draw: st.DrawFn) -> BudgetPeriod:
    first = draw(days)
    return BudgetPeriod(
        id=0,
        project_id=0,
        type=draw(members(BudgetType)),
        first_day=first,
        last_day=first + timedelta(draw(st.integers(0, 3_000))),
        amount_minor=draw(amounts),
        currency=draw(currencies),
        valid_from=draw(days),
        recorded_at=draw(instants),
        source=draw(texts),
        date_derived=draw(st.booleans()),
    )


@st.composite
def planned_payments(draw: st.DrawFn) -> PlannedPayment:
    first = draw(days)
    return PlannedPayment(
        funder=draw(st.sampled_from(ORGANISATIONS)),
        first_day=first,
        last_day=first + timedelta(draw(st.integers(0, 3_000))),
        amount_minor=draw(amounts),
        currency=draw(currencies),
        valid_from=draw(days),
        recorded_at=draw(instants),
        type=draw(members(BudgetType)),
        source=draw(texts),
    )


confidences = st.builds(DatedVerification, members(Verification), days, instants)
versions = st.builds(
    MilestoneVersion,
    clause=st.none() | st.integers(1, 11),
    due=days,
    weight=st.integers(0, 100),
    state=members(MilestoneState),
    done_on=st.none() | days,
    evidence=texts,
    valid_from=days,
    recorded_at=instants,
)


@st.composite
def flows(draw: st.DrawFn, number: int, provenance: Provenance, projects: int) -> tuple[Flow, ...]:
    """Flows of one project under ids of their own; later ones may name earlier ones."""
    made: list[Flow] = []
    replaced: set[int] = set()
    for n in range(draw(st.integers(0, 5))):
        earlier = st.none() | st.sampled_from(made) if made else st.none()
        corrected, replaces, honoured = draw(earlier), draw(earlier), draw(earlier)
        supersedes = None if replaces is None or replaces.id in replaced else replaces.id
        if supersedes is not None:
            replaced.add(supersedes)
        amount = draw(amounts)
        made.append(
            Flow(
                id=1_000 * number + n,
                project_id=number,
                reference=f"F-{n}",
                kind=draw(members(FlowKind)),
                provider_id=draw(st.none() | st.integers(1, len(ORGANISATIONS))),
                receiver_id=draw(st.none() | st.integers(1, len(ORGANISATIONS))),
                amount_minor=-amount if corrected else amount,
                currency=draw(currencies),
                value_date=draw(days),
                recorded_at=draw(instants),
                perspective=draw(members(ReportedBy)),
                confidence=draw(members(Verification)),
                provenance=provenance,
                in_kind=draw(st.booleans()),
                corrects_id=corrected.id if corrected else None,
                supersedes_id=supersedes,
                honours_id=honoured.id if honoured else None,
                provider_project_id=draw(st.none() | st.integers(1, projects)),
                flow_type=draw(st.none() | st.sampled_from((10, 20, 30, 50))),
                earmarking=draw(st.none() | st.integers(1, 4)),
                finance_type=draw(st.none() | st.sampled_from((110, 421, 1100))),
                announcement=draw(st.none() | members(Announcement)),
                source_word=draw(texts),
                note=draw(texts),
                source=draw(texts),
                date_derived=draw(st.booleans()),
                confidences=draw(some(confidences, 2)),
            )
        )
    return tuple(made)


participants = st.one_of(
    st.builds(Participant, members(ParticipantRole), st.sampled_from(ORGANISATIONS), st.none()),
    st.builds(
        Participant,
        members(ParticipantRole),
        st.none() | st.sampled_from(ORGANISATIONS),
        st.sampled_from(CODES),
    ),
)
sources = st.builds(Source, texts, texts)
maybe_day = st.none() | days


@st.composite
def projects(draw: st.DrawFn, number: int, count: int) -> Project:
    provenance = draw(st.sampled_from(FILES))
    milestones = [
        Milestone(0, f"M-{n}", draw(maybe_spoken), draw(some(versions)))
        for n in range(draw(st.integers(0, 2)))
    ]
    return Project(
        id=number,
        identifier=f"P-{number}",
        titles=draw(spoken),
        summaries=draw(maybe_spoken),
        declared_kind=draw(members(Kind)),
        provenance=provenance,
        objective=draw(texts),
        kind_exception=draw(texts),
        kind_reason=draw(texts),
        owner=draw(st.none() | st.sampled_from(ORGANISATIONS)),
        place=draw(texts),
        requesting_authority=draw(texts),
        contact_office=draw(texts),
        contact_address=draw(texts),
        contact_email=draw(texts),
        sector=draw(texts),
        start_planned=draw(maybe_day),
        end_planned=draw(maybe_day),
        start_actual=draw(maybe_day),
        end_actual=draw(maybe_day),
        participants=draw(some(participants)),
        relevant_clauses=tuple(draw(st.lists(st.integers(1, 11), max_size=3, unique=True))),
        statuses=draw(some(st.builds(DatedStatus, members(Status), days, instants, texts))),
        relations=draw(
            some(
                st.builds(
                    DatedRelation, st.sampled_from(RECORDED), days, instants, maybe_spoken, texts
                )
            )
        ),
        publications=draw(some(st.builds(DatedPublication, members(Publication), days, instants))),
        share_sets=draw(some(share_sets())),
        budgets=draw(some(budgets())),
        flows=draw(flows(number, provenance, count)),
        milestones=tuple(milestones),
        sources=draw(some(sources, 2)),
        documents=draw(some(sources, 2)),
        planned_payments=draw(some(planned_payments())),
        listed_lines=draw(
            some(
                st.builds(
                    StatedAmount, texts, amounts, currencies, texts, texts, texts, texts, maybe_day
                ),
                2,
            )
        ),
        notes=draw(texts),
        dates_note=draw(texts),
    )


@st.composite
def contents(draw: st.DrawFn) -> Contents:
    """Everything a load may bring, with few names, so that loads meet what is there already."""
    count = draw(st.integers(1, 3))
    references = ("D-1", "D-2")
    rates = st.builds(
        Rate, currencies, days, st.integers(1, 10**14), instants, st.sampled_from(("ECB", "test"))
    )
    named: Callable[[Rate], object] = lambda rate: (  # noqa: E731
        rate.currency, rate.day, rate.recorded_at, rate.source,
    )  # fmt: skip
    return Contents(
        countries=tuple(
            Country(n, code, f"{code}X", draw(members(Region)), draw(st.booleans()), draw(spoken))
            for n, code in enumerate(CODES, start=1)
        ),
        organisations=tuple(
            Organisation(
                n,
                identifier,
                draw(spoken),
                draw(texts),
                draw(st.none() | st.sampled_from(CODES)),
                draw(texts),
                draw(st.booleans()),
            )
            for n, identifier in enumerate(ORGANISATIONS, start=1)
        ),
        clauses=tuple(
            Clause(
                number,
                draw(members(Theme)),
                {"en": draw(said), "fr": draw(said)},
                draw(texts),
                draw(maybe_spoken),
                draw(maybe_spoken),
                draw(maybe_spoken),
                draw(maybe_spoken),
            )
            for number in (1, 11)
        ),
        preamble=(PreambleParagraph(1, draw(spoken)), PreambleParagraph(2, draw(spoken))),
        deliverables=tuple(
            Deliverable(
                reference, 1, n, draw(members(DeadlineState)), draw(maybe_day), draw(spoken)
            )
            for n, reference in enumerate(references)
        ),
        deliverable_versions=draw(
            some(
                st.builds(
                    DeliverableVersion,
                    st.sampled_from(references),
                    members(MilestoneState),
                    maybe_day,
                    texts,
                    days,
                    instants,
                )
            )
        ),
        rates=tuple(draw(st.lists(rates, max_size=4, unique_by=named))),
        events=draw(some(st.builds(Event, days, texts, spoken, texts))),
        pledging_events=tuple(
            draw(
                st.lists(
                    st.builds(
                        PledgingEvent,
                        said,
                        days,
                        st.none() | amounts,
                        st.none() | currencies,
                        some(st.builds(PledgingLine, texts, amounts, currencies, texts), 2),
                        some(texts, 2),
                        texts,
                    ),
                    max_size=2,
                    unique_by=lambda event: (event.name, event.day),
                )
            )
        ),
        projects=tuple(draw(projects(number, count)) for number in range(1, count + 1)),
    )
