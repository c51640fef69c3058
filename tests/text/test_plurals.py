"""Counts and the words they count: no "1 clauses" in any language, for any number."""

import re
import string

import pytest

from portfolio.text.catalogs import catalog
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Words

NUMBERS = (0, 1, 2, 3, 11, 100)
# What the product counts, where it is many.
NOUNS = {
    "en": set("clauses projects rows entries findings days hours minutes columns rates".split())
    | set("milestones funders countries deliverables pledges tables characters drafts".split())
    | set("periods sessions organisations flows files lines changes years months".split()),
    "fr": set("clauses projets lignes entrées constats jours heures minutes colonnes".split())
    | set("jalons étapes bailleurs livrables annonces tables caractères brouillons".split())
    | set("périodes sessions organisations fichiers changements écritures éléments".split()),
}
# Bounds set in the code and the number of deliverables in the declaration: far from one.
BOUNDS = {
    "error.password_too_long",
    "error.password_too_short",
    "error.too_long",
    "error.too_many_attempts",
    "error.too_many_rates",
    "error.too_many_rows",
    "housekeeping.person.added",
    "housekeeping.reset.done",
    "people.password.hint",
    "doctor.drafts",
    "doctor.text_long",
    "backup.file",
    "declaration.answer.done",
    "housekeeping.organisation.first",
}


def fields(form: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(form) if name}


def plurals(language: str) -> list[str]:
    return [key for key, forms in catalog(language).phrases.items() if len(forms) > 1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", NUMBERS)
def test_every_count_has_a_sentence(language: str, n: int) -> None:
    words = Words(language)
    for key in plurals(language):
        forms = catalog(language).phrases[key]
        values = {name: "…" for form in forms for name in fields(form)} | {"n": n}
        said = words.count(key, n, **{k: v for k, v in values.items() if k != "n"})
        assert "{" not in said, key
        assert said.strip(), key
        form = catalog(language).phrases[key][catalog(language).form(n)]
        # Arabic says none, one and two in words; a form that stands for many names its number.
        if "n" in set().union(*map(fields, forms)) and n > 2:
            assert "n" in fields(form), (key, form)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_value_but_a_count_stands_before_many(language: str) -> None:
    """A phrase with one form for all numbers may not read "1 clauses"."""
    wrong = []
    for key, forms in catalog(language).phrases.items():
        for at, form in enumerate(forms):
            for name, word in re.findall(r"\{(\w+)\} ([a-zà-ÿ’]+s)\b", form):
                counts = name == "n" and len(forms) > 1 and at == 1
                if word in NOUNS[language] and not counts and key not in BOUNDS:
                    wrong.append((key, form))
    assert wrong == []
