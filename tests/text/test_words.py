"""Phrases take their values in, and errors become sentences, in every language."""

from datetime import date
from fractions import Fraction

import pytest

from portfolio.domain import errors
from portfolio.domain.clauses import Priority, Theme
from portfolio.domain.flows import BudgetType, FlowKind, Provenance, Verification
from portfolio.domain.money import Dimension, Money
from portfolio.domain.projects import MilestoneState, Publication, ScheduleStatus, Status
from portfolio.domain.reference import Kind, ParticipantRole, Region
from portfolio.measures.figures import Figure
from portfolio.text.languages import LANGUAGES, isolate, known_language
from portfolio.text.words import Translator

every_language = pytest.mark.parametrize(
    "words", [Translator(language) for language in LANGUAGES], ids=LANGUAGES
)
MEMBERS = {
    "kind": Kind, "role": ParticipantRole, "priority": Priority, "theme": Theme,
    "budget": BudgetType, "confidence": Verification, "flow": FlowKind, "provenance": Provenance,
    "milestone": MilestoneState, "standing": ScheduleStatus, "region": Region, "status": Status,
    "publication": Publication,
}  # fmt: skip


@every_language
@pytest.mark.parametrize(("section", "members"), MEMBERS.items(), ids=list(MEMBERS))
def test_every_member_of_a_list_has_a_name(words: Translator, section: str, members: type) -> None:
    for member in members:  # type: ignore[attr-defined]
        assert words.has(f"{section}.{member.name.lower()}")


@every_language
def test_every_figure_has_a_name_a_short_one_and_a_meaning(words: Translator) -> None:
    for figure in (*Figure, "coverage"):
        for ending in ("", ".short", ".meaning"):
            assert words.has(f"figure.{figure}{ending}")
    for gap in (Figure.GAP, Figure.GAP_AFTER_PLEDGES, Figure.GAP_UNPAID):
        assert words.has(f"figure.{gap}.label")


@every_language
def test_every_error_of_the_domain_is_worded(words: Translator) -> None:
    kinds: list[type[errors.PortfolioError]] = [
        errors.PortfolioError,
        *errors.PortfolioError.__subclasses__(),
    ]
    for kind in kinds:
        assert words.has(kind.phrase), kind


VALUES = {
    errors.UnknownCurrency: {"code": "eur"},
    errors.NotAnAmount: {"text": "1,5", "currency": "EUR"},
    errors.UnknownFilter: {"name": "kind", "value": "x"},
    errors.NotADate: {"name": "as_of", "value": "tomorrow"},
    errors.UnknownProject: {"identifier": "X-1"},
    errors.UnknownFigure: {"name": "x"},
    errors.SharesIncomplete: {"axis": Dimension.CLAUSE, "total": 9_000},
    errors.BudgetOverlaps: {"first": date(2014, 1, 1), "last": date(2014, 6, 30)},
    errors.BudgetTooLong: {"first": date(2014, 1, 1), "last": date(2015, 6, 30)},
    errors.SecondSuccessor: {"reference": "P-1"},
    errors.CorrectionWithoutTarget: {"reference": "P-1"},
    errors.RateNotExact: {"text": "x"},
    errors.BrokenFile: {"file": "a.json", "line": 3, "reason": errors.RateNotExact(text="x")},
    errors.AlreadyExists: {"what": "project", "identifier": "X-1"},
    errors.DatabaseUnavailable: {"reason": "refused"},
}


@every_language
@pytest.mark.parametrize(
    ("kind", "values"), VALUES.items(), ids=lambda v: getattr(v, "__name__", "")
)
def test_an_error_is_a_sentence_with_its_values(
    words: Translator, kind: type[errors.PortfolioError], values: dict[str, object]
) -> None:
    said = words.error(kind(**values))
    assert not set("{}") & set(said)
    assert said.endswith((".", "refused", "refused\u2069"))


