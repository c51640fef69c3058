"""The replay says of each month what a view as of that day says, in both readings."""

from dataclasses import replace
from datetime import date

from hypothesis import given

from portfolio.domain.clauses import ADOPTED
from portfolio.domain.params import ViewParams
from portfolio.domain.projects import ScheduleStatus
from portfolio.ledger.portfolio import assemble
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, progress, road
from portfolio.measures.headline import headline
from portfolio.measures.road import MAX_DAYS, replay
from tests.build import APortfolio, a_portfolio, a_project, done, raw_tables
from tests.building.effort import few_views
from tests.building.nasty import portfolios, questions
from tests.measures.asking import question
from tests.measures.examples import A


def a_view(words: APortfolio, asked: ViewParams, conference: date = date(2014, 12, 31)) -> View:
    tables, shared, labels = raw_tables(words.contents())
    return View(assemble(tables, shared, labels, revision=1), asked, conference)


@few_views
@given(portfolios(), questions())
def test_every_month_is_the_answer_of_a_view_as_of_its_day(
    words: APortfolio, asked: ViewParams
) -> None:
    seen = a_view(words, asked)
    found = replay(seen)
    for lines, is_then in ((found.known_today, False), (found.known_then, True)):
        assert tuple(line.day for line in lines) == found.days
        for line in lines:
            known = asked.known_on
            if is_then:
                known = line.day if known is None else min(line.day, known)
            that_day = View(
                seen.portfolio, replace(asked, as_of=line.day, known_on=known), seen.conference
            )
            head = headline(that_day)
            assert (line.amounts, line.projects) == (head.amounts, head.projects)
            assert line.progress == progress.overall(that_day)
            assert line.text == road.text_standing(that_day)
            clauses = {x.key: x.amounts for x in breakdowns.split(that_day, "clause").lines}
            for number, clause in line.clauses.items():
                if str(number) in clauses:
                    assert clause.amounts == clauses[str(number)]


def test_the_days_are_the_adoption_month_ends_the_day_asked_and_the_conference() -> None:
    days = replay(a_view(a_portfolio(a_project("P")), question("2014-06-12"))).days
    assert (days[0], days[1], days[-1]) == (ADOPTED, date(2013, 11, 30), date(2014, 12, 31))
    assert date(2014, 6, 12) in days
    assert len(days) == 16
    early = a_view(a_portfolio(a_project("P")), question("2020-01-01"), date(2014, 10, 13))
    assert replay(early).days[-2:] == (date(2014, 9, 30), date(2014, 10, 13))


def test_a_conference_put_off_for_generations_stays_a_replay() -> None:
    seen = a_view(a_portfolio(a_project("P")), question(), date(2100, 1, 1))
    assert len(replay(seen).days) <= MAX_DAYS + 2
    assert replay(seen).days[-1] == date(2100, 1, 1)


def test_what_was_recorded_late_is_known_today_and_was_not_known_then() -> None:
    project = (
        a_project("Posts")
        .needing("100 EUR")
        .receiving(A.commits("40 EUR").on("2014-02-10").recorded("2014-05-10"))
    )
    found = replay(a_view(a_portfolio(project), question()))
    at = found.days.index(date(2014, 3, 31))
    assert found.known_today[at].amounts.gap == 60_00
    assert found.known_then[at].amounts.gap == 100_00
    assert found.known_then[-1] == found.known_today[-1]


def test_a_deliverable_turns_late_and_then_done() -> None:
    portfolio = a_portfolio(a_project("P")).asking_for(
        "proposal", 1, "2014-01-14", done("2014-01-14", "2014-05-20")
    )
    found = replay(a_view(portfolio, question()))
    status = {line.day: line.text.status for line in found.known_today}
    assert status[date(2013, 12, 31)] is ScheduleStatus.NOTHING_DUE
    assert status[date(2014, 1, 31)] is ScheduleStatus.LATE
    assert status[date(2014, 5, 31)] is ScheduleStatus.ON_TRACK
    clause = found.known_today[found.days.index(date(2014, 1, 31))].clauses[1]
    assert clause.text is not None
    assert clause.text.late == 1
