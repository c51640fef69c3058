"""Every language says everything, with the same values in it, in all its plural forms."""

import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portfolio.text import languages
from portfolio.text.languages import (
    CATALOGS,
    DEFAULT,
    LANGUAGES,
    SECTIONS,
    Catalog,
    MissingWords,
    catalog,
    phrase,
)
from tests.text.reachable import unreachable
from tests.text.used_keys import ROOT, used

PLURAL_FORMS = {"en": 2, "fr": 2, "ar": 6}
OTHERS = [language for language in LANGUAGES if language != DEFAULT]
ARABIC_FORMS = {0: (0,), 1: (1,), 2: (2,), 3: (3, 10, 103), 4: (11, 99, 111), 5: (100, 102, 1000)}


def values(said: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(said) if name is not None}


def sections(language: str) -> dict[str, set[str]]:
    return {
        path.name: {
            message.id if isinstance(message.id, str) else message.id[0]
            for message in read_po(path.open("rb"))
            if message.id
        }
        for path in (CATALOGS / language).glob("*.po")
    }


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys_in_the_same_sections(language: str) -> None:
    assert sections(language) == sections(DEFAULT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_empty(language: str) -> None:
    empty = [key for key, forms in catalog(language).phrases.items() if not all(forms)]
    assert empty == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_carry_no_stray_spaces(language: str) -> None:
    odd = [
        key
        for key, forms in catalog(language).phrases.items()
        for said in forms
        if "separator" not in key and (said != said.strip() or "  " in said)
    ]
    assert odd == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_marked_as_a_guess(language: str) -> None:
    guesses = [
        message.id
        for path in (CATALOGS / language).glob("*.po")
        for message in read_po(path.open("rb"))
        if message.id and message.fuzzy
    ]
    assert guesses == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_worded_twice(language: str) -> None:
    """A merge of two branches can leave both wordings of one entry; the reader of files takes the last."""
    twice = []
    for path in (CATALOGS / language).glob("*.po"):
        for entry in re.split(r"^(?=msgid )", path.read_text("utf-8"), flags=re.MULTILINE):
            starts = re.findall(r"^msgstr(?:\[\d\])?(?= )", entry, flags=re.MULTILINE)
            if len(starts) != len(set(starts)):
                twice.append(entry.splitlines()[0])
    assert twice == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_names_the_same_values(language: str) -> None:
    english, other = catalog(DEFAULT).phrases, catalog(language).phrases
    differing = [
        key
        for key, forms in english.items()
        if set().union(*map(values, forms)) != set().union(*map(values, other[key]))
    ]
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_every_form_of_their_language(language: str) -> None:
    plural = {key for key, forms in catalog(DEFAULT).phrases.items() if len(forms) > 1}
    assert plural
    for key, forms in catalog(language).phrases.items():
        assert len(forms) == (PLURAL_FORMS[language] if key in plural else 1), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_that_stand_for_many_numbers_name_the_number(language: str) -> None:
    # Arabic words none, one and two without a digit; English and French "one" may do so too.
    for key, forms in catalog(language).phrases.items():
        if len(forms) > 1 and not key.endswith(".label"):  # whose number stands beside it
            for said in forms[3:] if language == "ar" else forms[1:]:
                assert "n" in values(said), key


def test_arabic_chooses_among_its_six_forms() -> None:
    form = catalog("ar").form
    assert {index: tuple(map(form, ns)) for index, ns in ARABIC_FORMS.items()} == {
        index: (index,) * len(ns) for index, ns in ARABIC_FORMS.items()
    }


def test_french_says_zero_in_the_singular_and_english_in_the_plural() -> None:
    assert (catalog("fr").form(0), catalog("en").form(0)) == (0, 1)


def test_arabic_words_are_written_in_arabic_letters() -> None:
    latin_only = [
        key
        for key, forms in catalog("ar").phrases.items()
        for said in forms
        if not re.search(r"[\u0600-\u06ff]", said) and re.search(r"[A-Za-z]", _bare(said))
    ]
    assert latin_only == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_are_latin(language: str) -> None:
    for key, forms in catalog(language).phrases.items():
        assert not re.search(r"[٠-٩۰-۹]", "".join(forms)), key


def _bare(said: str) -> str:
    return re.sub(r"\{[^}]*\}", "", said)


def test_every_key_the_code_uses_has_words() -> None:
    phrases = catalog(DEFAULT).phrases
    missing = []
    for key in used():
        if key.is_whole:
            found = key.start in phrases
        else:
            found = any(k.startswith(key.start) and k.endswith(key.end) for k in phrases)
        if not found:
            missing.append(key)
    assert missing == []


def test_no_key_is_one_that_no_code_asks_for() -> None:
    assert list(unreachable(frozenset(catalog(DEFAULT).phrases))) == []


def test_a_key_that_nothing_asks_for_is_found() -> None:
    invented = frozenset(
        {"banner.forgotten", "nav.summary", "projects.found", "projects.found.zero"}
    )
    assert list(unreachable(invented)) == ["banner.forgotten"]


def test_counted_keys_are_plurals_and_the_others_are_not() -> None:
    phrases = catalog(DEFAULT).phrases
    odd = [
        key
        for key in used()
        if key.is_whole and key.start in phrases and (len(phrases[key.start]) > 1) < key.is_plural
    ]
    assert odd == []


def test_the_scan_finds_the_keys_of_errors_and_units() -> None:
    starts = {key.start for key in used()}
    assert {"error.unknown_project", "unit.percent", "time.moment"} <= starts


def test_every_section_of_the_method_page_is_worded() -> None:
    phrases = catalog(DEFAULT).phrases
    for section in SECTIONS:
        assert {section.title, section.text} <= phrases.keys()
        for name, definition in section.terms:
            assert {name, definition} <= phrases.keys()


def a_catalog(folder: Path, **sections: str) -> Catalog:
    for name, body in sections.items():
        (folder / f"{name}.po").write_text(body, "utf-8")
    return languages.read(folder)


def test_one_key_in_two_sections_is_refused(tmp_path: Path) -> None:
    entry = 'msgid "a.b"\nmsgstr "words"\n'
    with pytest.raises(ValueError, match=r"a\.b"):
        a_catalog(tmp_path, one=entry, two=entry)


def test_sections_that_disagree_on_plurals_are_refused(tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural={};\\n"\n'
    with pytest.raises(ValueError, match="plural"):
        a_catalog(tmp_path, one=head.format("(n != 1)"), two=head.format("(n > 1)"))


def test_a_missing_key_is_an_error_where_every_word_is_demanded() -> None:
    with pytest.raises(MissingWords, match=r"no\.such\.key"):
        phrase("fr", "no.such.key")


def test_a_missing_key_is_worded_in_english_and_logged_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("PORTFOLIO_STRICT_WORDS")
    lacking = {"en": Catalog({"only.english": ("words",)}, lambda _: 0), "fr": Catalog({}, int)}
    monkeypatch.setattr(languages, "catalog", lacking.__getitem__)
    assert [phrase("fr", "only.english"), phrase("fr", "only.english")] == ["words", "words"]
    assert phrase("fr", "nowhere.at.all") == "nowhere.at.all"
    assert [record.getMessage() for record in caplog.records] == [
        "no words for only.english in fr",
        "no words for nowhere.at.all in fr",
        "no words for nowhere.at.all in en",
    ]


def test_every_reason_in_the_data_is_worded() -> None:
    phrases = catalog(DEFAULT).phrases
    said = "".join(path.read_text("utf-8") for path in (ROOT / "data" / "projects").glob("*.json"))
    reasons = set(re.findall(r'"reason": "(listed\.\w+)"', said))
    assert "listed.undated" in reasons
    assert reasons <= phrases.keys()
