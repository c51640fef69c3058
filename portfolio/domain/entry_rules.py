"""Rules of an entry, field by field, before it is published; planned payments as funders type them."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from portfolio.domain import flows
from portfolio.domain.documents import SHARE_FIELDS
from portfolio.domain.errors import Code, Line, PortfolioError
from portfolio.domain.fields import PLANNED_PAYMENT
from portfolio.domain.flows import BudgetType, FlowKind, PlannedPayment
from portfolio.domain.parsing import (
    EntryLookups,
    EntryReading,
    FieldError,
    Missing,
    Twice,
    Values,
    read_form,
)
from portfolio.domain.projects import Project
from portfolio.domain.reference import Kind, ParticipantRole, lacks
from portfolio.domain.rules import (
    LIFE,
    NamesNobody,
    length_errors,
    life_of,
    order_error,
    overlap_errors,
    plan_error,
    share_errors,
    stage_errors,
)

KINDS = {kind.word: kind for kind in Kind}
ROLES = {role.word: role for role in ParticipantRole}
STAGES = {kind.word: kind for kind in FlowKind}


class NotPositive(PortfolioError):
    """An amount or a weight that has to be more than nothing is not; corrections come later."""


class InTheFuture(PortfolioError):
    """A fact of the past is dated after today (values: day, today)."""


class RoleMissing(PortfolioError):
    """A published project needs a participant in this role (values: role)."""


class KindContradicts(PortfolioError):
    """The kind does not follow from the participants (values: kind)."""


class NotABeneficiary(PortfolioError):
    """A share names a country that is no beneficiary (values: country)."""


class NoRequirement(PortfolioError):
    """Without a requirement the project has no gap, and counts in none."""


class RelationUnsaid(PortfolioError):
    """A reason or a source is recorded for a relation that nobody chose."""


class RelationWithoutReason(PortfolioError):
    """A relation to the declaration is chosen without a reason."""


class RelationWithoutSource(PortfolioError):
    """A relation to the declaration is chosen and no source is named."""


def check(
    result: EntryReading, names: EntryLookups, *, today: date, kind_exception: str = ""
) -> list[FieldError]:
    """Errors of the fields together; fields that could not be read are passed over."""
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
    """What the declared kind requires of the participants and lacks."""
    kind = KINDS.get(result.values.get("kind", ""), Kind.UNCLASSIFIED)
    people = result.rows("participants")

    def home(identifier: str) -> str | None:
        known = names.organisations.get(identifier)
        return known.country if known else None

    def of_role(role: ParticipantRole) -> list[Values]:
        return [person for person in people if ROLES[person["role"]] is role]

    at_home = [
        person["country"] or home(person["organisation"] or "")
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
    for name, column, axis in SHARE_FIELDS:
        rows = result.rows(name)
        parts = [(str(row[column]), row["share"]) for row in rows]
        for place, error in share_errors(axis, parts) if rows else ():
            if place is None:
                yield FieldError(name, error)
            else:
                yield FieldError(name, error, rows[place]["key"], column)
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
    """A relation needs a reason and a source (ruling 24), and these need a relation."""
    wanted = {
        "relation": RelationUnsaid,
        "relation_reasons": RelationWithoutReason,
        "relation_source": RelationWithoutSource,
    }
    lacking = [name for name in wanted if not result.values.get(name)]
    if len(lacking) < len(wanted):
        yield from (FieldError(name, wanted[name]()) for name in lacking)


def _days(result: EntryReading) -> Iterator[FieldError]:
    for first, last in LIFE:
        if error := order_error(result.values.get(first), result.values.get(last)):
            yield FieldError(last, error)


def _budgets(rows: Sequence[Values]) -> Iterator[FieldError]:
    if not rows:
        yield FieldError("budgets", NoRequirement(), is_blocking=False)
    for row in rows:
        if row["amount"] <= 0:
            yield FieldError("budgets", NotPositive(), row["key"], "amount")
    periods = [(row["first_day"], row["last_day"]) for row in rows]
    for place, column, error in (*length_errors(periods), *overlap_errors(periods)):
        yield FieldError("budgets", error, rows[place]["key"], column)


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
    """(column, error) of what a typed row states and rows of its stage can't."""
    stage = STAGES[values["kind"]]
    return stage_errors(stage, values["finance_type"], values["announcement"])


