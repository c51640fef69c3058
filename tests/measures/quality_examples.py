"""For every rule of data quality a project it finds, and one beside it that is in order."""

from dataclasses import replace
from typing import Final, NamedTuple

from portfolio.domain.money import Dimension
from portfolio.domain.projects import Relation, Status
from portfolio.domain.reference import Kind, ParticipantRole
from tests.build import (
    APortfolio,
    AProject,
    a_portfolio,
    a_project,
    done,
    missed,
    planned,
    somebody,
)
from tests.measures.examples import A, B

DAY: Final = "2014-03-31"


def sound(title: str = "Border posts") -> AProject:
    """A project of which no rule finds anything."""
    return (
        a_project(title)
        .declared(Kind.BILATERAL)
        .provided_by("A")
        .benefiting("LY")
        .with_role(ParticipantRole.IMPLEMENTING, "B")
        .answering_at("Border office")
        .needing("12m EUR")
        .in_country("LY")
        .clause(2)
        .priority("security")
        .running("2014-01-01", "2014-12-31")
    )


POSTS: Final = sound()


class Example(NamedTuple):
    """What a rule finds once, and what looks like it and is in order."""

    wrong: APortfolio
    right: APortfolio


def of(wrong: AProject, right: AProject) -> Example:
    return Example(a_portfolio(wrong), a_portfolio(right))


def without(axis: Dimension) -> AProject:
    return replace(POSTS, parts=tuple(part for part in POSTS.parts if part[0] is not axis))


def lacking(role: ParticipantRole) -> AProject:
    return replace(POSTS, participants=tuple(p for p in POSTS.participants if p.role is not role))


def whole(axis: Dimension, **shares: str) -> AProject:
    return without(axis).sharing(axis, "2014-01-01", **shares)


PLEDGED: Final = A.pledges("100 EUR").on("2013-01-15").recorded("2014-01-15").called("old")

