"""The Summary page: the minister's answer, exact and explained."""

import json
import re
from collections import OrderedDict
from datetime import date

import pytest

from portfolio.domain.clauses import CONFERENCE_WINDOW
from portfolio.domain.reference import Region
from portfolio.measures import headline as measures_headline
from portfolio.present.html import esc
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES, catalog
from portfolio.text.words import Translator
from portfolio.ui import filters
from portfolio.ui.metrics import HEADLINE
from tests.ui.conftest import Open, html

WORDS = Translator("en")
CHARTS = ["kinds", "priorities", "curve", "years", "map", "countries"]


def test_the_answer_holds_the_exact_figures_of_the_measures(
    demonstration: LivePortfolio, page: Open
) -> None:
    amounts = measures_headline.headline(
        demonstration.view(demonstration.default_question())
    ).amounts
    said = html(page("summary"))
    for figure in HEADLINE:
        assert WORDS.exact(amounts.of(figure), "EUR") in said
        assert WORDS.amount(amounts.of(figure), "EUR") in said


def test_the_answer_says_coverage_and_the_days_that_are_left(
    demonstration: LivePortfolio, page: Open
) -> None:
    amounts = measures_headline.headline(
        demonstration.view(demonstration.default_question())
    ).amounts
    said = html(page("summary"))
    assert f"<small>{WORDS.share(amounts.coverage)}</small>" in said
    assert "<strong>184</strong>" in said


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["summary", "gaps", "funders", "road", "projects", "declaration"])
def test_every_headline_of_the_example_says_that_it_is_one(
    page: Open, name: str, language: str
) -> None:
    words = Translator(language)
    example, record = html(page(name, language)), html(page(name, language, portfolio="record"))
    title = esc(words(f"nav.{name}"))
    assert f'<h1>{title}</h1><span class="rp-example" title="' in example
    demonstration = words("example.mark.record")
    assert f'<h1>{title}</h1><span class="rp-example">{demonstration}</span>' in record
    for shown, other in ((example, "record"), (record, "example")):
        way = "portfolio=record&amp;" if other == "record" else ""
        path = "" if name == "summary" else name
        link = re.search(rf'<a [^>]*href="/{path}\?{way}lang={language}"[^>]*>([^<]*)</a>', shown)
        assert link
        assert link[1] == words(f"portfolio.{other}")


def test_every_chart_has_its_sentence_and_its_alternative(
    demonstration: LivePortfolio, page: Open
) -> None:
    test = page("summary")
    charts = test.get("plotly_chart")
    assert len(charts) == len(CHARTS)
    assert all(len(chart.proto.alt) > 40 for chart in charts)
    assert (
        html(test).count('class="rp-takeaway"') == len(CHARTS) + 2
    )  # the scorecard and all recorded funding


def test_the_scorecard_has_the_eleven_clauses_in_order(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("summary")).partition("rp-scorecard")[2]
    places = [
        said.index(f">{clause.number}. {clause.labels['en']}</a>")
        for clause in demonstration.declaration().clauses
    ]
    assert len(places) == 11
    assert places == sorted(places)


def test_a_headline_opens_the_rows_that_add_up_to_it(
    demonstration: LivePortfolio, page: Open
) -> None:
    amounts = measures_headline.headline(
        demonstration.view(demonstration.default_question())
    ).amounts
    test = page("summary").button(key="explain-requirement").click().run()
    assert not test.exception
    total = WORDS.exact(amounts.requirement, "EUR")
    said = html(test)
    told = catalog("en").phrases["explain.rows"][1]
    assert told.partition("{n}")[2].partition("{")[0] in said
    assert (
        f'<td class="rp-number" title="">{total}' in said or f">{total}</td></tr></tfoot>" in said
    )


def test_every_headline_can_be_explained(demonstration: LivePortfolio, page: Open) -> None:
    test = page("summary", "ar")
    for figure in (*HEADLINE,):
        assert not test.button(key=f"explain-{figure}").click().run().exception


def test_a_table_shows_the_numbers_of_its_chart(demonstration: LivePortfolio, page: Open) -> None:
    test = page("summary").toggle(key="table-kinds").set_value(True).run()
    assert not test.exception
    assert len(test.get("plotly_chart")) == len(CHARTS) - 1
    assert WORDS("chart.kinds.title") in html(test)
    assert 'href="/download/' in html(test)


def test_the_filter_form_writes_the_address(demonstration: LivePortfolio, page: Open) -> None:
    test = page("summary")
    test.session_state[filters.key({"lang": ["en"]})] = True
    test.run()
    region = next(m for m in test.multiselect if m.label == WORDS("filter.region"))
    region.set_value([Region.SAHEL_SAHARA])
    currency = next(s for s in test.selectbox if s.label == WORDS("filter.currency"))
    currency.set_value("XOF")
    next(button for button in test.button if button.label == WORDS("filter.apply")).click().run()
    assert not test.exception
    assert dict(test.query_params) == {
        "region": "sahel_sahara",
        "currency": "XOF",
        "lang": "en",
    }


