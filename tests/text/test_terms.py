"""The vocabulary of docs/vocabulary.md holds in every catalog: one term for one concept, no word it forbids."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from portfolio.text.languages import LANGUAGES, catalog

DOCUMENT = Path(__file__).parents[2] / "docs" / "vocabulary.md"
# The entries that name a concept and nothing else.
NAMING = {
    "requirement": ("figure.requirement", "figure.requirement.short"),
    "pledge": ("flow.pledge",),
    "commitment": ("flow.commitment",),
    "disbursement": ("flow.disbursement", "figure.paid", "figure.paid.short"),
    "expenditure": ("flow.expenditure", "figure.spent"),
    "secured funding": ("figure.secured", "figure.secured.short"),
    "coverage": ("figure.coverage", "figure.coverage.short"),
    "surplus": ("figure.surplus", "figure.surplus.short"),
    "funding gap": ("figure.gap", "figure.gap.short"),
    "disbursement gap": ("figure.gap_unpaid", "figure.gap_unpaid.short"),
    "type of cooperation": ("filter.kind", "field.kind", "axis.kind"),
    "funder": ("column.provider", "role.provider", "duty.donor"),
    "recipient": ("column.receiver", "cell.receiver"),
    "implementer": ("role.implementing",),
    "contact office": ("field.contact_office",),
    "verification": ("filter.confidence", "changed.confidences"),
    "proposed": ("confidence.proposed",),
    "confirmed": ("confidence.confirmed",),
    "documented": ("confidence.documented", "provenance.documented"),
    "data origin": ("filter.provenance", "axis.provenance", "changed.provenance"),
    "illustrative": ("provenance.illustrative",),
    "unallocated": ("part.unallocated",),
    "attached file": ("attachment.list",),
    "priority list": ("cell.list", "import.kind.list", "template.priority_lists"),
    "need": ("template.list_needs",),
    "on track": ("standing.on_track",),
    "at risk": ("standing.at_risk",),
    "late": ("standing.late",),
    "triangular": ("kind.triangular",),
    "inter-regional": ("kind.inter_regional",),
    "draft": ("draft.draft",),
    "administration": ("nav.administration",),
    "status": ("administration.state", "projects.state"),
}
VOWELS = re.compile("[\u064b-\u0652]")


@dataclass(frozen=True, slots=True)
class Term:
    """A concept: its wordings by language, the term first, and the words never said of it."""

    concept: str
    said: dict[str, list[str]]
    never: dict[str, list[str]]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rows(heading: str) -> list[list[str]]:
    """The rows of every table whose head begins with ``heading``."""
    found, inside = [], False
    for line in DOCUMENT.read_text("utf-8").split("\n"):
        if not line.startswith("|"):
            inside = False
        elif cells(line)[0] == heading:
            inside = True
        elif inside and not line.startswith("|---"):
            found.append(cells(line))
    return found


def terms() -> list[Term]:
    made = []
    for concept, *worded, _, never in rows("Concept"):
        forbidden: dict[str, list[str]] = {language: [] for language in LANGUAGES}
        for part in never.split("; "):
            language, _, words = part.partition(": ")
            if words:
                forbidden[language] = re.findall(r"`([^`]+)`", words)
        by_language = zip(LANGUAGES, (cell.split("; ") for cell in worded), strict=True)
        made.append(Term(concept, dict(by_language), forbidden))
    return made


TERMS = terms()
EXCEPTIONS = {(entry.strip("`"), word.strip("`")) for entry, word, _ in rows("Entry")}


def plain(said: str) -> str:
    """Without the vowels, the case and the names of values, which are no words of the phrase."""
    return (
        re.sub("{[^}]*}", "{}", VOWELS.sub("", said))
        .casefold()
        .replace("\u00a0", " ")
        .replace("'", "’")
    )


def says(said: str, word: str, language: str) -> bool:
    """Whether the word stands in a phrase by itself; in Arabic also behind و ف ب ل ك."""
    before = "(?<![\\w])" + ("[وفبلك]?" if language == "ar" else "")
    return re.search(f"{before}{re.escape(plain(word))}(?!\\w)", plain(said)) is not None


def test_every_concept_has_a_term_in_three_languages_and_stands_once() -> None:
    assert len({term.concept for term in TERMS}) == len(TERMS) >= 60
    for term in TERMS:
        assert all(term.said[language][0] for language in LANGUAGES), term.concept
    assert set(NAMING) <= {term.concept for term in TERMS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_entries_that_name_a_concept_use_its_term(language: str) -> None:
    phrases = catalog(language).phrases
    named = {term.concept: term.said[language] for term in TERMS}
    other = {
        key: (phrases[key][0], named[concept])
        for concept, keys in NAMING.items()
        for key in keys
        if plain(phrases[key][0]) not in map(plain, named[concept])
    }
    assert other == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_says_a_word_the_vocabulary_forbids(language: str) -> None:
    found = [
        (key, word, said)
        for key, forms in catalog(language).phrases.items()
        for said in forms
        for term in TERMS
        for word in term.never[language]
        if says(said, word, language)
        and (key, word) not in EXCEPTIONS
        and not key.startswith("matching.")  # what other people call their columns
    ]
    assert found == []


def test_every_exception_is_one() -> None:
    idle = [
        (key, word)
        for key, word in EXCEPTIONS
        if not any(
            says(said, word, language)
            for language in LANGUAGES
            for said in catalog(language).phrases.get(key, ())
        )
    ]
    assert idle == []


def test_french_sets_a_no_break_space_before_its_double_signs_and_inside_its_quotation_marks() -> (
    None
):
    wrong = re.compile(r"(?<=[^\s\u00a0])[ \u202f][:;!?»%]|« |«\u202f|\S»|«\S")
    found = [
        (key, said)
        for key, forms in catalog("fr").phrases.items()
        for said in forms
        if wrong.search(said.replace("\u00a0»", "").replace("«\u00a0", ""))
    ]
    assert found == []


def test_arabic_is_written_without_tanwin_and_with_vowels_only_against_misreading() -> None:
    kept = re.compile("المعرّف|معرّف|الميسِّر|ميسِّر|المحوَّل|محوَّل|سارٍ|جارٍ")
    found = [
        (key, said)
        for key, forms in catalog("ar").phrases.items()
        for said in forms
        if re.search("[\u064b-\u064d\u0651]", kept.sub("", said))
    ]
    assert found == []


def test_arabic_uses_its_own_signs() -> None:
    found = [
        (key, said)
        for key, forms in catalog("ar").phrases.items()
        for said in forms
        if re.search(r"[\u0600-\u06ff]\s?[,;?]|\s[،؛؟]", said)
    ]
    assert found == []