EXAMPLES: Final = {
    "context_without_reason": of(POSTS.documented(), POSTS.documented().relation(Relation.CONTEXT)),
    "flow_without_rate": of(
        POSTS.receiving(A.commits("10 USD")), POSTS.receiving(A.commits("10 EUR"))
    ),
    "period_without_rate": of(
        POSTS.needing("1m USD", "2015-01-01", "2015-12-31"),
        POSTS.needing("1m EUR", "2015-01-01", "2015-12-31"),
    ),
    "periods_overlap": of(
        POSTS.needing("1m EUR", "2014-12-31", "2015-06-30"),
        POSTS.needing("1m EUR", "2015-01-01", "2015-06-30"),
    ),
    "corrects_elsewhere": of(
        POSTS.receiving(
            A.commits("10 EUR").called("given"), B.commits("-5 EUR").correcting("given")
        ),
        POSTS.receiving(
            A.commits("10 EUR").called("given"), A.commits("-5 EUR").correcting("given")
        ),
    ),
    "negative_unnamed": of(
        POSTS.receiving(A.commits("10 EUR"), A.commits("-5 EUR")),
        POSTS.receiving(
            A.commits("10 EUR").called("given"), A.commits("-5 EUR").correcting("given")
        ),
    ),
    "supersedes_elsewhere": Example(
        a_portfolio(
            POSTS.receiving(A.pledges("10 EUR").called("first")),
            sound("Training centre").receiving(A.pledges("20 EUR").replacing("Border posts/first")),
        ),
        a_portfolio(
            POSTS.receiving(
                A.pledges("10 EUR").called("first"), A.pledges("20 EUR").replacing("first")
            ),
            sound("Training centre"),
        ),
    ),
    "honours_elsewhere": of(
        POSTS.receiving(
            A.pledges("10 EUR").called("theirs"), B.commits("10 EUR").honouring("theirs")
        ),
        POSTS.receiving(A.pledges("10 EUR").called("own"), A.commits("10 EUR").honouring("own")),
    ),
    "clauses_not_whole": of(
        whole(Dimension.CLAUSE, c2="60%", c3="30%"), whole(Dimension.CLAUSE, c2="60%", c3="40%")
    ),
    "countries_not_whole": of(
        whole(Dimension.COUNTRY, LY="99.99%"), whole(Dimension.COUNTRY, LY="50%", NE="50%")
    ),
    "priorities_not_whole": of(
        whole(Dimension.PRIORITY, security="110%"), whole(Dimension.PRIORITY, security="100%")
    ),
    "kind_contradicts": of(
        POSTS.declared(Kind.REGIONAL), POSTS.declared(Kind.REGIONAL, "agreed on 3 March")
    ),
    "done_without_evidence": of(
        POSTS.milestone(done("2014-02-01", "2014-02-01", evidence="")),
        POSTS.milestone(done("2014-02-01", "2014-02-01")),
    ),
    "ends_before_it_starts": of(
        POSTS.running("2014-06-01", "2014-05-31"), POSTS.running("2014-06-01", "2014-06-01")
    ),
    "paid_above_committed": of(
        POSTS.receiving(A.commits("10 EUR"), A.disburses("10.01 EUR").on("2014-02-01")),
        POSTS.receiving(A.commits("10 EUR"), A.disburses("10 EUR").on("2014-02-01")),
    ),
    "flow_size": of(POSTS.receiving(A.commits("250 EUR")), POSTS.receiving(A.commits("1000 EUR"))),
    "period_size": of(
        POSTS.needing("250 EUR", "2015-01-01", "2015-12-31"),
        POSTS.needing("250000 EUR", "2015-01-01", "2015-12-31"),
    ),
    "flow_rate_off": Example(
        a_portfolio(POSTS.receiving(A.commits("10 USD").on("2014-02-02")))
        .with_rate("USD", "1.36", "2014-02-01")
        .with_rate("USD", "1366", "2014-02-02"),
        a_portfolio(POSTS.receiving(A.commits("10 USD").on("2014-02-02")))
        .with_rate("USD", "1.36", "2014-02-01")
        .with_rate("USD", "1.366", "2014-02-02"),
    ),
    "period_rate_off": Example(
        a_portfolio(POSTS.needing("1m USD", "2015-01-01", "2015-12-31"))
        .with_rate("USD", "1366", "2014-03-30")
        .with_rate("USD", "1.36", "2014-03-31"),
        a_portfolio(POSTS.needing("1m USD", "2015-01-01", "2015-12-31"))
        .with_rate("USD", "1.366", "2014-03-30")
        .with_rate("USD", "1.36", "2014-03-31"),
    ),
    "entered_twice": of(
        POSTS.receiving(A.commits("10 EUR"), A.commits("10 EUR")),
        POSTS.receiving(A.commits("10 EUR"), A.commits("10 EUR").on("2014-01-16")),
    ),
    "two_sides_differ": of(
        POSTS.receiving(
            A.commits("10 EUR").to("B"), A.commits("9 EUR").to("B").reported_by_the_receiver()
        ),
        POSTS.receiving(
            A.commits("10 EUR").to("B"), A.commits("10 EUR").to("B").reported_by_the_receiver()
        ),
    ),
    "correction_ahead": of(
        POSTS.receiving(
            A.commits("10 EUR").called("given").proposed().recorded("2014-03-15"),
            A.commits("-5 EUR").correcting("given"),
        ),
        POSTS.receiving(
            A.commits("10 EUR").called("given"), A.commits("-5 EUR").correcting("given")
        ),
    ),
    "corrected_below_nothing": of(
        POSTS.receiving(
            A.commits("50 EUR").called("given"),
            A.commits("-30 EUR").correcting("given").called("back"),
            A.commits("-50 EUR").correcting("back"),
        ),
        POSTS.receiving(
            A.commits("50 EUR").called("given"),
            A.commits("-30 EUR").correcting("given").called("back"),
            A.commits("-20 EUR").correcting("back"),
        ),
    ),
    "honoured_beyond": of(
        POSTS.receiving(A.pledges("10 EUR").called("own"), A.commits("11 EUR").honouring("own")),
        POSTS.receiving(A.pledges("10 EUR").called("own"), A.commits("10 EUR").honouring("own")),
    ),
    "old_pledge": of(
        POSTS.receiving(PLEDGED, A.commits("60 EUR")),
        POSTS.receiving(PLEDGED, A.pledges("40 EUR"), A.commits("100 EUR")),
    ),
    "proposed_waiting": of(
        POSTS.receiving(A.pledges("10 EUR").recorded("2014-02-28").proposed()),
        POSTS.receiving(A.pledges("10 EUR").recorded("2014-03-01").proposed()),
    ),
    "unknown_funder": of(
        POSTS.receiving(somebody().commits("10 EUR")),
        POSTS.receiving(somebody().spends("10 EUR")),
    ),
    "paid_ahead": of(
        POSTS.receiving(
            A.commits("9 EUR"), A.disburses("9 EUR").on("2014-09-01").recorded("2014-02-01")
        ),
        POSTS.receiving(A.commits("9 EUR").on("2014-09-01").recorded("2014-02-01")),
    ),
    "date_derived": of(
        POSTS.receiving(A.commits("10 EUR").on_a_derived_day()),
        POSTS.receiving(A.commits("10 EUR")),
    ),
    "no_requirement": of(replace(POSTS, budgets=()), POSTS),
    "clauses_missing": of(without(Dimension.CLAUSE), whole(Dimension.CLAUSE, c2="100%")),
    "countries_missing": of(without(Dimension.COUNTRY), whole(Dimension.COUNTRY, LY="100%")),
    "priorities_missing": of(
        without(Dimension.PRIORITY), whole(Dimension.PRIORITY, security="100%")
    ),
    "unclassified": of(
        lacking(ParticipantRole.PROVIDER).declared(Kind.UNCLASSIFIED),
        POSTS.declared(Kind.UNCLASSIFIED),
    ),
    "past_its_end": of(
        POSTS.running("2013-01-01", "2014-03-30"),
        POSTS.running("2013-01-01", "2014-03-30").status(Status.CLOSED),
    ),
    "milestone_overdue": of(
        POSTS.milestone(planned("2014-03-30")),
        POSTS.milestone(planned("2014-03-30"), missed("2014-03-30", "2014-03-31")),
    ),
    "stale": of(POSTS, POSTS.receiving(A.commits("10 EUR"))),
    "title_twice": Example(
        a_portfolio(POSTS.titled(en="Border posts"), sound("Other").titled(fr="BORDER  pósts")),
        a_portfolio(POSTS, sound("Border post")),
    ),
    "no_beneficiary": of(
        lacking(ParticipantRole.BENEFICIARY).with_role(ParticipantRole.BENEFICIARY, "B"), POSTS
    ),
    "no_implementer": of(
        lacking(ParticipantRole.IMPLEMENTING),
        lacking(ParticipantRole.IMPLEMENTING).with_role(ParticipantRole.IMPLEMENTING, country="LY"),
    ),
    "no_office": of(replace(POSTS, office=""), POSTS),
    "provisional_organisation": Example(
        a_portfolio(POSTS).provisionally("B", "2014-02-28"),
        a_portfolio(POSTS).provisionally("B", "2014-03-01"),
    ),
    "organisation_twice": Example(
        a_portfolio(POSTS).calling("A", "Border Agency").calling("B", "border  ágency"),
        a_portfolio(POSTS).calling("A", "Border Agency").calling("B", "Border Agencies"),
    ),
}