def test_a_filter_by_funder_says_what_it_narrows(demonstration: LivePortfolio, page: Open) -> None:
    assert WORDS("filter.funder.note") in html(page("summary", funder=["ILLUSTRATIVE-A"]))


def test_projects_that_cannot_be_converted_are_named_beside_the_total(
    demonstration: LivePortfolio, page: Open
) -> None:
    headline = measures_headline.headline(demonstration.view(demonstration.default_question()))
    assert headline.left_out, "the demonstration shows a missing rate"
    said = html(page("summary"))
    currencies = ", ".join(sorted({row.currency for row in headline.left_out}))
    left_out = WORDS.count("notes.left_out", headline.projects_left_out, currencies=currencies)
    assert left_out in said
    assert said.index("rp-requirement") < said.index(left_out), "under the answer, never above"
    for row in headline.left_out:
        assert WORDS.exact(row.amount_minor, row.currency) in said


def test_figures_of_charts_name_no_other_host(demonstration: LivePortfolio, page: Open) -> None:
    for chart in page("summary").get("plotly_chart"):
        assert "http" not in chart.proto.spec
        assert json.loads(chart.proto.spec)["layout"]["template"]


def test_names_of_clauses_are_marked_as_ours_in_arabic_and_once_a_part(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = f">{Translator('ar')('note.clause_words')}<"  # what is read, not what its picture has
    assert html(page("summary", "ar")).count(said) == 1  # the scorecard
    assert html(page("gaps", "ar")).count(said) == 1  # the grid of clauses and countries
    assert WORDS("note.clause_words") not in html(page("summary"))


def test_every_kind_of_money_in_a_chart_of_bars_is_named_beside_it(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("summary"))
    named = f'<i class="rp-is-gap"></i>{WORDS("figure.gap.short")}</li>'
    assert said.count(named) == len(("kinds", "priorities", "countries"))


@pytest.mark.parametrize(("day", "warns"), [("2014-12-31", False), ("2015-03-01", True)])
def test_a_conference_outside_the_declarations_half_year_is_accepted_with_a_warning(
    demonstration: LivePortfolio, page: Open, monkeypatch: pytest.MonkeyPatch, day: str, warns: bool
) -> None:
    monkeypatch.setattr(demonstration, "_planned_conference", date.fromisoformat(day))
    monkeypatch.setattr(demonstration, "_views", OrderedDict())
    first, last = CONFERENCE_WINDOW
    told = WORDS("conference.outside", day=date.fromisoformat(day), first=first, last=last)
    assert (told in html(page("summary"))) is warns


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_years_stand_below_the_first_screen_and_the_curve(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words, said = Translator(language), html(page("summary", language))
    title = f'class="rp-chart-title">{esc(words("chart.years.title"))}</h2>'
    assert said.count(title) == 1
    assert said.index("rp-requirement") < said.index(words("chart.curve.title")) < said.index(title)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scenes_of_the_example_are_links_and_the_one_shown_says_its_sentence(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    first, *others = demonstration.scenes
    shown = html(page("summary", language, as_of=first.day.isoformat()))
    for scene in demonstration.scenes:
        assert f'href="/?as_of={scene.day}&amp;lang={language}"' in shown
        assert esc(scene.titles[language]) in shown
    assert esc(first.sentences[language]) in shown
    assert not [scene for scene in others if esc(scene.sentences[language]) in shown]
    record = html(page("summary", language, as_of=first.day.isoformat(), portfolio="record"))
    assert "rp-scenes" not in record.split("<style>")[0]


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rows_of_a_card_add_up_to_the_whole_on_wide_and_narrow_screens(
    page: Open, language: str
) -> None:
    """What is not named stands in one row: of fewer named rows it holds more."""
    cards = html(page("summary", language)).partition('class="rp-cards"')[2]
    lists = re.findall(r'<ul class="rp-list">(.*?)</ul>', cards)
    assert len(lists) == 2
    for rows in lists:
        shares = re.findall(
            r'<li(?: class="([^"]*)")?>.*?<span class="rp-list-share">[^\d]*([\d.,]+)', rows
        )
        for screen, other in (
            ("rp-wide-only", "rp-narrow-only"),
            ("rp-narrow-only", "rp-wide-only"),
        ):
            shown = [float(n.replace(",", ".")) for kind, n in shares if other not in kind]
            assert len(shown) == (4 if screen == "rp-wide-only" else 3)
            assert sum(shown) == pytest.approx(100, abs=0.21)
