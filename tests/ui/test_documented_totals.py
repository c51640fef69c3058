"""The pages show the totals of the documented projects that were worked out by hand."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any, Final

import pytest

from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html

BY_HAND: Final = Path(__file__).parents[1] / "golden" / "documented-totals.md"
SHOWN: Final = {
    "summary": ("requirement", "secured", "gap", "pledged_open", "paid"),
    "gaps": ("gap", "gap_after_pledges", "gap_unpaid"),
    "funders": ("secured", "pledged_open", "paid"),
}


def totals(band: str = "official") -> dict[str, Any]:
    block = re.search(r"```json\n(.*?)```", BY_HAND.read_text("utf-8"), re.DOTALL)
    assert block
    found: dict[str, Any] = json.loads(block.group(1))["now"][band]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.usefixtures("demonstration")
def test_a_page_of_the_record_shows_the_hand_computation(
    page: Open, name: str, language: str
) -> None:
    shown = unescape(html(page(name, language, portfolio=["record"])))
    for figure in SHOWN[name]:
        if amount := totals()[figure]:  # what no row records is a dash, not a zero
            assert Translator(language).exact(amount, "EUR") in shown, figure
