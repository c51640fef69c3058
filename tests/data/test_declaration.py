from datetime import date
from pathlib import Path

import pytest

from portfolio.domain.clauses import CLAUSES, DeadlineState, Theme
from portfolio.domain.projects import MilestoneState
from portfolio.exchange.reference import (
    DeclarationContents,
    read_countries,
    read_declaration,
    read_events,
)

DATA = Path(__file__).parents[2] / "data"
ENGLISH = (DATA / "texts" / "declaration-en.txt").read_text("utf-8")
OTHERS = (DATA / "texts" / "declaration-fr-ar-en.txt").read_text("utf-8")
FRENCH, _, AFTER_FRENCH = OTHERS.partition("( 14 2013 )")


@pytest.fixture(scope="module")
def declaration() -> DeclarationContents:
    return read_declaration(DATA)


def test_every_english_clause_is_a_whole_line_of_the_source(
    declaration: DeclarationContents,
) -> None:
    lines = ENGLISH.split("\n")
    assert [f"− {clause.verbatim['en']}" for clause in declaration.clauses] == [
        line for line in lines if line.startswith("−")
    ]


def test_every_french_clause_is_a_whole_line_of_the_source(
    declaration: DeclarationContents,
) -> None:
    lines = FRENCH.split("\n")
    assert [f"- {clause.verbatim['fr']}" for clause in declaration.clauses] == [
        line for line in lines if line.startswith("- ")
    ]


def test_there_are_eleven_clauses_in_order(declaration: DeclarationContents) -> None:
    assert tuple(clause.number for clause in declaration.clauses) == CLAUSES


def test_the_preamble_has_seven_paragraphs_word_for_word(declaration: DeclarationContents) -> None:
    assert [paragraph.position for paragraph in declaration.preamble] == list(range(1, 8))
    for paragraph in declaration.preamble:
        assert paragraph.texts["en"] in ENGLISH.split("\n")
        assert paragraph.texts["fr"] in FRENCH.split("\n")


def test_the_arabic_preamble_is_what_survives_and_nothing_else(
    declaration: DeclarationContents,
) -> None:
    arabic = [p.texts["ar"] for p in declaration.preamble if "ar" in p.texts]
    assert [p.position for p in declaration.preamble if "ar" in p.texts] == [3, 4, 5, 6, 7]
    assert "\n\n".join(arabic) in AFTER_FRENCH
    survived = {line for line in AFTER_FRENCH.split("\n") if any("ء" <= c <= "ي" for c in line)}
    assert survived == {line for text in arabic for line in text.split("\n") if line}


def test_no_arabic_clause_is_passed_off_as_the_original(declaration: DeclarationContents) -> None:
    for clause in declaration.clauses:
        assert set(clause.verbatim) == {"en", "fr"}
        assert clause.working_translation
        assert clause.working_translation not in OTHERS


def test_every_clause_is_explained_in_three_languages(declaration: DeclarationContents) -> None:
    for clause in declaration.clauses:
        for texts in (clause.labels, clause.plain, clause.differences, clause.limits):
            assert set(texts) == {"en", "fr", "ar"}


def test_what_the_differences_quote_stands_in_the_clause(declaration: DeclarationContents) -> None:
    fences = {"en": ("“", "”"), "fr": ("«\u00a0", "\u00a0»"), "ar": ("«", "»")}
    quoted = 0
    for clause in declaration.clauses:
        texts = " ".join(clause.verbatim.values()).lower().replace("'", "’")
        for language, (opening, closing) in fences.items():
            for piece in clause.differences[language].split(opening)[1:]:
                quote = piece.split(closing)[0].lower().replace("'", "’")
                assert quote in texts, (clause.number, language)
                quoted += 1
    assert quoted >= 60


def test_themes_follow_the_clauses(declaration: DeclarationContents) -> None:
    themes = {clause.number: clause.theme for clause in declaration.clauses}
    assert [n for n in CLAUSES if themes[n] is Theme.SECURITY] == [2, 3, 5, 6, 7]
    assert [n for n in CLAUSES if themes[n] is Theme.HUMAN_DEVELOPMENT] == [8]
    assert [n for n in CLAUSES if themes[n] is Theme.MACHINERY] == [1, 4, 10, 11]
    assert [n for n in CLAUSES if themes[n] is Theme.FINANCE] == [9]


def test_limits_are_those_of_the_text(declaration: DeclarationContents) -> None:
    limits: dict[int, list[DeadlineState]] = {number: [] for number in CLAUSES}
    for deliverable in declaration.deliverables:
        limits[deliverable.clause].append(deliverable.limit)
    assert limits[1] == [DeadlineState.FIXED, DeadlineState.FIXED, DeadlineState.NONE]
    assert limits[4] == [DeadlineState.CONFERENCE] * 8
    assert limits[11] == [DeadlineState.WINDOW] * 3
    others = [limit for n in CLAUSES if n not in (1, 4, 11) for limit in limits[n]]
    assert set(others) == {DeadlineState.NONE}
    assert not any(limits[n] for n in (6, 7, 9, 10))
    fixed = {
        item.limit_date for item in declaration.deliverables if item.limit is DeadlineState.FIXED
    }
    assert fixed == {date(2014, 1, 14)}


def test_nothing_is_marked_done_that_no_source_reports(declaration: DeclarationContents) -> None:
    references = [item.reference for item in declaration.deliverables]
    assert [version.deliverable for version in declaration.deliverable_versions] == references
    for version in declaration.deliverable_versions:
        assert version.state is MilestoneState.PLANNED
        assert version.valid_from == declaration.adopted_on == date(2013, 11, 14)


def test_cairo_stands_in_no_text(declaration: DeclarationContents) -> None:
    for name in ("cairo", "caire", "القاهرة"):
        assert name not in (ENGLISH + OTHERS).lower()
    for language, name in (("en", "Cairo"), ("fr", "Le Caire"), ("ar", "القاهرة")):
        assert name in declaration.city_note[language]


def test_the_list_of_countries_says_whose_list_it_is() -> None:
    remarks = (DATA / "countries.csv").read_text("utf-8").split("\n")[:3]
    assert all(remark.startswith("# ") for remark in remarks)
    countries = {country.code: country for country in read_countries(DATA)}
    assert "EH" not in countries
    recipients = {code for code, country in countries.items() if country.is_dac_recipient}
    assert recipients >= {"LY", "TN", "MA", "DZ", "EG", "MR", "TR", "CN"}
    assert not recipients & {"SA", "OM", "AE", "QA", "KW", "BH", "MT", "ES", "US"}
    assert countries["MR"].region.word == "arab_maghreb"


def test_every_pledging_line_keeps_its_amount() -> None:
    events, pledging = read_events(DATA)
    assert [event.day for event in events] == sorted(event.day for event in events)
    mali = pledging[0]
    assert (mali.amount_minor, mali.currency) == (455_530_000_00, "USD")
    assert sum(line.amount_minor for line in mali.lines) == 308_000_000_00
    assert pledging[2].amount_minor is None
