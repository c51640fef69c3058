"""Search finds a word however its accents, vowel marks, hamzas or articles are typed."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portfolio import settings
from portfolio.text import typing
from portfolio.text.typing import fold, matches, matching, search_words

PROJECTS = settings.ROOT / "data" / "projects"
arabic = some.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئءـًٌٍَُِّْ ", max_size=40)
anything = some.one_of(some.text(max_size=40), arabic)


@given(anything)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def _letter_by_letter(text: str) -> list[str]:
    """The words of a text, each text folded by itself and not by the table of letters."""
    return typing.WORD.findall(typing._plain(typing._plain(text)))


def test_every_character_folds_by_the_table_as_by_itself() -> None:
    characters = map(chr, range(0x30000))
    differ = [c for c in characters if typing._words(c) != _letter_by_letter(c)]
    assert differ == []


@given(some.one_of(anything, some.text(some.characters(max_codepoint=0x2FFFF), max_size=12)))
def test_every_text_folds_by_the_table_as_by_itself(text: str) -> None:
    assert typing._words(text) == _letter_by_letter(text)


@given(anything)
def test_case_does_not_matter_once_folded(text: str) -> None:
    assert fold(fold(text).upper()) == fold(text)


@given(anything, some.sampled_from("ًٌٍَُِّْـ"))
def test_vowel_marks_and_tatweel_never_matter(text: str, mark: str) -> None:
    letters = [letter + (mark if "ء" <= letter <= "ي" else "") for letter in text]
    assert fold("".join(letters)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الحدود", "حدود"),
        ("والحدود", "حدود"),
        ("والأمن", "أمن"),
        ("إدارة", "ادارة"),
        ("إِدَارَة", "إدارة"),
        ("الآلية", "آلية"),
        ("قرى", "قري"),
        ("تنمية", "تنميه"),
        ("الوطن", "وطن"),
        ("أمـــن", "أمن"),
        ("٢٠١٤", "2014"),
        ("Frontières", "FRONTIERES"),
        ("œuvre", "oeuvre"),
        ("Straße", "strasse"),
        ("Fès–Meknès", "fes meknes"),
        ("ﻻجئ", "لاجئ"),
    ],
)
def test_two_spellings_of_one_word_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_two_letters_always_stay() -> None:
    assert [fold(word) for word in ("الي", "وال", "ود")] == ["الي", "ال", "ود"]


def test_punctuation_parts_words() -> None:
    assert fold("L'Égypte (EUBAM-LY), phase_2") == "l egypte eubam ly phase 2"


def test_a_query_finds_the_beginnings_of_words_in_any_order() -> None:
    title = "Renforcement de la sécurité des frontières au Niger"
    assert matches("niger secur", title)
    assert not matches("forcement", title)
    assert not matches("niger mali", title)


def test_an_arabic_query_finds_the_word_behind_its_article() -> None:
    assert matches("حدود ادارة", "مشروع الإدارة المتكاملة للموانئ والحدود")


def test_an_empty_query_keeps_everything() -> None:
    assert matching("  ")(search_words("anything"))


@given(anything)
def test_a_text_is_found_by_itself(text: str) -> None:
    assert matches(text, text)


def _arabic_words() -> list[str]:
    """The words of every Arabic title in the data, without an article of their own."""
    titles = [
        project["titles"].get("ar", "")
        for name in ("documented", "illustrative")
        for project in json.loads((PROJECTS / f"{name}.json").read_text("utf-8"))["projects"]
    ]
    words = {word.removeprefix("ال") for title in titles for word in re.findall(r"[ء-ي]+", title)}
    return sorted(word for word in words if len(fold(word)) > 2)


ARABIC_WORDS = _arabic_words()


def test_there_are_arabic_titles_to_look_at() -> None:
    assert len(ARABIC_WORDS) > 50


@given(
    some.sampled_from(ARABIC_WORDS),
    some.sampled_from(("", "و", "ف")),
    some.sampled_from(("", "ب", "ك", "ل", "ال", "بال", "كال", "لل")),
)
def test_a_word_is_found_behind_every_particle_written_on_to_it(
    word: str, conjunction: str, particle: str
) -> None:
    assert matches(word, f"مشروع {conjunction}{particle}{word} للسكان")


@given(some.sampled_from(ARABIC_WORDS), some.sampled_from(("بال", "كال", "وال", "فال", "لل")))
def test_a_query_with_particle_and_article_finds_the_bare_word(word: str, particle: str) -> None:
    assert matches(particle + word, f"مشروع {word}")
    assert matches(particle + word, f"مشروع ال{word}")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("مساعدة", "برنامج للمساعدة"),
        ("جمارك", "دورة خاصة بالجمارك"),
        ("ليبيا", "دعم لليبيا"),
        ("لغة", "مركز للغة"),
    ],
)
def test_a_word_is_found_where_for_or_by_is_written_on_to_it(query: str, text: str) -> None:
    assert matches(query, text)


def test_a_letter_that_may_be_a_particle_is_left_in_a_query() -> None:
    assert not matches("كتاب", "تابع")
    assert not matches("لبنان", "بنان")