def test_an_error_names_filters_shares_and_days_as_people_do() -> None:
    english, arabic = Translator("en"), Translator("ar")
    assert f"“{english('filter.kind')}”" in english.error(
        errors.UnknownFilter(name="kind", value="x")
    )
    assert "90%" in english.error(errors.SharesIncomplete(axis=Dimension.CLAUSE, total=9_000))
    assert "1 يناير 2014" in arabic.error(
        errors.BudgetOverlaps(first=date(2014, 1, 1), last=date(2014, 2, 1))
    )


def test_an_error_inside_an_error_is_worded_too() -> None:
    said = Translator("fr").error(
        errors.BrokenFile(file="a.json", line=3, reason=errors.UnknownProject(identifier="X"))
    )
    assert "Ligne 3" in said.replace("\u00a0", " ")
    assert "Il n’y a pas de projet" in said


def test_a_value_an_error_lacks_reads_as_empty() -> None:
    said = Translator("en").error(errors.BudgetTooLong(first=None, last=None))
    assert "None" not in said
    assert Translator("en")("error.value_missing") in said


def test_days_amounts_and_shares_are_written_as_the_language_writes_them() -> None:
    words = Translator("fr")
    assert words("word.of", part=Money(150, "EUR"), whole=Fraction(1, 2)) == (
        "1,50\u00a0€ sur 50,0\u00a0%"
    )
    assert words("cli.known_on", day=date(2014, 6, 30)) == "Données connues au 30 juin 2014"


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "لا مشاريع"),
        (1, "مشروع واحد"),
        (2, "مشروعان"),
        (3, "3 مشاريع"),
        (11, "11 مشروعا"),
        (100, "100 مشروع"),
        (1_200, "1\u00a0200 مشروع"),
    ],
)
def test_arabic_counts_in_six_ways(n: int, said: str) -> None:
    assert Translator("ar").count("count.projects", n) == said


def test_latin_names_are_fenced_off_inside_arabic_and_arabic_ones_inside_latin() -> None:
    assert "\u2068EUBAM (LY)\u2069" in Translator("ar")("note.source", source="EUBAM (LY)")
    assert "\u2068أمن\u2069" in Translator("en")("note.source", source="أمن")
    assert "\u2068" not in Translator("en")("note.source", source="EUBAM")


def test_a_fence_is_put_up_once_and_only_where_order_could_change() -> None:
    assert isolate(isolate("EUBAM", "ar"), "ar") == "\u2068EUBAM\u2069"
    assert isolate("2014-06-30", "ar") == "\u20682014-06-30\u2069"
    assert [isolate(text, "ar") for text in ("2014", "أمن", "30 يونيو 2014")] == [
        "2014",
        "أمن",
        "30 يونيو 2014",
    ]


def test_values_may_hold_braces() -> None:
    assert Translator("en")("note.source", source="{day}") == "Source: {day}"


def test_a_text_is_chosen_in_the_readers_language_else_in_the_first_there_is() -> None:
    texts = {"fr": "Postes frontière", "ar": "مراكز حدودية"}
    assert [Translator(language).choose(texts) for language in LANGUAGES] == [
        "Postes frontière",
        "Postes frontière",
        "مراكز حدودية",
    ]
    assert Translator("en").choose({}) == ""


def test_an_unknown_language_reads_as_the_default() -> None:
    assert [known_language("ar"), known_language("de"), known_language(None)] == ["ar", "en", "en"]


def test_arabic_runs_from_right_to_left() -> None:
    assert [Translator(language).direction for language in LANGUAGES] == ["ltr", "ltr", "rtl"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["", "Mali", "Mali and Niger", "Mali, Niger, and Chad"]),
        ("fr", ["", "Mali", "Mali et Niger", "Mali, Niger et Chad"]),
        ("ar", ["", "Mali", "Mali وNiger", "Mali وNiger وChad"]),
    ],
)
def test_a_list_in_a_sentence_ends_as_the_language_ends_it(language: str, said: list[str]) -> None:
    names = ("Mali", "Niger", "Chad")
    assert [Translator(language).join(names[:length]) for length in range(4)] == said
