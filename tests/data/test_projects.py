import json
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from tests.data.records import (
    DEMONSTRATION,
    DOCUMENTED,
    EVERY,
    LANGUAGES,
    ORGANISATIONS,
    ROOT,
    Record,
    flows,
    named,
    relation,
    status,
)


@pytest.mark.parametrize("project", EVERY, ids=named)
def test_titles_and_summaries_are_in_three_languages(project: Record) -> None:
    assert set(project["titles"]) == set(project["summaries"]) == LANGUAGES
    for milestone in project.get("milestones", []):
        assert set(milestone["titles"]) == LANGUAGES
    said = [*project["titles"].values(), *project["summaries"].values()]
    assert all(text.strip() == text and text for text in said)


@pytest.mark.parametrize("organisation", ORGANISATIONS.values(), ids=named)
def test_organisations_are_named_in_three_languages(organisation: Record) -> None:
    assert set(organisation["names"]) == LANGUAGES


@pytest.mark.parametrize("project", EVERY, ids=named)
def test_every_share_has_its_reason_and_the_kind_too(project: Record) -> None:
    assert project["kind_reason"]
    assert all(shares["reason"] for shares in project.get("shares", []))


@pytest.mark.parametrize("project", EVERY, ids=named)
def test_arabic_is_written_in_arabic_letters(project: Record) -> None:
    for text in (project["titles"]["ar"], project["summaries"]["ar"]):
        letters = [char for char in text if char.isalpha()]
        arabic = [char for char in letters if "\u0600" <= char <= "\u06ff"]
        assert len(arabic) > 0.8 * len(letters), text


