"""The documented projects against the compiled facts, where PORTFOLIO_REFERENCE has them."""

import json
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

from tests.data.records import DOCUMENTED, Record, beneficiaries, named, status


def _reference() -> dict[str, Record]:
    folder = Path(os.environ["PORTFOLIO_REFERENCE"])
    facts = json.loads((folder / "documented-projects.json").read_text("utf-8"))
    return {project["id"]: project for project in facts["projects"]}


# An allocation or appropriation is a commitment only where its source says that it binds, else a
# pledge; what is proposed or requested is counted nowhere (domain ruling 30).
_STAGES = {
    "commitment": {"commitment"},
    "appropriation": {"commitment", "pledge"},
    "allocation": {"commitment", "pledge"},
    "funding": {"commitment"},
    "pledge": {"pledge"},
    "disbursement": {"disbursement"},
    "expenditure": {"expenditure"},
}


def test_every_money_line_of_the_compiled_facts_is_counted_or_listed_once() -> None:
    facts = _reference()
    assert sorted(facts) == sorted(map(named, DOCUMENTED))
    for project in DOCUMENTED:
        expected = Counter(
            (Decimal(line["amount"]), line["currency"][:3].replace("UA ", "XDR"))
            for line in facts[project["identifier"]]["money"]
        )
        found = Counter((Decimal(f["amount"]), f["currency"]) for f in project.get("flows", []))
        found.update(
            (Decimal(line["amount"]), line["currency"])
            for line in project.get("listed_lines", [])
            if (Decimal(line["amount"]), line["currency"]) in expected
        )
        budgets = project.get("budgets", [])
        if budgets:
            whole = sum((Decimal(item["amount"]) for item in budgets), Decimal(0))
            line = (whole, budgets[0]["currency"])
            if line in expected:
                found |= Counter({line: 1})
            else:  # reference amounts meant to cover all expenditure: need and commitment in one
                assert whole == sum(amount for amount, currency in expected if currency == line[1])
        assert found == expected, project["identifier"]


def test_a_counted_line_stands_at_the_stage_its_words_mean() -> None:
    facts = _reference()
    for project in DOCUMENTED:
        kinds = {
            (Decimal(line["amount"]), line["currency"], stage)
            for line in facts[project["identifier"]]["money"]
            for stage in _STAGES.get(line["kind"], ())
        }
        for flow in project.get("flows", []):
            assert (Decimal(flow["amount"]), flow["currency"], flow["kind"]) in kinds


def test_the_status_of_mid_2014_is_the_one_the_facts_give() -> None:
    meaning = {
        "completed": "closed",
        "completion": "finalisation",
        "pipeline/approved": "pipeline",
    }
    for project_id, fact in _reference().items():
        stated = fact["status_as_of_mid_2014"]
        (project,) = [item for item in DOCUMENTED if item["identifier"] == project_id]
        assert status(project) == meaning.get(stated, stated), project_id


def test_beneficiaries_are_the_countries_the_facts_name() -> None:
    for project_id, fact in _reference().items():
        (project,) = [item for item in DOCUMENTED if item["identifier"] == project_id]
        assert beneficiaries(project) == set(fact["countries"]), project_id
