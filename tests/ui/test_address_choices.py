"""Every name an address may carry, with a value there is not: a sentence, or the default view."""

import re

import pytest

from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui.session import BESIDE
from tests.ui.conftest import Open, html

NONSENSE = "nonsense"
# Of the question itself: each is told on every page.
ASKED = (
    "kind",
    "priority",
    "clause",
    "country",
    "region",
    "funder",
    "status",
    "provenance",
    "as_of",
    "known_on",
    "currency",
    "confidence",
    "version",
    "in_kind",
    "band",
    "portfolio",
)
# Of one page: the page, who opens it, and whether it says so; else it shows its default view.
OF_A_PAGE = {
    "explain": ("summary", None, True),
    "ranked": ("gaps", None, True),
    "close": ("gaps", None, True),
    "finance": ("funders", None, True),
    "announcement": ("funders", None, True),
    "clause_shown": (
        "declaration",
        None,
        False,
    ),  # answers as a page that does not exist: test_clause
    "page": ("projects", None, True),
    "search": ("projects", None, False),
    "project": ("projects", None, True),
    "table": ("funders", None, False),
    "all": ("gaps", None, False),
    "sort": ("projects", None, True),
    "lang": ("summary", None, False),
    "embed": ("summary", None, False),
    "embed_options": ("summary", None, False),
    "rule": ("quality", "secretary", True),
    "owner": ("quality", "secretary", False),
    "stage": ("desk", "donor", True),
    "section": ("administration", "administrator", True),
    "form": ("administration", "administrator", False),
    "item": ("administration", "administrator", False),
    "draft": ("entry", "secretary", False),
    "step": ("entry", "secretary", False),
    "field": ("entry", "secretary", False),
}
ALERT = re.compile(r'role="alert"')


def test_every_name_of_a_page_is_tried() -> None:
    assert set(OF_A_PAGE) == set(BESIDE)


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("name", ASKED)
def test_a_value_the_question_does_not_have_is_told(page: Open, name: str) -> None:
    test = page("gaps", **{name: NONSENSE})
    assert not test.exception
    said = html(test)
    assert ALERT.search(said)
    assert NONSENSE in said.lower()


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("name", OF_A_PAGE)
def test_a_value_a_page_does_not_have_is_told_or_leaves_the_default(page: Open, name: str) -> None:
    where, role, is_told = OF_A_PAGE[name]
    test = page(where, as_role=role, **{name: NONSENSE})
    assert not test.exception
    said = html(test)
    assert "<footer" in said
    if is_told:
        assert ALERT.search(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["explain", "ranked", "close", "finance", "announcement"])
def test_an_unknown_choice_is_told_in_every_language(
    demonstration: LivePortfolio, page: Open, name: str, language: str
) -> None:
    said = html(page("gaps", language, **{name: NONSENSE}))
    assert Translator(language)("error.unknown_choice", name=name, value=NONSENSE) in said.replace(
        "&#x27;", "'"
    )


@pytest.mark.parametrize("wanted", ["gap", "secured:country:LY"])
def test_an_explanation_there_is_is_no_mistake(
    demonstration: LivePortfolio, page: Open, wanted: str
) -> None:
    assert not ALERT.search(html(page("gaps", explain=wanted)))
