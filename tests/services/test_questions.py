"""The address of a view: every question survives it, and nothing in it can stop a page."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.clauses import CLAUSES, DEMONSTRATION_DAY, Priority
from portfolio.domain.errors import (
    FIRST_DAY,
    LAST_DAY,
    DayOutOfReason,
    NotADate,
    PortfolioError,
    StatusOfAnotherBand,
    UnknownCurrency,
    UnknownFilter,
)
from portfolio.domain.flows import Provenance
from portfolio.domain.params import (
    Filters,
    PortfolioChoice,
    Principal,
    UserRole,
    ViewParams,
    Visibility,
)
from portfolio.domain.projects import Band, Status
from portfolio.domain.reference import Country, Kind, Organisation, Region
from portfolio.ledger.columns import Labels
from portfolio.services.params import LEVELS, Choices, params, parse, visibility_of
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator

T = TypeVar("T")

LABELS = Labels(
    organisations={
        1: Organisation(1, "partner-a", {"en": "Illustrative partner 1"}),
        2: Organisation(2, "partner, b & c", {"en": "Illustrative partner 2"}),
    },
    countries={
        1: Country(1, "LY", "LBY", Region.ARAB_MAGHREB, True, {"en": "Libya"}),
        2: Country(2, "TD", "TCD", Region.SAHEL_SAHARA, True, {"en": "Chad"}),
    },
    currencies={1: "EUR", 2: "TND", 3: "XOF"},
)
DEFAULT = ViewParams(DEMONSTRATION_DAY, scope=Visibility(portfolio=PortfolioChoice.EXAMPLE))
SECRETARY = Principal("secretary", UserRole.SECRETARY, 1)

days = st.integers(0, (LAST_DAY - FIRST_DAY).days).map(lambda n: FIRST_DAY + timedelta(n))


def some(values: Iterable[T]) -> st.SearchStrategy[frozenset[T]]:
    return st.frozensets(st.sampled_from(list(values)))


def _inside_its_band(question: ViewParams) -> ViewParams:
    """The question without statuses of another band, which an address cannot ask for."""
    filters = question.filters
    own = frozenset(s for s in filters.statuses if s.band in (question.band, None))
    return replace(question, filters=replace(filters, statuses=own))


questions = st.builds(
    ViewParams,
    as_of=days,
    known_on=st.none() | days,
    currency=st.sampled_from(["EUR", "TND", "XOF"]),
    filters=st.builds(
        Filters,
        kinds=some(Kind),
        priorities=some(Priority),
        clauses=some(CLAUSES),
        countries=some(["LY", "TD"]),
        regions=some(Region),
        funders=some(["partner-a", "partner, b & c", "unknown"]),
        statuses=some(Status),
        provenances=some(Provenance),
    ),
    scope=st.builds(
        Visibility,
        published_only=st.booleans(),
        confidences=st.sampled_from(list(LEVELS.values())),
        portfolio=st.sampled_from(PortfolioChoice),
    ),
    in_kind=st.booleans(),
    band=st.sampled_from(Band),
).map(_inside_its_band)


@given(questions)
def test_what_an_address_asks_reads_back_as_the_same_question(question: ViewParams) -> None:
    asked = params(question, DEFAULT)
    assert parse(asked, DEFAULT, LABELS, who=SECRETARY) == (question, [])


@given(
    st.dictionaries(
        st.sampled_from(
            "kind priority clause country region funder status provenance as_of known_on currency "
            "portfolio illustrative in_kind band pipeline confidence version colour".split()
        )
        | st.text(),
        st.lists(st.text(), max_size=3),
    )
)
def test_no_address_raises(address: dict[str, list[str]]) -> None:
    question, problems = parse(address, DEFAULT, LABELS)
    assert FIRST_DAY <= question.as_of <= LAST_DAY
    assert all(problem.phrase.startswith("error.") for problem in problems)


@pytest.mark.parametrize(
    ("address", "portfolio"),
    [
        ({"portfolio": ["record"]}, PortfolioChoice.RECORD),
        ({"portfolio": ["RECORD"]}, PortfolioChoice.RECORD),
        ({"portfolio": ["example"]}, PortfolioChoice.EXAMPLE),
        ({"illustrative": ["off"]}, PortfolioChoice.RECORD),
        ({"illustrative": ["on"]}, PortfolioChoice.EXAMPLE),
        ({"illustrative": ["off"], "portfolio": ["example"]}, PortfolioChoice.EXAMPLE),
    ],
)
def test_a_demonstration_shows_the_portfolio_asked_for(
    address: dict[str, list[str]], portfolio: PortfolioChoice
) -> None:
    question, problems = parse(address, DEFAULT, LABELS)
    assert (question.scope.portfolio, problems) == (portfolio, [])


@pytest.mark.parametrize("value", ["example", "record", "both", ""])
def test_where_there_is_no_example_the_portfolio_is_passed_over(value: str) -> None:
    default = ViewParams(DEMONSTRATION_DAY)
    assert parse({"portfolio": [value]}, default, LABELS) == (default, [])
    assert parse({"illustrative": [value]}, default, LABELS) == (default, [])


def test_an_empty_address_asks_the_default() -> None:
    assert parse({}, DEFAULT, LABELS) == (DEFAULT, [])
    assert params(DEFAULT, DEFAULT) == {}


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("clause", "12", UnknownFilter),
        ("clause", "zero", UnknownFilter),
        ("country", "ZZ", UnknownFilter),
        ("kind", "<b>", UnknownFilter),
        ("funder", "nobody", UnknownFilter),
        ("portfolio", "both", UnknownFilter),
        ("band", "both", UnknownFilter),
        ("pipeline", "perhaps", UnknownFilter),
        ("status", "pipeline", StatusOfAnotherBand),
        ("confidence", "certain", UnknownFilter),
        ("version", "secret", UnknownFilter),
        ("fundr", "partner-a", UnknownFilter),
        ("as_of", "2014-02-30", NotADate),
        ("as_of", "9999-12-31", DayOutOfReason),
        ("as_of", "20140630", NotADate),
        ("as_of", "2014-W27-4", NotADate),
        ("as_of", "1999-01-01", DayOutOfReason),
        ("known_on", "1999-12-31", DayOutOfReason),
        ("known_on", "yesterday", NotADate),
        ("known_on", "0214-06-30", DayOutOfReason),
        ("currency", "ABC", UnknownCurrency),
    ],
)
def test_what_does_not_exist_is_a_problem_and_leaves_the_default(
    name: str, value: str, error: type[PortfolioError]
) -> None:
    question, problems = parse({name: [value]}, DEFAULT, LABELS)
    assert question == DEFAULT
    assert [type(problem) for problem in problems] == [error]
    assert value in map(str, problems[0].values.values())


@pytest.mark.parametrize("name", ["utm_source", "utm_campaign", "fbclid", "gclid", "ref", "sector"])
def test_what_others_put_into_an_address_is_passed_over(name: str) -> None:
    assert parse({name: ["newsletter"]}, DEFAULT, LABELS) == (DEFAULT, [])


def test_a_day_out_of_range_names_the_range() -> None:
    _, (problem,) = parse({"as_of": ["1999-01-01"]}, DEFAULT, LABELS)
    said = Translator("en").error(problem)
    assert "1 January 1999" in said
    assert "1 January 2000 to 31 December 2100" in said


@given(st.text(max_size=20))
def test_what_is_not_offered_answers_like_what_does_not_exist(name: str) -> None:
    """An organisation without a public row is none: the problem alone says which was asked."""
    offered = Choices(frozenset(("unknown",)), frozenset(("EUR",)))
    for value in ("partner-a", f"no {name}"):
        question, problems = parse(
            {"funder": [value]}, DEFAULT, LABELS, choices_of=lambda *_: offered
        )
        assert question == DEFAULT
        assert [(type(p), p.values) for p in problems] == [
            (UnknownFilter, {"name": "funder", "value": value.strip()})
        ]


def test_a_status_filter_chooses_inside_the_band_and_cancelled_is_in_none() -> None:
    question, problems = parse(
        {"band": ["pipeline"], "status": ["pipeline,closed,cancelled"]}, DEFAULT, LABELS
    )
    assert question.filters.statuses == {Status.PIPELINE, Status.CANCELLED}
    assert [problem.values for problem in problems] == [
        {"status": "closed", "band": "pipeline", "other": "official"}
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_status_of_another_band_is_refused_in_words(language: str) -> None:
    _, problems = parse({"status": ["pipeline"]}, DEFAULT, LABELS)
    words = Translator(language)
    said = words.error(problems[0])
    assert said.count(words("band.pipeline")) == 2  # the status and the band are called the same
    assert words("band.official") in said


def test_an_address_of_the_release_before_leads_to_the_band_it_asked_for() -> None:
    assert parse({"pipeline": ["on"]}, DEFAULT, LABELS) == (
        replace(DEFAULT, band=Band.PIPELINE),
        [],
    )
    assert parse({"pipeline": ["off"]}, DEFAULT, LABELS) == (DEFAULT, [])
    both = {"pipeline": ["on"], "band": ["official"]}
    assert parse(both, DEFAULT, LABELS) == (DEFAULT, [])
    assert params(replace(DEFAULT, band=Band.PIPELINE), DEFAULT) == {"band": ["pipeline"]}


def test_a_good_value_stands_beside_a_bad_one() -> None:
    question, problems = parse({"clause": ["3", "99"]}, DEFAULT, LABELS)
    assert question.filters.clauses == {3}
    assert len(problems) == 1


def test_values_may_be_joined_by_commas_and_codes_written_small() -> None:
    question, problems = parse({"country": ["ly, td"], "currency": ["tnd"]}, DEFAULT, LABELS)
    assert question.filters.countries == {"LY", "TD"}
    assert question.currency == "TND"
    assert problems == []


def test_known_then_follows_the_as_of_date() -> None:
    question, _ = parse({"as_of": ["2014-03-31"], "known_on": ["then"]}, DEFAULT, LABELS)
    assert question.known_on == question.as_of == date(2014, 3, 31)


@pytest.mark.parametrize("duty", UserRole)
@pytest.mark.parametrize(("name", "value"), [("confidence", "proposed"), ("version", "working")])
def test_only_the_secretariat_may_ask_for_what_is_not_public(
    duty: UserRole, name: str, value: str
) -> None:
    who = Principal("somebody", duty, 1)
    question, problems = parse({name: [value]}, DEFAULT, LABELS, who=who)
    if duty >= UserRole.SECRETARY:
        assert problems == []
        assert question != DEFAULT
    else:
        assert question == DEFAULT
        assert [(type(p), p.values) for p in problems] == [
            (UnknownFilter, {"name": name, "value": value})
        ]
    assert visibility_of(who, question.scope)


@pytest.mark.parametrize("level", ["documented", "official"])
def test_everybody_may_ask_how_much_is_documented(level: str) -> None:
    question, problems = parse({"confidence": [level]}, DEFAULT, LABELS)
    assert question.scope.confidences == LEVELS[level]
    assert problems == []
