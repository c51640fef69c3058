from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.data.records import (
    DEMONSTRATION,
    EVERY,
    ILLUSTRATIVE,
    ORGANISATIONS,
    WITHOUT_RATE,
    Record,
    flows,
    milestones,
    named,
    rows,
    status,
    total,
)


@pytest.mark.parametrize("project", ILLUSTRATIVE, ids=named)
def test_every_illustrative_record_says_that_it_is_one(project: Record) -> None:
    assert project["notes"].startswith("Illustrative record")
    assert project["contact_office"].startswith("Illustrative ")


@pytest.mark.parametrize("project", ILLUSTRATIVE, ids=named)
def test_illustrative_money_has_fictitious_organisations_only(project: Record) -> None:
    named = {p["organisation"] for p in project["participants"] if "organisation" in p}
    for flow in project.get("flows", []):
        named |= {flow[side] for side in ("provider", "receiver") if side in flow}
    for name in named:
        assert ORGANISATIONS[name]["illustrative"], name
        assert ORGANISATIONS[name]["names"]["en"].startswith("Illustrative ")


def test_an_organisation_is_called_illustrative_where_it_is() -> None:
    for organisation in ORGANISATIONS.values():
        called = organisation["names"]["en"].startswith("Illustrative ")
        assert organisation["illustrative"] == called


def _superseded(higher: bool) -> list[Record]:
    found = []
    for project in ILLUSTRATIVE:
        rows = {flow["reference"]: flow for flow in flows(project)}
        for flow in rows.values():
            if "supersedes" in flow:
                before, after = Decimal(rows[flow["supersedes"]]["amount"]), Decimal(flow["amount"])
                found += [flow] if (after > before) == higher else []
    return found


def _slipped() -> list[Record]:
    """Pledges older than half a year that no commitment has honoured."""
    found = []
    for project in ILLUSTRATIVE:
        honoured = {flow["honours"] for flow in flows(project) if "honours" in flow}
        found += [
            flow
            for flow in flows(project)
            if flow["kind"] == "pledge"
            and flow["date"] <= "2013-12-31"
            and flow["reference"] not in honoured
        ]
    return found


def _passed_on_inside() -> list[Record]:
    return [
        flow
        for project in ILLUSTRATIVE
        for flow in flows(project)
        if flow.get("provider") in {other.get("receiver") for other in flows(project)}
        and flow["kind"] != "expenditure"
    ]


def _over(project: Record, stage: str) -> bool:
    """Whether cash of a stage, all in the budget's one currency, is above the requirement."""
    budgets = project.get("budgets", [])
    currencies = {item["currency"] for item in budgets}
    sums = total(project, stage)
    if len(currencies) != 1 or set(sums) != currencies:
        return False
    need = sum((Decimal(item["amount"]) for item in budgets), Decimal(0))
    return sums[currencies.pop()] > need


def _paid_above_committed(project: Record) -> bool:
    paid, promised = total(project, "disbursement"), total(project, "commitment")
    return len(paid) == 1 and set(paid) == set(promised) and [*paid.values()] > [*promised.values()]


def _projects(test: Callable[[Record], object]) -> list[Record]:
    return [project for project in ILLUSTRATIVE if test(project)]


def _kind(kind: str) -> Callable[[], list[Record]]:
    return lambda: _projects(lambda p: p["kind"] == kind and status(p) == "implementation")


def _in(word: str) -> Callable[[], list[Record]]:
    return lambda: _projects(lambda p: status(p) == word)


def _clause(number: str) -> Callable[[], list[Record]]:
    def has_it(project: Record) -> bool:
        parts = [s["parts"] for s in project.get("shares", []) if s["axis"] == "clause"]
        return bool(flows(project)) and any(number in part for part in parts)

    return lambda: _projects(has_it)


def _role(role: str) -> Callable[[], list[Record]]:
    return lambda: _projects(lambda p: role in {item["role"] for item in p["participants"]})


def _corrected(kind: str) -> Callable[[], list[Record]]:
    return lambda: [
        flow for flow in rows(kind=kind) if "corrects" in flow and flow["amount"][0] == "-"
    ]


def _in_currency(code: str) -> Callable[[], list[Record]]:
    return lambda: rows(currency=code)


