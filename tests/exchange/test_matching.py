"""Tables of other people: what their columns are taken for, and what is read by a confirmed match."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portfolio.domain.imports import CellValue, SourceFile
from portfolio.exchange.match_suggestions import suggest
from portfolio.exchange.match_targets import TARGETS
from portfolio.exchange.matching import TableMatch, questions, read_matched
from portfolio.exchange.source_table import detect_table
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.exchange.template_files import file, lookups, sheet, told


def table(*rows: tuple[CellValue, ...]) -> SourceFile:
    return file(sheet("Liste", *rows))


def suggestions(source: SourceFile) -> dict[str, str]:
    found = suggest(detect_table(source.sheets[0]), lookups())
    return {one.column: one.target for one in found}


WIDE = table(
    ("Border projects 2014",),
    ("Project", "Country", "Donor", "Committed", "Paid", "Currency", "Date", "Colour"),
    ("Posts", "TN", "Donor A", Decimal(1000), Decimal(0), "EUR", date(2014, 3, 1), "red"),
    ("Posts", "TN", "DONOR-B", "2,500.50", Decimal(20), "EUR", date(2014, 4, 1), "red"),
    ("Radios", "LY", "Donor A", None, Decimal(7), "EUR", date(2014, 5, 1), "blue"),
    ("Total", None, None, Decimal(3500), Decimal(27)),
)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Project title", "titles.en"),
        ("Intitulé du projet", "titles.fr"),
        ("اسم المشروع", "titles.ar"),
        ("Bailleur de fonds", "flows.provider"),
        ("Montant engagé", "flows.commitment"),
        ("الجهة المنفذة", "participants.implementing"),
        ("Begining date", ""),
        ("Start date", "start_planned"),
        ("Funding Agencies", "flows.provider"),
        ("Budget prévu", "budgets.amount"),
        ("Budget (EUR)", "budgets.amount"),
        ("Contribution en EUR", "flows.amount"),
        ("Planned budget in USD", "budgets.amount"),
        ("الميزانية المتوقعة (EUR)", "budgets.amount"),
        ("Date fin", "end_planned"),
        ("Date début", "start_planned"),
        ("Date of end", "end_planned"),
        ("تاريخ نهاية المشروع", "end_planned"),
        ("Bailleur", "flows.provider"),
        ("Pays bénéficiaire", "participants.beneficiary"),
        ("EUR", ""),
        ("zzz", ""),
    ],
)
def test_a_heading_is_known_by_its_words_in_three_languages(head: str, expected: str) -> None:
    assert suggestions(table((head, "q"), ("a", "b"), ("c", "d")))[head] == expected


def test_a_column_without_a_telling_heading_is_known_by_its_values() -> None:
    rows = (("A", "B", "C"), ("EUR", "Tunisia?", "Closed"), ("USD", "TN", "Suspended"))
    source = table(
        *rows,
        ("XOF", "LY", Translator("fr")("status.closed")),
        ("EUR", "NE", "Closed"),
        ("EUR", "TD", "x"),
    )
    assert suggestions(source) == {"A": "currency", "B": "participants.beneficiary", "C": "status"}


def test_each_target_is_offered_once() -> None:
    found = suggestions(table(("Title", "Project name", "Name"), ("a", "b", "c"), ("d", "e", "f")))
    assert sorted(found.values()) == ["", "", "titles.en"]


def test_a_wide_table_gives_projects_their_countries_and_an_entry_for_each_stage() -> None:
    columns = {name: target for name, target in suggestions(WIDE).items() if target}
    match = TableMatch.of(json.loads(json.dumps(TableMatch(columns).document())))
    read = read_matched(WIDE, match, lookups())
    assert not read.is_template
    posts, radios = read.projects
    assert posts.document["titles"] == {"en": "Posts"}
    assert [(row["role"], row["country"]) for row in posts.document["participants"]] == [
        ("beneficiary", "TN")
    ]
    rows = [
        {name: flow.values[name] for name in ("kind", "provider", "amount", "value_date")}
        for flow in (*posts.flows, *radios.flows)
    ]
    commitment, paid = {"kind": "commitment"}, {"kind": "disbursement"}
    a, b = {"provider": "DONOR-A"}, {"provider": "DONOR-B"}
    assert rows == [
        {**commitment, **a, "amount": "1000.00", "value_date": "2014-03-01"},
        {**commitment, **b, "amount": "2500.50", "value_date": "2014-04-01"},
        {**paid, **b, "amount": "20.00", "value_date": "2014-04-01"},
        {**paid, **a, "amount": "7.00", "value_date": "2014-05-01"},
    ]
    assert ("column_not_matched", "Liste", 2, "Colour") in told(read)


def test_an_ambiguous_column_is_asked_once_and_its_answer_reads_every_row() -> None:
    source = table(
        ("Project", "Budget", "Currency"), ("A", "250.000", "EUR"), ("B", "1.250", "EUR")
    )
    columns = {"Project": "titles.en", "Budget": "budgets.amount", "Currency": "currency"}
    asked = questions(detect_table(source.sheets[0]), columns)
    assert asked["Budget"].is_asked
    silent = read_matched(source, TableMatch(columns), lookups())
    assert [what for what, *_ in told(silent)] == ["convention_missing"] * 2
    answered = read_matched(source, TableMatch(columns, {"Budget": "comma"}), lookups())
    assert [one.document["budgets"][0]["amount"] for one in answered.projects] == [
        "250000.00",
        "1250.00",
    ]


def test_a_project_of_several_rows_says_one_thing_or_is_told() -> None:
    source = table(("Project", "Objective"), ("A", "Safe"), ("A", None), ("A", "Safer"))
    match = TableMatch({"Project": "titles.en", "Objective": "objective"})
    read = read_matched(source, match, lookups())
    assert [one.document["objective"] for one in read.projects] == ["Safe"]
    assert told(read) == [("row_differs", "Liste", 4, "Objective")]


def test_a_currency_may_stand_beside_its_amount() -> None:
    source = table(("Project", "Cost"), ("A", "1 000 TND"), ("B", "€ 5"))
    columns = {"Project": "titles.en", "Cost": "budgets.amount"}
    read = read_matched(source, TableMatch(columns, {"Cost": "point"}), lookups())
    assert [
        (row["amount"], row["currency"]) for one in read.projects for row in one.document["budgets"]
    ] == [("1000.000", "TND"), ("5.00", "EUR")]


def test_without_a_column_for_the_project_nothing_is_read() -> None:
    read = read_matched(WIDE, TableMatch({"Committed": "flows.commitment"}), lookups())
    assert read.projects == ()
    assert "no_key_column" in [what for what, *_ in told(read)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_targets_have_labels_of_their_own(language: str) -> None:
    words = Translator(language)
    labels: list[Any] = [target.label(words) for target in TARGETS.values()]
    assert len(set(labels)) == len(labels)
