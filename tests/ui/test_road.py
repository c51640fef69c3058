"""The road: limits of the text, milestones month by month, and the page that shows them."""

import re
from dataclasses import replace
from datetime import date
from html import escape

import pytest

from portfolio.domain.clauses import DeadlineState, Deliverable
from portfolio.domain.params import Filters, PortfolioChoice
from portfolio.domain.projects import MilestoneState, ScheduleStatus
from portfolio.ledger.view import View
from portfolio.measures import progress, road
from portfolio.present.sentences import text_status
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html

CONFERENCE = date(2014, 12, 31)


def due(limit: DeadlineState, day: date | None = None) -> Deliverable:
    return Deliverable("x", 1, 1, limit, day, {"en": "X"})


def test_the_limit_of_clause_4_is_the_day_before_the_conference_and_moves_with_it() -> None:
    assert road.last_day(due(DeadlineState.CONFERENCE), CONFERENCE) == date(2014, 12, 30)
    assert road.last_day(due(DeadlineState.CONFERENCE), date(2014, 9, 1)) == date(2014, 8, 31)


def test_the_limit_of_clause_11_is_the_window_whatever_day_the_conference_is_set_to() -> None:
    assert road.last_day(due(DeadlineState.WINDOW), date(2014, 9, 1)) == date(2014, 12, 31)


def test_what_has_no_limit_in_the_text_is_never_late() -> None:
    assert road.last_day(due(DeadlineState.NONE), CONFERENCE) is None
    assert road.last_day(due(DeadlineState.FIXED, date(2014, 1, 14)), CONFERENCE) == date(
        2014, 1, 14
    )


def view(register: LivePortfolio, day: date, conference: date | None = None) -> View:
    question = replace(register.default_question(), as_of=day)
    return View(register.portfolio(), question, conference or register.conference)


def by_clause(register: LivePortfolio, day: date, clause: int) -> list[road.DeadlineLine]:
    lines = road.limits(view(register, day), register.declaration().deliverables)
    return [line for line in lines if line.deliverable.clause == clause]


def test_the_proposal_is_in_time_on_its_day_and_late_the_day_after(
    demonstration: LivePortfolio,
) -> None:
    on_time = by_clause(demonstration, date(2014, 1, 14), 1)[0]
    late = by_clause(demonstration, date(2014, 1, 15), 1)[0]
    assert (on_time.days_late, on_time.days_left) == (0, 0)
    assert (late.days_late, late.days_left) == (1, None)
    assert late.state is MilestoneState.PLANNED


def test_the_secretariat_itself_has_no_date_and_is_never_late(demonstration: LivePortfolio) -> None:
    line = by_clause(demonstration, date(2020, 1, 1), 1)[-1]
    assert (line.by, line.days_late, line.days_left) == (None, 0, None)


def test_the_eight_deliverables_of_clause_4_follow_the_conference(
    demonstration: LivePortfolio,
) -> None:
    wanted = demonstration.declaration().deliverables
    moved = road.limits(view(demonstration, date(2014, 9, 1), date(2014, 9, 1)), wanted)
    groups = [line for line in moved if line.deliverable.clause == 4]
    assert len(groups) == 8
    assert {line.days_late for line in groups} == {1}


@pytest.mark.parametrize("day", [date(2013, 11, 14), date(2014, 6, 30), date(2015, 6, 1)])
def test_every_milestone_stands_in_one_month(demonstration: LivePortfolio, day: date) -> None:
    seen = view(demonstration, day)
    found, lines = road.calendar(seen), progress.milestones(seen)
    places = [*found.tallies.values(), *found.earlier.values(), *found.later.values()]
    assert sum(tally.total for tally in places) == found.total.total == len(lines)
    assert found.total.late == sum(1 for line in lines if line.days_late)
    assert found.total.done == sum(1 for line in lines if line.state is MilestoneState.DONE)


def test_a_milestone_stands_in_the_month_it_is_due(demonstration: LivePortfolio) -> None:
    seen = view(demonstration, date(2014, 6, 30))
    found = road.calendar(seen)
    assert (found.months[0], found.months[-1]) == (date(2013, 11, 1), date(2014, 12, 1))
    wanted = [
        line
        for line in progress.milestones(seen)
        if line.clause == 4 and (line.due.year, line.due.month) == (2014, 4)
    ]
    assert wanted
    assert found.tallies[4, date(2014, 4, 1)].total == len(wanted)


