"""The Completeness page says of how many projects what is recorded, and whom to ask for the rest."""

import re
from dataclasses import replace
from fnmatch import fnmatch
from html import unescape

import pytest

from portfolio.domain.params import PortfolioChoice, Visibility
from portfolio.measures.completeness import Part, completeness
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_answers_in_one_sentence_with_its_bars(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words = Translator(language)
    view = demonstration.view(demonstration.default_question())
    record = completeness(view)
    said = html(page("completeness", language))
    counts = {part.value: words.number(record.recorded_projects[part]) for part in Part}
    assert words.count("completeness.answer", record.projects, **counts) in said
    for part in Part:
        assert words.share(record.share(part)) in said


def test_the_file_lists_every_project_and_every_funder(
    demonstration: LivePortfolio, page: Open, offered: dict[str, bytes]
) -> None:
    record = completeness(demonstration.view(demonstration.default_question()))
    page("completeness")
    projects = next(body for name, body in offered.items() if fnmatch(name, "incomplete*.csv"))
    funders = next(body for name, body in offered.items() if fnmatch(name, "last-entries*.csv"))
    for line in record.incomplete:
        assert line.identifier in projects.decode()
    assert len(funders.decode().split("\n\r\n")[0].splitlines()) >= len(record.funders)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_counts_the_offices_that_can_be_asked_and_names_the_implementer_where_none_is(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words = Translator(language)
    asked = replace(
        demonstration.default_question(), scope=Visibility(portfolio=PortfolioChoice.RECORD)
    )
    lines = completeness(demonstration.view(asked)).incomplete
    bare = [line for line in lines if not (line.contact_office or line.contact_email)]
    assert 0 < len(bare) < len(lines), "the record has projects with an office and without"
    said = unescape(html(page("completeness", language, portfolio="record")))
    text = re.sub("<[^>]+>|[\u2066-\u2069]", "", said)
    named = words.number(len(lines) - len(bare))
    assert words.count("completeness.incomplete.takeaway", len(lines), named=named) in said
    assert words("completeness.whom.funder") in said
    organisations = demonstration.portfolio().labels.organisations.values()
    names = {one.identifier: one.names for one in organisations}
    for line in bare:
        if line.implementer is not None:
            name = words.choose(names[line.implementer])
            assert words("completeness.no_office.implementer", name=name) in text


def test_whoever_reads_the_same_rows_are_looked_at(
    demonstration: LivePortfolio, page: Open
) -> None:
    answer = Translator("en")("nav.completeness.lead")
    everybody = html(page("completeness"))
    staff = html(page("completeness", as_role="secretary", version="working"))
    assert answer in everybody
    (one,), (other,) = (
        [line for line in said.splitlines() if "a requirement is recorded for" in line]
        for said in (everybody, staff)
    )
    assert one == other


def test_an_empty_record_says_so(empty: LivePortfolio, page: Open) -> None:
    assert Translator("en")("empty.unpublished") in html(page("completeness")).replace(
        "&#x27;", "'"
    )
