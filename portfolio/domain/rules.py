"""Rules an entry must keep as a whole before it is published: shares, kind, periods, days, amounts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from portfolio.domain import flows
from portfolio.domain.clauses import MONEY_CLAUSES
from portfolio.domain.errors import (
    BudgetOverlaps,
    BudgetTooLong,
    ClauseTakesNoMoney,
    PortfolioError,
    SharesIncomplete,
)
from portfolio.domain.flows import FINANCED, FlowKind, NotOfThisStage
from portfolio.domain.money import WHOLE
from portfolio.domain.parsing import EntryLookups, EntryReading, FieldError, Missing, Twice, Values
from portfolio.domain.reference import Kind, ParticipantRole, is_too_long, lacks

KINDS = {kind.word: kind for kind in Kind}
ROLES = {role.word: role for role in ParticipantRole}
STAGES = {kind.word: kind for kind in FlowKind}
_AXES = (
    ("clause_shares", "clause"),
    ("country_shares", "country"),
    ("priority_shares", "priority"),
)


class NotPositive(PortfolioError):
    """An amount or a weight that has to be more than nothing is not; corrections come later."""


class InTheFuture(PortfolioError):
    """What is said to have happened is dated after today (values: day, today)."""


class DaysReversed(PortfolioError):
    """An end lies before its beginning (values: first, last)."""


class NamesNobody(PortfolioError):
    """A participant names neither a country nor an organisation."""


class RoleMissing(PortfolioError):
    """A published project needs a participant in this role (values: role)."""


class KindContradicts(PortfolioError):
    """The kind does not follow from the participants (values: kind)."""


class NotABeneficiary(PortfolioError):
    """A share is given to a country that is no beneficiary (values: country)."""


class NoRequirement(PortfolioError):
    """Without a requirement the project has no gap, and counts in none."""


class RelationUnsaid(PortfolioError):
    """A reason or a source is given for a relation that nobody chose."""


class RelationWithoutReason(PortfolioError):
    """A relation to the declaration is chosen and nothing says why."""


class RelationWithoutSource(PortfolioError):
    """A relation to the declaration is chosen and no source is named."""


def check(
    result: EntryReading, names: EntryLookups, *, today: date, kind_exception: str = ""
) -> list[FieldError]:
    """Everything the fields together break; fields that could not be read are passed over."""
    return [
        *_kind(result, names, kind_exception),
        *_participants(result),
        *_shares(result),
        *_relation(result),
        *_days(result),
        *_budgets(result.rows("budgets")),
        *_flows(result.rows("flows"), today),
        *_planned(result),
        *_milestones(result.rows("milestones")),
    ]


def kind_lacks(result: EntryReading, names: EntryLookups) -> tuple[str, ...]:
    """What the declared kind wants of the participants and does not find."""
    kind = KINDS.get(result.values.get("kind", ""), Kind.UNCLASSIFIED)
    people = result.rows("participants")
    homes = {
        organisation.identifier: organisation.country
        for organisation in names.organisations.values()
    }

    def of_role(role: ParticipantRole) -> list[Values]:
        return [person for person in people if ROLES[person["role"]] is role]

    at_home = [
        person["country"] or homes.get(person["organisation"] or "")
        for person in of_role(ParticipantRole.PIVOTAL)
    ]
    has = {ROLES[person["role"]] for person in people}
    return lacks(
        kind,
        [
            (code, names.countries[code].region, names.countries[code].is_dac_recipient)
            for person in of_role(ParticipantRole.BENEFICIARY)
            if (code := person["country"])
        ],
        has_provider=ParticipantRole.PROVIDER in has,
        pivotal=[
            (code or None, names.countries[code].is_dac_recipient if code else False)
            for code in at_home
        ],
        has_facilitating=ParticipantRole.FACILITATING in has,
    )


def _kind(result: EntryReading, names: EntryLookups, exception: str) -> Iterator[FieldError]:
    kind = result.values.get("kind")
    if kind and not exception and kind_lacks(result, names):
        yield FieldError("kind", KindContradicts(kind=kind))


def _participants(result: EntryReading) -> Iterator[FieldError]:
    people = result.rows("participants")
    for person in people:
        if not person["country"] and not person["organisation"]:
            yield FieldError("participants", NamesNobody(), person["key"], "country")
    if not people:
        return
    if not any(ROLES[p["role"]] is ParticipantRole.BENEFICIARY and p["country"] for p in people):
        yield FieldError("participants", RoleMissing(role=ParticipantRole.BENEFICIARY.word))
    if not any(
        ROLES[p["role"]] is ParticipantRole.IMPLEMENTING and p["organisation"] for p in people
    ):
        yield FieldError("participants", RoleMissing(role=ParticipantRole.IMPLEMENTING.word))


def _shares(result: EntryReading) -> Iterator[FieldError]:
    for name, column in _AXES:
        rows = result.rows(name)
        times = Counter(row[column] for row in rows)
        seen = set()
        for row in rows:
            if times[row[column]] > 1 and row[column] in seen:
                yield FieldError(name, Twice(value=str(row[column])), row["key"], column)
            seen.add(row[column])
            if column == "clause" and row[column] not in MONEY_CLAUSES:
                yield FieldError(name, ClauseTakesNoMoney(clause=row[column]), row["key"], column)
        total = sum(row["share"] for row in rows)
        if rows and total != WHOLE:
            yield FieldError(name, SharesIncomplete(axis=column, total=total))
    benefiting = {
        p["country"]
        for p in result.rows("participants")
        if p["role"] == ParticipantRole.BENEFICIARY.word
    }
    for row in result.rows("country_shares"):
        if row["country"] not in benefiting:
            error = NotABeneficiary(country=row["country"])
            yield FieldError("country_shares", error, row["key"], "country", is_blocking=False)


def _relation(result: EntryReading) -> Iterator[FieldError]:
    """A relation to the declaration says why and by which source (ruling 24), or is left alone."""
    wanted = {
        "relation": RelationUnsaid,
        "relation_reasons": RelationWithoutReason,
        "relation_source": RelationWithoutSource,
    }
    lacking = [name for name in wanted if not result.values.get(name)]
    if len(lacking) < len(wanted):
        yield from (FieldError(name, wanted[name]()) for name in lacking)


def _days(result: EntryReading) -> Iterator[FieldError]:
    for first, last in (("start_planned", "end_planned"), ("start_actual", "end_actual")):
        begins, ends = result.values.get(first), result.values.get(last)
        if begins and ends and ends < begins:
            yield FieldError(last, DaysReversed(first=begins, last=ends))


def _budgets(rows: Sequence[Values]) -> Iterator[FieldError]:
    if not rows:
        yield FieldError("budgets", NoRequirement(), is_blocking=False)
    for row in rows:
        first, last = row["first_day"], row["last_day"]
        if is_too_long(first, last):
            yield FieldError(
                "budgets", BudgetTooLong(first=first, last=last), row["key"], "last_day"
            )
        if row["amount"] <= 0:
            yield FieldError("budgets", NotPositive(), row["key"], "amount")
    ordered = sorted(rows, key=lambda row: (row["first_day"], row["last_day"]))
    for earlier, later in pairwise(ordered):
        if later["first_day"] <= earlier["last_day"]:
            error = BudgetOverlaps(first=later["first_day"], last=later["last_day"])
            yield FieldError("budgets", error, later["key"], "first_day")


def _flows(rows: Sequence[Values], today: date) -> Iterator[FieldError]:
    for row in rows:
        if row["amount"] <= 0:
            yield FieldError("flows", NotPositive(), row["key"], "amount")
        if row["value_date"] > today:
            error = InTheFuture(day=row["value_date"], today=today)
            yield FieldError("flows", error, row["key"], "value_date")
        for column, wrong in not_of_its_stage(row):
            yield FieldError("flows", wrong, row["key"], column)


def not_of_its_stage(values: Values) -> Iterator[tuple[str, PortfolioError]]:
    """(column, error): grant or loan is said of pledges and commitments, new of pledges (ruling 32)."""
    stage = STAGES[values["kind"]]
    if values["finance_type"] and stage not in FINANCED:
        yield "finance_type", NotOfThisStage(stage=stage.word)
    if values["announcement"] and stage is not FlowKind.PLEDGE:
        yield "announcement", NotOfThisStage(stage=stage.word)


def _planned(result: EntryReading) -> Iterator[FieldError]:
    """Planned payments lie within their project's life, one for each funder and period."""
    name, days = "planned_payments", result.values
    start, end = flows.life(
        *(days.get(day) for day in ("start_planned", "start_actual", "end_planned", "end_actual"))
    )
    seen = set()
    for row in result.rows(name):
        first, last = row["first_day"], row["last_day"]
        if last < first:
            yield FieldError(name, DaysReversed(first=first, last=last), row["key"], "last_day")
        elif (error := flows.outside(first, last, start, end)) is not None:
            is_late = isinstance(error, flows.OutsideItsEnd)
            yield FieldError(name, error, row["key"], "last_day" if is_late else "first_day")
        if row["amount"] <= 0:
            yield FieldError(name, NotPositive(), row["key"], "amount")
        period = row["provider"], first, last
        if period in seen:
            yield FieldError(name, Twice(value=row["provider"]), row["key"], "provider")
        seen.add(period)


def _milestones(rows: Sequence[Values]) -> Iterator[FieldError]:
    for row in rows:
        if row["weight"] <= 0:
            yield FieldError("milestones", NotPositive(), row["key"], "weight")
        if not row["title"]:
            yield FieldError("milestones", Missing(), row["key"], "title")
