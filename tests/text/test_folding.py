"""Search finds a word however its accents, vowel marks, hamzas or articles are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portfolio.text.folding import fold, matches, matching

arabic = some.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئءـًٌٍَُِّْ ", max_size=40)
anything = some.one_of(some.text(max_size=40), arabic)


@given(anything)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


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
    assert matching("  ")(fold("anything"))


@given(anything)
def test_a_text_is_found_by_itself(text: str) -> None:
    assert matches(text, text)
