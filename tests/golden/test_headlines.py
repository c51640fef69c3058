"""The sentences at the head of every reading page, in each language, for six views: golden text.

``PORTFOLIO_GOLDEN=write pytest tests/golden/test_headlines.py`` writes the file anew: read the
difference before it is accepted, aloud and in all three languages.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any, Final, cast

import pytest

from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from tests.begun import begun
from tests.ui import conftest as pages

GOLDEN: Final = Path(__file__).parent / "headlines.json"
Query = dict[str, str | list[str]]
VIEWS: Final[dict[str, Query]] = {
    "whole": {},
    "one country": {"country": ["ML"]},
    "one funder": {"funder": ["ILLUSTRATIVE-A"]},
    "no requirement": {"portfolio": "record", "country": ["MR"]},
    "nothing recorded": {"portfolio": "record", "country": ["TN"]},
    "after the conference": {"as_of": "2015-02-01"},
}
RECORD: Final[Query] = {"portfolio": "record"}
ANSWER: Final = ("rp-answer-said", "rp-count", "rp-empty-what", "rp-both")
CLAUSE: Final = (*ANSWER, "rp-takeaway")


@dataclass(frozen=True)
class Page:
    """Where a page stands, and the classes of its sentences: the first of them, or every one.

    ``own``: what the address of a view says otherwise on this page.
    """

    name: str
    beside: Query
    classes: tuple[str, ...] = ANSWER
    says_several: bool = False
    own: Mapping[str, Query] = field(default_factory=dict)

    def query(self, view: str) -> Query:
        """The address of the page in one of the views."""
        return {**VIEWS[view], **self.beside, **self.own.get(view, {})}


PAGES: Final = {
    **{
        name: Page(name, {})
        for name in ("summary", "declaration", "gaps", "funders", "road", "projects")
    },
    "in preparation": Page("summary", {"band": "pipeline"}),
    "context": Page(
        "summary",
        {"band": "context", **RECORD},
        own={
            "one funder": {"funder": ["XM-DAC-918"]},
            "no requirement": {"country": ["BF"]},
            "nothing recorded": {"portfolio": "example"},
        },
    ),
    "clause": Page("declaration", {"clause_shown": "3"}, CLAUSE, True),
    "clause with deadlines": Page("declaration", {"clause_shown": "4"}, CLAUSE, True),
    "project": Page(
        "projects",
        {"project": "ILL-13"},
        ("rp-answer-said", "rp-apart-note", "rp-takeaway"),
        True,
        own={
            "no requirement": {"project": "EU-MR-MIG"},
            "nothing recorded": {"project": "DE-TN"},
        },
    ),
    "country": Page(
        "country",
        {"country": "ML"},
        (*ANSWER, "rp-stat", "rp-takeaway"),
        True,
        own={"no requirement": {"country": ["MR"]}, "nothing recorded": {"country": ["TN"]}},
    ),
    "funder": Page(
        "funder",
        {"funder": "ILLUSTRATIVE-A"},
        (*ANSWER, "rp-stat", "rp-takeaway"),
        True,
        own={
            "no requirement": {"funder": ["XI-IATI-EC_NEAR"]},
            "nothing recorded": {"funder": ["NO-SUCH-FUNDER"]},
        },
    ),
    "lists": Page("lists", {}, ("rp-answer-said", "rp-takeaway"), True),
    "completeness": Page("completeness", {}, (*ANSWER, "rp-takeaway"), True),
    "method": Page("method", {}, ("rp-lead",)),
}


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortfolio]:
    """The demonstration, in force for every page of this module."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("headlines")
        shutil.copy(begun(tmp_path_factory), folder / pages.STORE)
        for register in pages._opened(folder, demonstration=True):
            patch.setattr("portfolio.ui.session.register", lambda held=register: held)
            yield register


def _sentences(page: Page, language: str, view: str) -> str | list[str]:
    """What a page says in a view: one sentence, or several in the order they stand in."""
    test = pages.opened(page.name, language, **cast(Any, page.query(view)))
    assert not test.exception, test.exception
    found = [_plain(match) for match in _elements(page.classes).finditer(pages.html(test))]
    assert found, f"{page.name} says no sentence"
    return found if page.says_several else found[0]


def _elements(classes: tuple[str, ...]) -> re.Pattern[str]:
    own = "|".join(classes)
    pattern = rf'<(p|div|dl)[^>]*class="[^"]*\b(?:{own})\b[^"]*"[^>]*>(.*?)</\1>'
    return re.compile(pattern, re.DOTALL)


def _plain(element: re.Match[str]) -> str:
    told = re.sub(r"</(dt|dd|li)>", " ", element.group(2))
    told = re.sub(r"<[^>]+>", "", told)
    return unescape(" ".join(told.split()) if "rp-both" in element.group(0) else told).strip()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("demonstration")
def test_the_headline_of_a_page_is_the_golden_text(name: str, language: str) -> None:
    found = {view: _sentences(PAGES[name], language, view) for view in VIEWS}
    known: dict[str, Any] = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}
    if os.environ.get("PORTFOLIO_GOLDEN") == "write":
        known.setdefault(name, {})[language] = found
        GOLDEN.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert found == known[name][language]
