"""The sentence at the head of every reading page, in each language, for six views: golden text.

``PORTFOLIO_GOLDEN=write pytest tests/golden/test_headlines.py`` writes the file anew: read the
difference before it is accepted, aloud and in all three languages.
"""

import json
import os
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, Final, cast

import pytest

from portfolio.services.portfolio import Register
from portfolio.text.languages import LANGUAGES
from tests.ui import conftest as pages

GOLDEN: Final = Path(__file__).parent / "headlines.json"
PAGES: Final = ("summary", "declaration", "gaps", "funders", "road", "projects")
VIEWS: Final[dict[str, dict[str, str | list[str]]]] = {
    "whole": {},
    "one country": {"country": ["ML"]},
    "one funder": {"funder": ["ILLUSTRATIVE-A"]},
    "no requirement": {"portfolio": "record", "country": ["MR"]},
    "nothing recorded": {"portfolio": "record", "country": ["TN"]},
    "after the conference": {"as_of": "2015-02-01"},
}
# Where each page says its sentence.
_HEADLINE: Final = re.compile(
    r'<(p|div|dl)[^>]*class="[^"]*\b(?:rp-answer-said|rp-count|rp-empty-what|rp-both)\b[^"]*"[^>]*>(.*?)</\1>',
    re.DOTALL,
)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """The demonstration, in force for every page of this module."""
    with pytest.MonkeyPatch.context() as patch:
        for register in pages._opened(tmp_path_factory.mktemp("headlines"), demonstration=True):
            patch.setattr("portfolio.ui.session.register", lambda held=register: held)
            yield register


def _sentence(page: str, language: str, view: dict[str, str | list[str]]) -> str:
    test = pages.opened(page, language, **cast(Any, view))
    assert not test.exception, test.exception
    found = _HEADLINE.search(pages.html(test))
    assert found, f"{page} says no sentence"
    told = re.sub(r"<[^>]+>", "", found.group(2).replace("</dt>", "</dt> "))
    return unescape(" ".join(told.split()) if "rp-both" in found.group(0) else told).strip()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("demonstration")
def test_the_headline_of_a_page_is_the_golden_text(page: str, language: str) -> None:
    found = {name: _sentence(page, language, view) for name, view in VIEWS.items()}
    known: dict[str, Any] = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}
    if os.environ.get("PORTFOLIO_GOLDEN") == "write":
        known.setdefault(page, {})[language] = found
        GOLDEN.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert found == known[page][language]
