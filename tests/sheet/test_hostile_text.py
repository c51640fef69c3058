"""Whatever a text holds stands on the sheet as text, on one page."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.params import Filters
from portfolio.services.live import LivePortfolio
from portfolio.sheet import typesetting
from portfolio.sheet.content import (
    Ask,
    BarPart,
    Footer,
    NamedList,
    NamedRow,
    PartsRows,
    SheetContent,
    Standing,
    StandingLine,
    UndisbursedRows,
)
from portfolio.sheet.names import clean
from portfolio.sheet.typesetting import as_pdf
from portfolio.text.languages import direction
from portfolio.text.words import Translator
from tests.building.effort import few_sheets
from tests.sheet.conftest import MakeSheet
from tests.sheet.reading import letters_of, pages_of, text_of

HOSTILE = (
    '#panic("out")',
    '#import "@preview/x:1.0.0": *',
    '#read("/etc/passwd")',
    "$x^2$ and $ alone",
    "@ref <label> @preview",
    "\\u{41} \\ # \\",
    "*strong* _emph_ `raw` ```py raw```",
    "= Heading",
    "- item + item / term: text",
    "[a](b) #[c] #{d}",
    "// comment /* not */ http://x",
    "\"quoted\" 'single' ~ --- ...",
    '{"json": [1, "\\"]}',
    "<script>alert(1)</script> & &amp;",
)


def sample(text: str, language: str = "en", rows: int = 5) -> SheetContent:
    """A sheet with the text wherever a text of the record may stand, and every row there can be."""
    more = tuple("and 4 more" for _ in range(rows + 1))
    part = PartsRows("By funder", 1.0, False, (text, "A", "B"), ((text, "1.0", "2.0"),) * rows,
                     (("4 more", "1.0", "1.0"),) * (rows + 1), (text, "9.0", "9.0"))  # fmt: skip
    late = NamedList(text, (NamedRow(text, text),) * 2, more)
    return SheetContent(
        language=language,
        direction=direction(language),
        product=text[:40],
        kind="Sheet",
        title=text,
        view=text,
        marks=((text[:30], text[:120]),) * 3,
        facts=text,
        lead=text,
        answer=((text[:90], True), (" is missing.", False)),
        gap=((text[:60], False),),
        bar=(BarPart("covered", 1.0, text[:30], "100%", "1.0"),),
        inner=0.5,
        equal=True,
        beyond="",
        far=Standing("Far", (StandingLine("late", text[:60], ((text[:200], False),)),), (late,) * 2, "3 days"),
        asks_title="Asks",
        asks=(Ask(text[:60], ((text[:90], False),), ((text, "1.0"),) * 3),) * 3,
        tables=(part, part, part),
        unit="million",
        undisbursed_pledges=UndisbursedRows(
            text[:60], "sum", (text[:20],) * 5, ((text, text, "1 Dec", "9", "1.0"),) * 4, more
        ),
        notes=text,
        footer=Footer((text[:90],), "https://x.example/?q=1", ("https:", "//x"), "", ""),
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_stands_there_as_text(text: str) -> None:
    pdf = as_pdf(sample(text))
    assert pages_of(pdf) == 1
    assert letters_of(text_of(pdf)).count(letters_of(text)) >= 6


@few_sheets
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60))
def test_any_printable_letters_read_back_as_they_were(text: str) -> None:
    pdf = as_pdf(sample(text))
    assert pages_of(pdf) == 1
    assert letters_of(text) in letters_of(text_of(pdf))


@few_sheets
@given(st.text(max_size=500), st.sampled_from(("en", "fr", "ar")))
def test_any_text_at_all_makes_one_page(text: str, language: str) -> None:
    assert pages_of(as_pdf(sample(text, language))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "w" * 500,
        "Border posts " * 40,
        "مركز تدريب " * 45,
        "م" * 500,
        "\x00\x01\x1b[31m red \x7f",
        "\u202egnitrops\u202c \u2067\u2067\u2067 unbalanced",
        "half \ud800 a letter",
        "mixed مختلط mixed مختلط 12,5 (a) " * 12,
        "\n\n\n\n" * 100,
    ],
    ids=["word", "long", "arabic", "arabic word", "control", "turned", "half", "mixed", "lines"],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_long_and_broken_texts_are_cut_to_one_page(text: str, language: str) -> None:
    assert pages_of(as_pdf(sample(text, language))) == 1


@given(st.text(max_size=200))
def test_a_clean_name_is_one_line_without_signs_that_turn(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == " ".join(cleaned.split())
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b")
    assert clean(cleaned) == cleaned


def test_a_title_in_the_record_stands_on_the_sheet_as_text(
    register: LivePortfolio, make_sheet: MakeSheet
) -> None:
    question = replace(register.default_question(), filters=Filters(countries=frozenset({"ML"})))
    content = replace(make_sheet(question), title=HOSTILE[0])
    assert letters_of(HOSTILE[0]) in letters_of(text_of(as_pdf(content)))


@pytest.fixture
def without_arabic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Fonts of an installation whose Arabic regular is damaged and whose Arabic bold is gone."""
    for font in typesetting.FONTS.glob("portfolio-sans-*.ttf"):
        (tmp_path / font.name).write_bytes(font.read_bytes())
    (tmp_path / "noto-sans-arabic-regular.ttf").write_bytes(b"no font at all")
    monkeypatch.setattr(typesetting, "FONTS", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("without_arabic")
def test_without_its_font_a_sheet_is_in_english_and_says_so(
    register: LivePortfolio, make_sheet: MakeSheet
) -> None:
    content, words = make_sheet(register.default_question(), "ar"), Translator("en")
    assert content.language == "en"
    assert content.marks[0] == (
        words("sheet.font"),
        words("sheet.font.note", language=words("language.ar")),
    )
    assert typesetting.missing_fonts() == (typesetting.ARABIC,)
    assert pages_of(as_pdf(content)) == 1


def test_without_any_font_a_sheet_is_made_all_the_same(
    register: LivePortfolio, make_sheet: MakeSheet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(typesetting, "FONTS", tmp_path)
    pdf = as_pdf(make_sheet(register.default_question()))
    assert pages_of(pdf) == 1
    assert typesetting.missing_fonts() == (typesetting.LATIN, typesetting.ARABIC)
