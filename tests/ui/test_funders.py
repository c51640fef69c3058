"""Funders: who gives what to which clause, how pledges age, and what a click narrows to."""

from dataclasses import replace
from html import unescape

import pytest

from portfolio.domain.contents import PledgingEvent, PledgingLine
from portfolio.domain.projects import Status
from portfolio.measures import breakdowns, delivery, funders, headline, lists
from portfolio.measures.figures import FUNDER_FIGURES, Figure
from portfolio.present.format import Formatter
from portfolio.present.html import esc
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES, catalog
from portfolio.text.words import Translator
from portfolio.ui import pledges, project_rows
from tests.ui.conftest import Open, html
from tests.ui.test_gaps import at_default, reading, row_of, select

WORDS = Translator("en")
ONE = "ILLUSTRATIVE-A"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cards_hold_what_funders_secured_pledged_and_paid(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words = Translator(language)
    amounts = headline.headline(demonstration.view(at_default(demonstration))).amounts
    said = html(page("funders", language))
    for figure in FUNDER_FIGURES:
        assert esc(words.exact(amounts.of(figure), "EUR")) in said
        assert esc(words.amount(amounts.of(figure), "EUR")) in said


def test_the_table_links_every_funder(demonstration: LivePortfolio, page: Open) -> None:
    question = at_default(demonstration)
    said = html(page("funders").toggle(key="table-funders").set_value(True).run())
    lines = breakdowns.split(demonstration.view(question), "funder").lines
    for line in lines:
        start = said.index(f'href="/funder?funder={line.key}&amp;lang=en"', said.index("<tbody>"))
        row = said[start : said.index("</tr>", start)]
        for figure in (Figure.SECURED, Figure.PAID):
            assert esc(Formatter(WORDS, "EUR").exact_of(line.amounts, figure)) in row


def test_a_bar_narrows_the_page_to_one_funder_and_says_what_stays_whole(
    demonstration: LivePortfolio, page: Open
) -> None:
    test = select(page("funders"), "funders", [ONE])
    assert dict(test.query_params) == {"funder": ONE, "lang": "en"}
    test.query_params["all"] = "funded"
    said = html(test.run())
    assert WORDS("filter.funder.note") in said
    view = demonstration.view(at_default(demonstration, funders=frozenset({ONE})))
    (title,) = catalog("en").phrases["funders.projects"]
    funded = said[said.index(title.partition("{names}")[0]) :]
    for line in lists.lines(view, lists.listed_projects(view)):
        if line.status is Status.CANCELLED:
            assert f"project={line.identifier}&" not in funded
            continue
        row = row_of(funded, line.identifier)
        for figure in project_rows.FUNDED:
            assert esc(Formatter(WORDS, "EUR").exact_of(line.amounts, figure)) in row


def test_a_cell_narrows_the_page_to_its_funder_and_clause(
    demonstration: LivePortfolio, page: Open
) -> None:
    test = select(page("funders", "fr"), "funder_clause", f"{ONE}|6")
    assert dict(test.query_params) == {"clause": "6", "funder": ONE, "lang": "fr"}


@pytest.mark.parametrize("custom", ["nobody", "nobody|6", f"{ONE}|unallocated", f"{ONE}|99", None])
def test_what_names_no_funder_narrows_nothing(
    demonstration: LivePortfolio, page: Open, custom: object
) -> None:
    for chart in ("funders", "funder_clause"):
        test = select(page("funders"), chart, custom)
        assert not test.exception
        assert dict(test.query_params) == {"lang": "en"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pledge_shows_its_first_amount_what_stands_now_and_its_age(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words = Translator(language)
    lines = funders.pledges(demonstration.view(at_default(demonstration)))
    assert any(line.revisions for line in lines)
    said = html(page("funders", language, all="pledges"))
    table = said[said.index("rp-pledges") :]
    for row, line in zip(table.split("<tr>")[2:], lines, strict=False):
        assert f"project={line.project}&amp;" in row
        assert esc(words.count("count.days", line.age_days)) in row
        for minor in (line.first, line.live, line.open):
            assert esc(words.exact(minor, "EUR")) in row
        if line.revisions:
            assert esc(words.count("count.revisions", line.revisions)) in row


def test_a_pledge_is_raised_lowered_or_where_it_was(demonstration: LivePortfolio) -> None:
    line = funders.pledges(demonstration.view(at_default(demonstration)))[0]
    said = [
        pledges.change(replace(line, first=first, live=live))
        for first, live in ((5, 7), (7, 5), (5, 5), (None, 5), (5, None))
    ]
    assert said == ["raised", "lowered", "same", "", ""]


def test_the_file_of_pledges_has_a_row_for_each_and_exact_amounts(
    demonstration: LivePortfolio,
) -> None:
    view = demonstration.view(at_default(demonstration))
    lines = funders.pledges(view)
    table = pledges.as_table(reading(demonstration, view), lines)
    assert len(table.rows) == len(lines)
    assert all(len(row) == len(table.columns) for row in table.rows)
    at = next(i for i, c in enumerate(table.columns) if c.label == WORDS("funders.pledges.live"))
    assert [int(row[at].file_value.replace(".", "")) for row in table.rows] == [
        x.live for x in lines
    ]


def test_money_without_a_named_funder_stands_under_its_own_name(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("funders", funder="unknown"))
    assert WORDS("part.unknown") in said or WORDS("empty.filtered") in said


def test_pledging_conferences_are_context_and_count_nowhere(
    demonstration: LivePortfolio, page: Open
) -> None:
    events = demonstration.pledging_events()
    said = html(page("funders"))
    assert events
    assert WORDS("funders.events.note") in said
    for event in events:
        assert esc(event.name) in said
        for line in event.lines:
            assert esc(WORDS.exact(line.amount_minor, line.currency)) in said
    before = html(page("funders", as_of="2013-01-01"))
    assert WORDS("funders.events.none") in before
    assert not any(esc(event.name) in before for event in events)


def test_what_a_source_says_is_text_and_never_markup(
    demonstration: LivePortfolio, page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    event = PledgingEvent(
        hostile,
        demonstration.default_day,
        None,
        None,
        (PledgingLine(hostile, 100, "EUR", hostile),),
        ("javascript:alert(1)", f"https://example.org/{hostile}"),
        hostile,
    )
    monkeypatch.setattr(type(demonstration), "pledging_events", lambda self: (event,))
    said = html(page("funders"))
    assert hostile not in said
    assert 'href="javascript:' not in said
    assert esc(hostile) in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("funder", ["", ONE])
def test_secured_and_disbursed_say_what_of_them_is_toward_a_requirement(
    demonstration: LivePortfolio, page: Open, language: str, funder: str
) -> None:
    """A reader comes from what Summary calls covered, and finds it in a greater sum."""
    words = Translator(language)
    narrowed = {"funders": frozenset({funder})} if funder else {}
    view = demonstration.view(at_default(demonstration, **narrowed))
    whole = headline.headline(view).amounts
    parts = headline.funding_parts(view)
    assert parts[Figure.SECURED].whole == whole.secured
    assert parts[Figure.PAID].whole == whole.paid
    covered = sum(line.amounts.covered or 0 for line in breakdowns.split(view, "funder").lines)
    assert parts[Figure.SECURED].toward == covered
    if not funder:
        assert parts[Figure.SECURED].surplus == whole.surplus
        assert parts[Figure.PAID].toward == whole.disbursed_toward_requirement
    said = html(page("funders", language, **({"funder": funder} if funder else {})))
    for figure in (Figure.SECURED, Figure.PAID):
        part = parts[figure]
        told = words(
            f"funders.parts.{figure}",
            whole=words.amount(part.whole, "EUR"),
            toward=words.amount(part.toward, "EUR"),
            surplus=words.amount(part.surplus, "EUR"),
            rest=words.amount(part.rest, "EUR"),
        )
        assert esc(told) in said


def test_a_telephone_reads_the_grid_as_a_list_for_each_funder(
    demonstration: LivePortfolio, page: Open
) -> None:
    crossing = breakdowns.crossing(
        demonstration.view(at_default(demonstration)), "funder", "clause"
    )
    said = html(page("funders", "ar"))
    start = said.index('<div class="rp-cross-lists">')
    lists_ = said[start : said.index("</div>", start)]
    words = Translator("ar")
    for (funder, clause), amounts in crossing.cells.items():
        if amounts.secured:
            link = f'href="/funders?clause={clause}&amp;funder={funder}&amp;lang=ar"'
            cell = lists_[lists_.index(link) :] if clause.isdigit() else lists_
            assert esc(words.exact(amounts.secured, "EUR")) in cell
    assert lists_.count("<details") == sum(
        any(crossing.cells[key].secured for key in crossing.cells if key[0] == row)
        for row in crossing.rows
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_pledged_most_and_how_much_of_it_is_disbursed_is_said_first(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words = Translator(language)
    most = delivery.delivery(demonstration.view(at_default(demonstration)))[0]
    assert most.disbursed_share is not None
    said = html(page("funders", language))
    first = unescape(said[: said.index("rp-card")])
    assert f'href="/funder?funder={most.funder}&lang={language}"' in first
    for value in (
        words.share(most.disbursed_share),
        words.amount((most.own_amounts or most.amounts).announcements, most.currency or "EUR"),
    ):
        assert value in first
    own = unescape(html(page("funder", language, funder=most.funder)))
    assert words.share(most.disbursed_share) in own