def test_a_filter_by_clause_leaves_the_milestones_of_that_clause(
    demonstration: LivePortfolio,
) -> None:
    question = demonstration.default_question()
    whole = road.calendar(View(demonstration.portfolio(), question))
    narrowed = replace(question, filters=Filters(clauses=frozenset({4})))
    part = road.calendar(View(demonstration.portfolio(), narrowed))
    assert part.clauses == (4,)
    assert part.tallies.items() <= whole.tallies.items()


def shares(register: LivePortfolio) -> tuple[str, str]:
    seen = view(register, register.default_day)
    overall = progress.overall(seen)
    words = Translator("en")
    return words.share(overall.share_done), words.share(overall.share_planned)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_answers_with_what_is_done_due_late_and_left(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    test, words = page("road", language), Translator(language)
    assert not test.exception
    said = html(test)
    seen = view(demonstration, demonstration.default_day)
    overall = progress.overall(seen)
    assert words("road.answer", done=overall.share_done, planned=overall.share_planned) in said
    assert words(f"standing.{progress.status_of(seen, overall).word}") in said
    assert words("road.calendar.note") in said
    assert words("road.own_plan") in said
    assert len(test.get("plotly_chart")) == 1  # the milestones stand in the calendar and the list
    text = road.text_standing(seen)
    assert words("standing.text.late") in said
    assert words.count("standing.text.count", text.total, done=words.number(text.done)) in said
    assert len(text.late_lines) == 2
    for line in text.late_lines:
        name = words.choose(line.deliverable.names)
        assert escape(words("standing.text.late_line", name=name, day=line.by)) in said


def test_on_track_never_stands_in_green_over_late_deliverables(
    demonstration: LivePortfolio, page: Open
) -> None:
    """Clause 1's projects are on track by 31 January, its proposal is seventeen days late."""
    seen = view(demonstration, date(2014, 1, 31))
    assert road.by_clause(seen)[1].late
    for name in ("road", "summary", "declaration"):
        said = html(page(name, as_of="2014-01-31"))
        for row in re.findall(r"<tr.*?</tr>", said):
            if "clause_shown=1&" in row or 'clause_shown=1"' in row or "clause=1" in row:
                assert 'rp-on_track"' not in row, row
    overall = html(page("road", as_of="2014-01-31"))
    both = overall[overall.index("rp-both") : overall.index("</dl>", overall.index("rp-both"))]
    assert "rp-on_track rp-quiet" in both
    assert both.index("rp-late") < both.index("rp-on_track")


def test_a_view_by_country_or_funder_shows_the_standing_of_projects_alone(
    demonstration: LivePortfolio, page: Open
) -> None:
    words = Translator("en")
    for filtered in ({"country": "LY"}, {"funder": "ILLUSTRATIVE-A"}):
        said = html(page("road", **filtered))
        assert words("standing.text") not in re.findall("<dt>(.*?)</dt>", said)
        assert words("standing.projects") in re.findall("<dt>(.*?)</dt>", said)


def test_nothing_due_yet_has_no_colour(demonstration: LivePortfolio, page: Open) -> None:
    said = html(page("road", as_of="2013-11-20"))
    both = said[said.index("rp-both") : said.index("</dl>", said.index("rp-both"))]
    assert "rp-on_track" not in both
    assert Translator("en")("standing.nothing_due") in both


def test_after_the_conference_there_is_done_and_not_done(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("road", as_of="2015-03-01"))
    both = said[said.index("rp-both") : said.index("</dl>", said.index("rp-both"))]
    assert {"rp-late", "rp-at_risk", "rp-on_track"}.isdisjoint(re.findall(r"rp-\w+", both)) or (
        "rp-not_done" in both
    )
    assert Translator("en")("standing.not_done") in both
    assert "no day was fixed" in said


def test_the_limits_of_the_text_stand_in_their_own_band(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("road"))
    band = said[said.index('class="rp-road-limits"') : said.index("</tbody>")]
    assert re.findall(r'rp-flag rp-flag-(\w+)"><span aria-hidden="true">(\d+)', band) == [
        ("late", "1"),
        ("due", "4"),
        ("due", "11"),
    ]
    assert "clause_shown=4" in band


def test_an_earlier_day_moves_everything(demonstration: LivePortfolio, page: Open) -> None:
    said = html(page("road", as_of="2013-12-31"))
    assert "rp-flag rp-flag-late" not in said
    whole = Translator("en").count("conference.to.last", 365, day=date(2014, 12, 31))
    assert whole.removeprefix("365").strip() in said
    assert ">365<" in said


def test_after_the_conference_every_limit_is_past(demonstration: LivePortfolio, page: Open) -> None:
    said = html(page("road", as_of="2015-03-01"))
    assert "rp-flag rp-flag-due" not in said
    assert Translator("en")("declaration.answer.no_next") in said


def test_late_milestones_come_first_and_name_their_projects(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("road", as_of="2014-06-30"))
    table = said[said.index("rp-table rp-milestones") :]
    late = [
        int(n) for n in re.findall(r'class="rp-number"[^>]*>(\d+)</td><td class="rp-number"', table)
    ]
    assert late == sorted(late, reverse=True)
    assert late
    assert "as_of" not in re.findall(r'href="(/projects[^"]*)"', table)[0]  # the default day
    assert "project=ILL-" in table


def test_without_milestones_the_limits_remain(empty: LivePortfolio, page: Open) -> None:
    test = page("road", as_of="2014-06-30")
    assert not test.exception
    said = html(test)
    assert Translator("en")("road.answer.empty") in said
    assert "rp-flag rp-flag-late" in said
    assert Translator("en")("empty.unpublished") in said


def test_a_filter_by_clause_keeps_the_limits_of_that_clause(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("road", clause="11"))
    assert "Tripoli meeting held" not in said
    assert "Conference held" in said


@pytest.mark.parametrize("portfolio", list(PortfolioChoice))
def test_a_clause_without_a_deadline_says_so_whatever_is_done(
    demonstration: LivePortfolio, portfolio: PortfolioChoice
) -> None:
    """Each of the eleven clauses against the deadlines that the road shows."""
    question = demonstration.default_question()
    question = replace(question, scope=replace(question.scope, portfolio=portfolio))
    for day in (date(2014, 1, 31), date(2014, 6, 30), date(2014, 12, 20)):
        seen = View(
            demonstration.portfolio(), replace(question, as_of=day), demonstration.conference
        )
        dated = {
            line.deliverable.clause
            for line in road.limits(seen, demonstration.declaration().deliverables)
            if line.by is not None
        }
        assert dated == {1, 4, 11}
        for number, standing in road.by_clause(seen).items():
            assert standing.has_deadline is (number in dated), number
            if number not in dated:
                assert text_status(standing) is ScheduleStatus.NOTHING_DUE, number
                assert not standing.due
            else:
                assert standing.due or standing.late or standing.done, number


def test_clause_2_sets_no_deadline_also_once_its_list_is_adopted(
    demonstration: LivePortfolio, page: Open
) -> None:
    assert road.by_clause(view(demonstration, date(2014, 6, 30)))[2].done == 1
    said = html(page("declaration", clause_shown="2"))
    assert Translator("en")("standing.text.no_deadline") in said
    assert Translator("en")("standing.text.on_track") not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_late_milestone_of_the_list_is_called_late_first(page: Open, language: str) -> None:
    words, said = Translator(language), html(page("road", language))
    states = re.findall(r'<span class="rp-state rp-state-late">([^<]*)</span></td></tr>', said)
    late = {words("milestone.overdue"), words("milestone.late.missed")}
    milestones = [state for state in states if state in late]
    assert late <= set(milestones)
    assert all(state.startswith(words("standing.late")) for state in late)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("demonstration")
def test_cells_of_the_calendar_name_their_column_where_there_are_no_heads(
    page: Open, language: str
) -> None:
    said, words = html(page("road", language)), Translator(language)
    cells = re.findall(r'<td[^>]*class="rp-work-cell"[^>]*>', said)
    assert cells
    for cell in cells:
        assert f'data-label="{escape(words("road.calendar.work"))}"' in cell
    assert f'data-label="{escape(words("column.standing"))}"' in said
