"""One set of rules: form, file, save and the list of findings say the same of a project."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hypothesis import assume, given
from hypothesis import strategies as st

from portfolio.domain import entry_rules, parsing
from portfolio.domain.documents import SHARE_FIELDS, document
from portfolio.domain.errors import BrokenFile, BudgetOverlaps, PortfolioError
from portfolio.domain.flows import (
    BudgetPeriod,
    BudgetType,
    Flow,
    FlowKind,
    Provenance,
    budgets_in_force,
)
from portfolio.domain.money import Dimension
from portfolio.domain.parsing import EntryLookups
from portfolio.domain.projects import Project, ShareSet
from portfolio.domain.reference import Country, Kind, Region
from portfolio.domain.rules import project_errors
from portfolio.exchange import documents
from portfolio.exchange.directory import linked_projects
from portfolio.exchange.documents import FileIndex
from portfolio.exchange.errors import UnknownRowReference
from portfolio.exchange.schema import ProjectsFile

START = date(2014, 1, 1)
NOON = datetime(2014, 1, 1, 12, tzinfo=UTC)
KEYS = {
    Dimension.CLAUSE: ("1", "8", "9", "11"),
    Dimension.COUNTRY: ("LY", "TN"),
    Dimension.PRIORITY: ("security", "human_development"),
}
LOOKUPS = EntryLookups(
    organisations={},
    countries={
        code: Country(
            number, code, f"{code}X", Region.ARAB_MAGHREB, is_dac_recipient=True, names={}
        )
        for number, code in enumerate(KEYS[Dimension.COUNTRY])
    },
    currencies=frozenset({"EUR"}),
)
FORM_FIELDS: Final[Mapping[object, str]] = {
    "budgets": "budgets",
    **{axis: name for name, _, axis in SHARE_FIELDS},
}
one_in_four = st.sampled_from((False, False, False, True))


@st.composite
def share_sets(draw: st.DrawFn) -> ShareSet:
    axis = draw(st.sampled_from(list(Dimension)))
    keys = draw(st.lists(st.sampled_from(KEYS[axis]), min_size=1, max_size=2, unique=True))
    first = draw(st.sampled_from((0, 1, 2_500, 10_000)))
    points = [10_000] if len(keys) == 1 else [first, 10_000 - first]
    if draw(one_in_four):
        points[0] += draw(st.sampled_from((-1, 1, -10_000)))
    return ShareSet(axis, START, NOON, tuple(zip(keys, points, strict=True)))


@st.composite
def budgets(draw: st.DrawFn) -> BudgetPeriod:
    first = START + timedelta(days=draw(st.sampled_from((0, 31, 365, 730))))
    length = draw(st.sampled_from((30, 364, 364, 365, -1)))
    kind = draw(st.sampled_from(list(BudgetType)))
    amount = draw(st.sampled_from((100, 100, 100, 0)))
    held = START + timedelta(days=draw(st.sampled_from((0, 0, 10, 20))))
    return BudgetPeriod(
        0, 0, kind, first, first + timedelta(days=length), amount, "EUR", held, NOON
    )


@st.composite
def flows(draw: st.DrawFn, provenance: Provenance) -> tuple[Flow, ...]:
    """Rows that name each other, themselves and rows that are not there."""
    count = draw(st.integers(0, 4))
    named = st.sampled_from((*([None] * 4), *range(1, count + 1), 99))
    return tuple(
        Flow(
            id=number,
            project_id=1,
            reference=f"F-{draw(st.integers(1, 9)) if draw(one_in_four) else number}",
            kind=draw(st.sampled_from((FlowKind.PLEDGE, FlowKind.PLEDGE, FlowKind.COMMITMENT))),
            provider_id=1,
            receiver_id=None,
            amount_minor=draw(st.sampled_from((100, 100, 100, 0, -100))),
            currency=draw(st.sampled_from(("EUR", "EUR", "USD"))),
            value_date=START,
            recorded_at=NOON,
            provenance=provenance,
            corrects_id=draw(named),
            supersedes_id=draw(named),
            honours_id=draw(named),
        )
        for number in range(1, count + 1)
    )


@st.composite
def nasty_projects(draw: st.DrawFn) -> Project:
    provenance = draw(st.sampled_from(list(Provenance)))
    return Project(
        id=1,
        identifier="P",
        titles={} if draw(one_in_four) else {"en": "Posts"},
        summaries={},
        declared_kind=Kind.UNCLASSIFIED,
        provenance=provenance,
        share_sets=tuple(draw(st.lists(share_sets(), max_size=2))),
        budgets=tuple(draw(st.lists(budgets(), max_size=3))),
        flows=draw(flows(provenance)),
    )


def as_file(project: Project) -> str:
    """The project as a data file would say it."""
    references = {flow.id: flow.reference for flow in project.flows}

    def named(number: int | None) -> str | None:
        return None if number is None else references.get(number, "F-99")

    return json.dumps({
        "provenance": project.provenance.word,
        "projects": [{
            "identifier": project.identifier,
            "titles": dict(project.titles),
            "kind": "unclassified",
            "sources": [{"title": "Minutes", "address": "https://example.org"}],
            "shares": [
                {
                    "axis": shares.axis.name.lower(),
                    "from": "2014-01-01",
                    "parts": {key: f"{Decimal(points).scaleb(-2):f}" for key, points in shares.parts},
                }
                for shares in project.share_sets
            ],
            "budgets": [
                {
                    "type": row.type.name.lower(),
                    "from": row.valid_from.isoformat(),
                    "first": row.first_day.isoformat(),
                    "last": row.last_day.isoformat(),
                    "amount": f"{Decimal(row.amount_minor).scaleb(-2):f}",
                    "currency": row.currency,
                }
                for row in project.budgets
            ],
            "flows": [
                {
                    "reference": flow.reference,
                    "kind": flow.kind.word,
                    "amount": f"{Decimal(flow.amount_minor).scaleb(-2):f}",
                    "currency": flow.currency,
                    "date": flow.value_date.isoformat(),
                    "corrects": named(flow.corrects_id),
                    "supersedes": named(flow.supersedes_id),
                    "honours": named(flow.honours_id),
                }
                for flow in project.flows
            ],
        }],
    })  # fmt: skip


def read_file(text: str) -> Project:
    """The one project of a file; raises BrokenFile."""
    with TemporaryDirectory() as directory:
        (Path(directory) / "projects.json").write_text(text, "utf-8")
        file = documents.read(Path(directory), "projects.json", ProjectsFile)
    index = FileIndex(frozenset(KEYS[Dimension.COUNTRY]), {}, {"P": 1})
    (project,) = linked_projects(file, index)
    return project


def errors_of(project: Project) -> set[type[PortfolioError]]:
    return {type(found.error) for found in project_errors(project)}


def refusal_of_file(project: Project) -> type[PortfolioError] | None:
    try:
        read_file(as_file(project))
    except BrokenFile as refused:
        reason = refused.values["reason"]
        assert isinstance(reason, PortfolioError)
        return type(reason)
    return None


@given(nasty_projects())
def test_a_file_is_refused_for_a_rule_that_its_project_breaks(project: Project) -> None:
    assume(project.provenance in (Provenance.DOCUMENTED, Provenance.ILLUSTRATIVE))
    assume(project.titles)
    assume(all(0 <= points <= 10_000 for one in project.share_sets for _, points in one.parts))
    wrong, refusal = errors_of(project), refusal_of_file(project)
    assert (refusal is None) == (not wrong)
    assert refusal in {None, UnknownRowReference, *wrong}


@given(nasty_projects())
def test_a_form_says_of_shares_and_periods_what_the_rules_say(project: Project) -> None:
    """Of the latest shares and the standing periods, which are what a form shows."""
    assume(all(0 <= points <= 10_000 for one in project.share_sets for _, points in one.parts))
    reading = parsing.read(document(project), LOOKUPS, is_new=False)
    latest = {shares.axis: shares for shares in project.share_sets}
    shown = replace(
        project,
        share_sets=tuple(latest.values()),
        budgets=tuple(row for row in budgets_in_force(project.budgets) if row.amount_minor),
    )
    said = {
        (type(found.error), found.field)
        for found in entry_rules.check(reading, LOOKUPS, today=START)
        if found.is_blocking and found.field in FORM_FIELDS.values()
    }
    rules = {
        (type(found.error), FORM_FIELDS[_part(shown, found.path)])
        for found in project_errors(shown)
        if found.path[0] in ("share_sets", "budgets")
    }
    assert said == rules


def in_force(rows: Sequence[BudgetPeriod], day: date) -> set[tuple[date, date]]:
    """Ruling 10 by hand: of each period the strongest row valid on the day; 0 withdraws it."""
    known = [row for row in rows if row.valid_from <= day]
    return {
        period
        for period in {(row.first_day, row.last_day) for row in known}
        if max(
            (
                row.type,
                row.valid_from,
                place,
                row.amount_minor or row.type is BudgetType.ORIGINAL,
            )
            for place, row in enumerate(known)
            if (row.first_day, row.last_day) == period
        )[-1]
    }


@given(nasty_projects())
def test_periods_overlap_where_two_are_in_force_on_one_day(project: Project) -> None:
    rows = [row for row in project.budgets if row.first_day <= row.last_day]
    days = {row.valid_from for row in rows}
    shared = any(
        one < other and other[0] <= one[1]
        for day in days
        for one in in_force(rows, day)
        for other in in_force(rows, day)
    )
    errors = errors_of(replace(project, budgets=tuple(rows)))
    assert (BudgetOverlaps in errors) is shared


def _part(project: Project, path: tuple[str | int, ...]) -> object:
    return project.share_sets[int(path[1])].axis if path[0] == "share_sets" else path[0]
