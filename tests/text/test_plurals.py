"""Counts and the words they count: no "1 clauses" in any language, for any number."""

import re
import string

import pytest

from portfolio.text.languages import LANGUAGES, ZERO, catalog
from portfolio.text.words import Translator

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
    "administration.person.added",
    "administration.reset.done",
    "people.password.hint",
    "doctor.drafts",
    "doctor.text_long",
    "backup.file",
    "imports.cell_too_long",
    "imports.sheet_too_long",
    "imports.sheet_too_wide",
    "imports.too_many_sheets",
    "imports.too_many_parts",
    "declaration.answer.done",
    "declaration.answer.done.zero",
    "administration.organisation.first",
}


# Asked only where there is one at least, so that none has no phrase of its own.
NEVER_NONE = {
    "import.nothing.rejected": "drawn where a row was rejected",
    "import.problem.rows": "alike problems of two rows at least",
    **dict.fromkeys(
        (f"paste.{name}" for name in ("added", "there", "left", "more", "add", "done")),
        "none has its own words, or no line",
    ),
    "cards.late.others": "what does not fit",
    "funder.others": "the same",
    "funder.nearby.more": "the same",
    "funder.nearby.said": "none has its own words",
    "latest.more": "what does not fit",
    "alike.found": "the projects that are alike",
    "closing.waiting.contact": "each reason with what it holds back",
    "closing.waiting.implementer": "the same",
    "closing.waiting.incomplete": "the same",
    "closing.waiting.stopped": "the same",
    "board.late.plan": "the late milestones of a clause",
    "cli.rest": "what does not fit",
    "completeness.answer.nothing": "the page of no project has its own words",
    "conflict.said": "the fields in conflict",
    "desk.looks.chosen": "what was chosen",
    "donor.several.chosen": "what was chosen",
    "explain.rest": "what does not fit",
    "lists.cancelled": "the projects of a list that are",
    "lists.no_rate": "the same",
    "lists.suspended": "the same",
    "lists.effect.joining": "the projects that join",
    "lists.effect.leaving": "the projects that leave",
    "notes.left_out": "the projects without a rate",
    "notes.pipeline": "the projects in preparation",
    "notes.pipeline.unstated": "the same",
    "projects.answer.no_rate": "the entries without a rate",
    "rates.confirm.more": "what does not fit",
    "rates.leave_out": "the lines that are refused",
    "rates.leave_out.waiting": "the same",
    "review.proposed": "the entries that are proposed",
    "road.list.all": "a button of a list that has more",
    "scale.billion": "an amount that reaches it",
    "scale.million": "the same",
    "scale.thousand": "the same",
    "several.choose_all": "the entries to choose from",
    "several.publish": "the drafts that can be published",
    "show.first": "the limit of a table",
    "standing.text.more": "what does not fit",
    "step.left": "what a step lacks",
    "summary.far.others": "what does not fit",
    "summary.where.others": "the same",
    "summary.who.others": "the same",
    "sheet.late.more": "what does not fit",
    "sheet.others": "what does not fit",
    "sheet.undisbursed.more": "what does not fit",
    "sheet.undisbursed.sum": "none has its own words",
    "sheet.ask.shortfall.together": "the projects with most missing",
}


def fields(form: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(form) if name}


def plurals(language: str) -> list[str]:
    return [key for key, forms in catalog(language).phrases.items() if len(forms) > 1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", NUMBERS)
def test_every_count_has_a_sentence(language: str, n: int) -> None:
    words = Translator(language)
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


def test_none_of_a_thing_has_a_phrase_of_its_own() -> None:
    """No "0 are late", "0 pays a": a count that can be none is worded by key.zero."""
    english = catalog("en").phrases
    bare = {key for key in plurals("en") if key + ZERO not in english}
    assert bare - NEVER_NONE.keys() == set(), "word them in zero.po, or name them in NEVER_NONE"
    assert NEVER_NONE.keys() - bare == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_for_none_names_no_number_and_is_the_one_that_is_said(language: str) -> None:
    words = Translator(language)
    for key in plurals(language):
        zero = catalog(language).phrases.get(key + ZERO)
        if zero is not None:
            values = {name: "…" for form in zero for name in fields(form)}
            assert "n" not in values, key
            assert words.count(key, 0, **values) == words(key + ZERO, **values)
            assert not re.search(r"\b0\b", zero[0]), key
            if language == "ar":
                assert catalog(language).phrases[key][0] == zero[0], key


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