def _planned(result: EntryReading) -> Iterator[FieldError]:
    """Planned payments lie within their project's life, one for each funder and period."""
    name, days = "planned_payments", result.values
    life = flows.life(
        *(days.get(day) for day in ("start_planned", "start_actual", "end_planned", "end_actual"))
    )
    seen = set()
    for row in result.rows(name):
        first, last = row["first_day"], row["last_day"]
        if wrong := plan_error(first, last, life):
            column, error = wrong
            yield FieldError(name, error, row["key"], column)
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


class PlannedAlready(PortfolioError):
    """The same amount is planned for the same period already."""


class PlannedAhead(PortfolioError):
    """A plan is dated after today, whatever period it covers (values: day, today)."""


class PlannedLater(PortfolioError):
    """A later statement about this period would take precedence over this one (values: day)."""


@dataclass(frozen=True, slots=True)
class PlannedPaymentEntry:
    """A period and what is planned in it, as typed; an amount of 0 withdraws the plan."""

    first_day: Code
    last_day: Code
    amount: Code
    currency: Code
    planned_on: Code  # the day from which it is planned so
    source: Line = ""


def read_planned(
    entry: PlannedPaymentEntry,
    funder: str,
    project: Project,
    names: EntryLookups,
    today: date,
    recorded_at: datetime,
) -> tuple[PlannedPayment | None, tuple[FieldError, ...]]:
    """(the funder's new row, None where it can't be recorded; everything wrong, by field)."""
    values, found = read_form(PLANNED_PAYMENT, asdict(entry), names)
    if funder not in names.organisations:
        found.append(FieldError("provider", Missing()))
    latest = _latest(values, funder, project)
    found += _check_planned(values, latest, project, today)
    if found:
        return None, tuple(found)
    row = PlannedPayment(
        funder=funder,
        first_day=values["first_day"],
        last_day=values["last_day"],
        amount_minor=values["amount"],
        currency=values["currency"],
        valid_from=values["planned_on"],
        recorded_at=recorded_at,
        type=BudgetType.REVISED if latest else BudgetType.ORIGINAL,
        source=values["source"] or "",
    )
    return row, ()


def _latest(values: Values, funder: str, project: Project) -> PlannedPayment | None:
    """The funder's latest plan for the period, also one that withdraws it."""
    period = funder, values.get("first_day"), values.get("last_day")
    rows = [
        row
        for row in project.planned_payments
        if (row.funder, row.first_day, row.last_day) == period
    ]
    return max(rows, key=lambda row: (row.type, row.valid_from, row.recorded_at), default=None)


def _check_planned(
    values: Values, latest: PlannedPayment | None, project: Project, today: date
) -> Iterator[FieldError]:
    """Errors of the cells that could be read, whether others are empty or not."""
    first, last = values.get("first_day"), values.get("last_day")
    wrong = plan_error(first, last, life_of(project)) if first and last else None
    if wrong:
        yield FieldError(*wrong)
    standing = latest if latest and latest.amount_minor else None
    amount, is_known = values.get("amount"), first is not None and last is not None
    if amount is not None and (amount < 0 or (amount == 0 and is_known and standing is None)):
        yield FieldError("amount", NotPositive())
    elif standing and (amount, values.get("currency")) == (
        standing.amount_minor,
        standing.currency,
    ):
        yield FieldError("amount", PlannedAlready())
    day = values.get("planned_on")
    if day is None:
        return
    if day > today:
        yield FieldError("planned_on", PlannedAhead(day=day, today=today))
    elif latest and latest.type is BudgetType.REVISED and day < latest.valid_from:
        yield FieldError("planned_on", PlannedLater(day=latest.valid_from))
