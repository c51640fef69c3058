"""Numbers that phrases word are the settings of the code."""

import re

import pytest

from portfolio.domain.money import MAX_AGE_DAYS, NEIGHBOUR_DAYS
from portfolio.measures.quality.money import WAITING
from portfolio.measures.quality.projects import MAX_DAYS_PROVISIONAL
from portfolio.services.sessions import LINK_LASTS
from portfolio.text.languages import LANGUAGES, catalog

# The unit in which each language words a reach of days.
DAYS = {"en": r"(\d+) days", "fr": r"(\d+) jours", "ar": r"(\d+) يوما"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_about_rates_names_the_reach_the_code_has(language: str) -> None:
    assert MAX_AGE_DAYS == NEIGHBOUR_DAYS
    found = {
        key: numbers
        for key, forms in catalog(language).phrases.items()
        if re.search(r"rate|left_out|currency", key)
        for numbers in [set(re.findall(DAYS[language], " ".join(forms)))]
        if numbers
    }
    assert len(found) >= 5
    assert {key for key, numbers in found.items() if numbers != {str(MAX_AGE_DAYS)}} == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "setting"),
    [
        ("quality.rule.proposed_waiting.said", WAITING),
        ("quality.rule.provisional_organisation", MAX_DAYS_PROVISIONAL),
        ("people.link", LINK_LASTS.days * 24),
    ],
)
def test_a_phrase_names_the_number_its_rule_has(language: str, key: str, setting: int) -> None:
    said = re.sub(r"\{[^}]*\}", "", catalog(language).phrases[key][0])
    assert re.findall(r"\d+", said) == [str(setting)]
