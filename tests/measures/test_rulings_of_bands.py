"""Rulings worked out by hand: the bands that are never added (29).

Amounts are in cents and as of 30 June 2014 unless a test says otherwise.
"""

import pytest

from portfolio.domain.projects import Band, Status
from portfolio.measures import entries, lists
from portfolio.measures.explain import explain
from tests.build import AProject, a_portfolio, a_project
from tests.measures.asking import Asker, question
from tests.measures.examples import POSTS, A, B
from tests.measures.reckonings import Measured
from tests.oracle.accounts import Amounts

FUND = a_project("Fund").receiving(A.commits("100 EUR"))
GIVEN = POSTS.receiving(B.commits("130 EUR").on("2014-02-15").out_of("Fund"))
PREPARED, OFFICIAL = Status.PIPELINE, Status.IMPLEMENTATION
PIPELINE = question(band=Band.PIPELINE)


def _of(asker: Asker, *projects: AProject) -> dict[Band, Amounts]:
    """Each band by itself, once as the totals of its view and once beside the other's."""
    found = {}
    for band in Band:
        headline = asker.ask(a_portfolio(*projects), question(band=band)).headline()
        assert headline.bands[band] == (headline.amounts, headline.projects)
        found[band] = headline.amounts
        for other, (amounts, _) in headline.bands.items():
            assert found.get(other, amounts) == amounts
    return found


class TestRuling29Bands:
    def test_a_view_holds_one_band_and_never_a_sum_of_them(self, asker: Asker) -> None:
        seen = _of(
            asker,
            POSTS.receiving(A.commits("10 EUR")),
            a_project("Later").status(PREPARED).receiving(A.commits("7 EUR")),
            a_project("Gone").status(Status.CANCELLED).receiving(A.commits("3 EUR")),
        )
        assert {band: amounts["secured"] for band, amounts in seen.items()} == {
            Band.OFFICIAL: 10_00,
            Band.PIPELINE: 7_00,
            Band.CONTEXT: 0,
        }

    def test_what_one_pipeline_project_hands_to_another_is_no_new_money(self, asker: Asker) -> None:
        projects = (
            a_project("Q").status(PREPARED).receiving(A.commits("100 EUR")),
            a_project("P")
            .status(PREPARED)
            .receiving(B.commits("100 EUR").on("2014-02-15").out_of("Q")),
        )
        assert _of(asker, *projects)[Band.PIPELINE]["secured"] == 100_00

    @pytest.mark.parametrize(
        ("giver", "receiver", "official", "pipeline"),
        [
            (OFFICIAL, OFFICIAL, 130_00, 0),
            (PREPARED, PREPARED, 0, 130_00),
            (OFFICIAL, PREPARED, 100_00, 30_00),  # internal in the other band as well
            (PREPARED, OFFICIAL, 130_00, 100_00),  # incoming there
            (Status.CANCELLED, PREPARED, 0, 130_00),
        ],
    )
    def test_money_handed_on_is_internal_within_a_band_and_out_of_an_official_project(
        self, asker: Asker, giver: Status, receiver: Status, official: int, pipeline: int
    ) -> None:
        seen = _of(asker, FUND.status(giver), GIVEN.status(receiver))
        assert {band: amounts["secured"] for band, amounts in seen.items()} == {
            Band.OFFICIAL: official,
            Band.PIPELINE: pipeline,
            Band.CONTEXT: 0,
        }

    def test_a_row_says_from_which_band_its_money_is_incoming(self) -> None:
        contents = a_portfolio(FUND.status(PREPARED), GIVEN).contents()
        for asked in (question(), PIPELINE):  # whichever band the reader looks at
            view = Measured(contents, asked).view
            (entry,) = entries.flows(view, "Border posts").values()
            assert (entry.incoming_from, entry.internal) == (Band.PIPELINE, 0)
        view = Measured(contents, question()).view
        (part,) = explain(view, "secured", project="Border posts").contributions
        assert [row.reason for row in part.rows] == ["explain.from_pipeline"]
        within = Measured(a_portfolio(FUND, GIVEN.status(PREPARED)).contents(), PIPELINE).view
        (entry,) = entries.flows(within, "Border posts").values()
        assert (entry.incoming_from, entry.internal) == (None, 100_00)

    def test_a_status_filter_chooses_inside_the_band_and_leaves_the_other_as_it_is(
        self, asker: Asker
    ) -> None:
        portfolio = a_portfolio(
            POSTS.receiving(A.commits("10 EUR")),
            a_project("Over").status(Status.CLOSED).receiving(A.commits("5 EUR")),
            a_project("Later").status(PREPARED).receiving(A.commits("7 EUR")),
        )
        headline = asker.ask(portfolio, question(statuses={Status.CLOSED})).headline()
        assert headline.amounts["secured"] == 5_00
        assert headline.bands[Band.PIPELINE][0]["secured"] == 7_00
        foreign = question(statuses={Status.CLOSED}, band=Band.PIPELINE)
        assert asker.ask(portfolio, foreign).headline().projects == 0

    def test_without_a_rate_counts_the_projects_of_the_band_shown(self, asker: Asker) -> None:
        portfolio = a_portfolio(
            POSTS.receiving(A.commits("1 TND")),
            a_project("Later").status(PREPARED).receiving(A.commits("2 TND")),
        )
        for band, named in ((Band.OFFICIAL, "Border posts"), (Band.PIPELINE, "Later")):
            left_out = asker.ask(portfolio, question(band=band)).headline().left_out
            assert {row.project for row in left_out} == {named}

    def test_splits_years_and_progress_are_of_the_band_asked_for(self, asker: Asker) -> None:
        portfolio = a_portfolio(
            POSTS.receiving(A.commits("10 EUR")),
            a_project("Later").status(PREPARED).receiving(B.commits("7 EUR")),
        )
        answer = asker.ask(portfolio, PIPELINE)
        assert {key for key, (_, n) in answer.split("funder").items() if n} == {"B"}
        assert answer.split("status")["pipeline"][0]["secured"] == 7_00
        assert answer.by_year()[2014]["commitments"] == 7_00


def test_a_list_names_every_project_until_a_band_or_a_status_is_asked_for() -> None:
    contents = a_portfolio(
        POSTS,
        a_project("Over").status(Status.CLOSED),
        a_project("Later").status(PREPARED),
        a_project("Gone").status(Status.CANCELLED),
    ).contents()

    def listed(**asked: object) -> set[str]:
        view = Measured(contents, question(**asked)).view  # type: ignore[arg-type]
        return {view.portfolio.identifier(int(code)) for code in lists.listed_projects(view)}

    assert listed() == {"Border posts", "Over", "Later", "Gone"}
    assert listed(band=Band.PIPELINE) == {"Later"}
    assert listed(statuses={Status.CLOSED, Status.CANCELLED}) == {"Over", "Gone"}