@pytest.mark.parametrize("project", DOCUMENTED, ids=named)
def test_a_requirement_is_what_a_source_calls_one_and_divides_exactly_by_days(
    project: Record,
) -> None:
    every = project.get("budgets", [])
    for period in every:
        assert period["source"]
        assert re.match("budget|requirements|financial reference amount", period["source_word"])
    periods = [period for period in every if period.get("date_derived")]
    amounts = [Decimal(period["amount"]) for period in periods]
    days = [
        (date.fromisoformat(row["last"]) - date.fromisoformat(row["first"])).days + 1
        for row in periods
    ]
    assert all(length <= 366 for length in days)
    whole, until, before = sum(amounts, Decimal(0)), 0, Decimal(0)
    for length, amount in zip(days, amounts, strict=True):
        until += length
        upto = (whole * until / sum(days)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert amount == upto - before
        before = upto


# -- documented projects -----------------------------------------------------------------------


@pytest.mark.parametrize("project", DOCUMENTED, ids=named)
def test_every_documented_figure_names_its_source(project: Record) -> None:
    assert project["sources"]
    known = {source["address"] or source["title"] for source in project["sources"]}
    figures = [*project.get("flows", []), *project.get("budgets", [])]
    for figure in figures:
        assert set(figure["source"].split(" ; ")) <= known, figure


# The table of ruling 24.
CONTRIBUTING = {
    "EUBAM-LY", "SEAHORSE-MED", "EU-LY-MIG", "EU-MR-MIG", "IOM-START", "IOM-JP-4", "IOM-JP-MRML",
    "WEST-SAHEL", "UNODC-SAHEL", "US-GSCF-LY", "DE-TN", "DE-AUBP",
}  # fmt: skip
CONTEXT = {
    "EUCAP-NE", "WAPIS-1", "WB-PRAPS", "WB-SWEDD", "AFDB-P2RS", "US-TSCTP", "UN-MINUSMA",
    "DFID-LY-IOM", "DFID-LY-SHELTER", "FTS-LY-2014",
}  # fmt: skip


def test_the_relations_of_documented_projects_are_those_of_the_ruling() -> None:
    found = {named(project): relation(project) for project in DOCUMENTED}
    assert {name for name, said in found.items() if said == "contributing"} == CONTRIBUTING
    assert {name for name, said in found.items() if said == "context"} == CONTEXT


@pytest.mark.parametrize("project", DOCUMENTED, ids=named)
def test_a_relation_says_why_in_three_languages_and_names_a_source(project: Record) -> None:
    (row,) = project["relations"]
    assert set(row["reasons"]) == LANGUAGES
    assert row["source"] in {item["address"] or item["title"] for item in project["sources"]}
    # recorded when the project's own record was published, not when this was loaded
    assert row["from"] == project["published"][0]["from"]
    assert "recorded" not in row


@pytest.mark.parametrize("project", DOCUMENTED, ids=named)
def test_no_documented_project_names_an_illustrative_organisation(project: Record) -> None:
    named = {p["organisation"] for p in project["participants"] if "organisation" in p}
    named |= {flow["provider"] for flow in project.get("flows", []) if "provider" in flow}
    assert not [name for name in named if ORGANISATIONS[name]["illustrative"]]


@pytest.mark.parametrize("project", DOCUMENTED, ids=named)
def test_the_day_of_a_documented_row_is_explained_where_it_is_derived(project: Record) -> None:
    for flow in project.get("flows", []):
        assert flow["confidence"] == "documented"
        assert not flow.get("date_derived") or "ated by the " in flow["note"], flow


@pytest.mark.parametrize("project", DOCUMENTED, ids=named)
def test_listed_lines_say_why_they_count_nowhere(project: Record) -> None:
    folder = ROOT / "portfolio/text/catalogs/en"
    words = "".join((folder / name).read_text("utf-8") for name in ("listed.po", "delivery.po"))
    for line in project.get("listed_lines", []):
        assert f'msgid "{line["reason"]}"' in words
        assert line["note"]


# -- the totals worked by hand ------------------------------------------------------------------


@pytest.fixture(scope="module")
def by_hand() -> dict[str, Any]:
    text = (ROOT / "tests/golden/documented-totals.md").read_text("utf-8")
    block = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    assert block
    found: dict[str, Any] = json.loads(block.group(1))
    return found


def test_the_rows_worked_by_hand_are_the_rows_of_the_file() -> None:
    text = (ROOT / "tests/golden/documented-totals.md").read_text("utf-8")
    for project in DOCUMENTED:
        for flow in flows(project):
            cells = [
                project["identifier"],
                f"{flow['reference']} {flow['kind']}",
                flow["provider"],
                f"{flow['currency']} {Decimal(flow['amount']):,.2f}",
                flow["date"],
            ]
            assert "| " + " | ".join(cells) + " |" in text, project["identifier"]


def test_the_totals_worked_by_hand_add_up(by_hand: dict[str, Any]) -> None:
    now = by_hand["now"]
    bands = {named(p): _band(p) for p in DOCUMENTED}
    for figure, total in now["official"].items():
        sums = dict.fromkeys(("official", "pipeline", "context"), 0)
        for name, line in now["projects"].items():
            sums[bands[name]] += line.get(figure) or 0
        assert {band: now[band].get(figure) or 0 for band in sums} == sums
        if figure != "spent":
            for axis, parts in now["splits"].items():
                if axis != "funder" or figure in ("secured", "pledged_open", "paid", "covered"):
                    assert sum(part.get(figure, 0) for part in parts.values()) == total


def _band(project: Record) -> str:
    """Ruling 29, on the day the demonstration opens."""
    if relation(project) == "context":
        return "context"
    return "pipeline" if status(project) == "pipeline" else "official"


def test_the_totals_worked_by_hand_are_those_of_the_day_the_demonstration_opens(
    by_hand: dict[str, Any],
) -> None:
    assert by_hand["as_of"] == DEMONSTRATION
    assert set(by_hand["now"]["projects"]) == set(map(named, DOCUMENTED))


PROPOSED_WORDS = ("propos", "requested", "planned")


@pytest.mark.parametrize("project", DOCUMENTED, ids=named)
def test_what_a_source_only_proposes_is_a_stated_amount_and_no_pledge(project: Record) -> None:
    for flow in project.get("flows", []):
        said = f"{flow.get('note', '')} {flow.get('source_word', '')}".lower()
        assert not any(word in said for word in PROPOSED_WORDS), flow["reference"]
        if any(word in said for word in ("allocat", "appropriat", "budgeted")):
            assert flow["source_word"]
            binds = flow["kind"] == "commitment"
            assert ("binding" if binds else "does not say that") in flow["note"]
    for line in project.get("listed_lines", []):
        if line["reason"] == "listed.proposed":
            assert line["source"]
            assert line["source_word"]