FEATURES: dict[str, Callable[[], object]] = {
    **{kind: _kind(kind) for kind in ("bilateral", "regional", "inter_regional", "triangular")},
    **{f"role {role}": _role(role) for role in ("facilitating", "pivotal", "beneficiary")},
    **{f"clause {number} with money": _clause(number) for number in "1 2 3 4 5 6 7 8 11".split()},
    "relevance to clause 9": lambda: _projects(lambda p: 9 in p.get("relevant_to", [])),
    "relevance to clause 10": lambda: _projects(lambda p: 10 in p.get("relevant_to", [])),
    **{
        f"status {status}": _in(status)
        for status in "pipeline implementation finalisation closed cancelled suspended".split()
    },
    "a status that changed": lambda: _projects(lambda p: len(p["statuses"]) > 1),
    "an unpublished draft": lambda: _projects(lambda p: p["published"][0]["state"] == "draft"),
    "a recorded exception of kind": lambda: _projects(lambda p: p.get("kind_exception")),
    "a pledge that slips": _slipped,
    "a raised pledge": lambda: _superseded(higher=True),
    "a lowered pledge": lambda: _superseded(higher=False),
    "a commitment that honours a pledge": lambda: [
        flow for flow in rows(kind="commitment") if "honours" in flow
    ],
    **{
        f"a {kind} corrected": _corrected(kind) for kind in ("pledge", "commitment", "disbursement")
    },
    "more committed than needed": lambda: _projects(lambda p: _over(p, "commitment")),
    "more paid than committed": lambda: _projects(_paid_above_committed),
    "a row without a rate": lambda: _projects(
        lambda p: any(row["currency"] in WITHOUT_RATE for row in p.get("budgets", []))
    ),
    **{f"rows in {code}": _in_currency(code) for code in "EUR USD GBP XOF XAF".split()},
    "money passed on inside a project": _passed_on_inside,
    "money from another project": lambda: [f for f in rows() if "provider_project" in f],
    "in kind": lambda: rows(in_kind=True),
    "a grant both sides report": lambda: rows(perspective="incoming"),
    "a proposed row": lambda: rows(confidence="proposed"),
    "a proposed row later confirmed": lambda: [f for f in rows() if f.get("confidences")],
    "a row recorded after the day": lambda: [
        flow for flow in rows() if flow.get("recorded", "") > DEMONSTRATION
    ],
    "a revised budget": lambda: _projects(
        lambda p: "revised" in {item["type"] for item in p.get("budgets", [])}
    ),
    "a budget of several years": lambda: _projects(lambda p: len(p.get("budgets", [])) >= 3),
    "shares that were replaced": lambda: _projects(
        lambda p: max(Counter(s["axis"] for s in p.get("shares", [])).values(), default=0) > 1
    ),
    "no requirement": lambda: _projects(
        lambda p: not p.get("budgets") and status(p) == "implementation"
    ),
    "no shares": lambda: _projects(lambda p: not p.get("shares")),
    "a milestone done": lambda: [v for v in milestones() if v["state"] == "done"],
    "a milestone done late": lambda: [
        v for v in milestones() if v["state"] == "done" and v["done_on"] > v["due"]
    ],
    "a milestone missed": lambda: [v for v in milestones() if v["state"] == "missed"],
    "a milestone late": lambda: [
        v for v in milestones() if v["state"] == "planned" and v["due"] <= DEMONSTRATION
    ],
    "a milestone ahead": lambda: [v for v in milestones() if v["due"] > DEMONSTRATION],
    "a milestone whose date moved": lambda: _projects(
        lambda p: any(len({v["due"] for v in m["versions"]}) > 1 for m in p.get("milestones", []))
    ),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_the_demonstration_shows(feature: str) -> None:
    assert FEATURES[feature]()


def test_both_priorities_stand_in_the_demonstration() -> None:
    parts = Counter(
        key
        for project in ILLUSTRATIVE
        for shares in project.get("shares", [])
        if shares["axis"] == "priority"
        for key in shares["parts"]
    )
    assert parts["security"] >= 10
    assert parts["human_development"] >= 10


def test_milestones_weigh_differently_and_fall_between_early_2014_and_its_end() -> None:
    versions = list(milestones())
    assert len({version["weight"] for version in versions}) >= 4
    within = [v for v in versions if "2014-01-01" <= v["due"] <= "2014-12-31"]
    assert len(within) >= 0.95 * len(versions)


def test_one_project_stays_outside_converted_totals() -> None:
    outside = {
        project["identifier"]
        for project in EVERY
        for row in (*project.get("flows", []), *project.get("budgets", []))
        if row["currency"] in WITHOUT_RATE
    }
    assert outside == {"ILL-08"}


def test_eight_partners_fund_the_illustrative_projects_and_differ() -> None:
    funders = Counter(flow.get("provider", "") for flow in rows())
    partners = {f"ILLUSTRATIVE-{letter}" for letter in "ABCDEFGH"}
    assert partners <= set(funders)
    assert len({funders[partner] for partner in partners}) >= 5
