"""One sample result per chart, computed by the measures from a portfolio told in words."""

from collections.abc import Callable

from portfolio.charts.map import Boundaries
from portfolio.charts.style import ChartSpec
from portfolio.domain.clauses import CONFERENCE_DEFAULT, DEMONSTRATION_DAY
from portfolio.domain.params import ViewParams
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, headline, progress, timeline
from portfolio.present.format import Formatter, RecordNames
from portfolio.text.words import Translator
from tests.build import (
    APortfolio,
    a_portfolio,
    a_project,
    done,
    missed,
    partner,
    planned,
    raw_tables,
)

REGION = Boundaries(
    areas=("LBY", "TUN", "FRA", "ESH"),
    countries=frozenset(("LBY", "TUN")),
    centres={"LBY": (18.0, 27.0), "TUN": (9.6, 34.1)},
    sizes={"LBY": 150.0, "TUN": 15.0},
    limits=(((-13.16, 27.67), (-8.69, 27.67)),),
)
MARKUP = "<b>Wells & schools</b>"

TOLD = a_portfolio(
    a_project("Border posts")
    .needing("12m EUR")
    .clause(6)
    .priority("security")
    .in_country("LY", "60%")
    .in_country("TN", "40%")
    .benefiting("LY", "TN")
    .provided_by("A")
    .receiving(
        partner("A").pledges("9m EUR").on("2014-01-10"),
        partner("A").commits("5m EUR").on("2014-02-10"),
        partner("A").disburses("2m EUR").on("2014-04-10"),
    )
    .milestone(planned("2014-05-01", clause=6), done("2014-05-01", "2014-06-01", clause=6))
    .milestone(planned("2014-03-01", clause=6))
    .milestone(missed("2014-02-01", "2014-02-20", clause=6))
    .milestone(planned("2014-11-01", clause=6)),
    a_project(MARKUP)
    .needing("4m EUR")
    .clause(8)
    .priority("human_development")
    .in_country("TN")
    .benefiting("TN")
    .provided_by("B")
    .receiving(partner("B").commits("6m EUR").on("2014-03-10")),
    a_project("Nothing recorded")
    .benefiting("LY")
    .receiving(partner("C").commits("50m EUR").on("2014-01-05")),
)


def seen(told: APortfolio) -> View:
    """The portfolio as of the demonstration's day."""
    tables, shared, labels = raw_tables(told.contents())
    return View(assemble(tables, shared, labels, 1), ViewParams(as_of=DEMONSTRATION_DAY))


FULL, EMPTY = seen(TOLD), seen(a_portfolio())


def reader(language: str, view: View = FULL) -> Formatter:
    """Someone who reads the view in a language."""
    labels = view.portfolio.labels
    countries = labels.countries.values()
    names = RecordNames(
        clauses={6: {"en": "Equipment", "fr": "Équipements", "ar": "التجهيزات"}},
        countries={country.code: country.names for country in countries},
        iso3={country.code: country.iso3 for country in countries},
        organisations={o.identifier: o.names for o in labels.organisations.values()},
    )
    return Formatter(Translator(language), "EUR", names)


# How each chart of CHARTS is drawn from a view.
Draw = Callable[[Callable[..., ChartSpec], Formatter, View], ChartSpec]
SAMPLES: dict[str, Draw] = {
    "kinds": lambda build, who, view: build(who, breakdowns.split(view, "kind")),
    "priorities": lambda build, who, view: build(who, breakdowns.split(view, "priority")),
    "clauses": lambda build, who, view: build(who, breakdowns.split(view, "clause")),
    "curve": lambda build, who, view: build(who, timeline.closing(view), CONFERENCE_DEFAULT),
    "map": lambda build, who, view: build(who, breakdowns.split(view, "country"), REGION),
    "countries": lambda build, who, view: build(who, breakdowns.split(view, "country")),
    "clause_country": lambda build, who, view: build(
        who, breakdowns.crossing(view, "clause", "country")
    ),
    "funders": lambda build, who, view: build(who, breakdowns.split(view, "funder")),
    "funder_clause": lambda build, who, view: build(
        who, breakdowns.crossing(view, "funder", "clause")
    ),
    "years": lambda build, who, view: build(who, timeline.by_year(view)),
    "progress": lambda build, who, view: build(
        who,
        progress.by_clause(view),
        progress.overall(view),
        {number: progress.status_of(view, own) for number, own in progress.by_clause(view).items()},
    ),
    "project_money": lambda build, who, view: build(who, headline.headline(view).amounts),
}
