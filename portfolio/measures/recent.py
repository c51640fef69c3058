"""Recent changes: what was recorded since a moment that this reader may see, the newest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np

from portfolio.domain.flows import FlowKind, Verification
from portfolio.domain.projects import MilestoneState, Relation, Status
from portfolio.domain.reference import UNKNOWN
from portfolio.ledger.columns import NO_ONE, Bools, Ints
from portfolio.ledger.counting import FlowSlice, Reading
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import View, day_of, of_portfolio
from portfolio.measures import visibility
from portfolio.measures.funding import funder_word

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ALWAYS: Final = 2**40  # a day after every day from which a row can be valid


@dataclass(frozen=True, slots=True)
class ReaderRows:
    """Which rows that are only proposed the reader sees: of their organisation (its id), or all."""

    organisation: int | None = None
    sees_proposed: bool = False


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """One thing recorded since, by the word of its sort; what does not apply to it is None.

    ``what``: a stage of money, "requirement", "status", "relation", "shares", "milestone", "planned",
    "published", "withdrawn", "deliverable", "list" or "rate". ``state``: the word of what it is now.
    """

    recorded_at: datetime
    what: str
    project: str = ""  # identifier; "" of what belongs to none
    day: date | None = None  # from which it holds
    amount_minor: int | None = None  # minor units of its own currency
    currency: str | None = None
    funder: str | None = None  # identifier
    state: str = ""
    titles: Mapping[str, str] | None = None  # by language
    rows: int = 1  # exchange rates of one currency are one change


def recorded_since(view: View, since: datetime, reader: ReaderRows) -> tuple[RecordedChange, ...]:
    """Rows recorded after a moment, as we know them now; whatever the date and filters of the view.

    Of projects of the view's portfolio that are published now. A project published since is one
    change; so is a row that began or ceased to count. Exchange rates are those of currencies in
    which visible rows are, and of the view's own.
    """
    found = _Recent(view, since, reader)
    changes = [
        *found.publications(),
        *found.flows(),
        *found.dated_rows(),
        *found.milestones(),
        *found.texts(),
        *found.rates(),
    ]
    changes.sort(
        key=lambda one: (one.project, one.what, one.day or date.min, one.amount_minor or 0)
    )
    return tuple(sorted(changes, key=lambda one: one.recorded_at, reverse=True))


class _Recent:
    """The rows of one portfolio recorded since a moment."""

    def __init__(self, view: View, since: datetime, reader: ReaderRows) -> None:
        self.view, self.reader = view, reader
        self.portfolio: Portfolio = view.portfolio
        self.since = (since - _EPOCH) // timedelta(microseconds=1)
        own = of_portfolio(self.portfolio, view.question.scope.portfolio)
        self.published: Bools = np.asarray(visibility.published_now(self.portfolio) & own)
        before = visibility.published_now(self.portfolio, self.since + 1) & own
        self.known: Bools = np.asarray(self.published & before)  # both then and now
        self.ended: Bools = np.asarray(~self.published & before)

    def publications(self) -> Iterator[RecordedChange]:
        """Projects that everybody sees since; for those who work on the record, no more."""
        columns = self.portfolio.publications
        for row in np.flatnonzero(columns.recorded_at > self.since).tolist():
            code = int(columns.project[row])
            is_new = self.published[code] and not self.known[code]
            if is_new or (self.ended[code] and self.reader.sees_proposed):
                what = "published" if is_new else "withdrawn"
                yield self._change(what, code, columns.recorded_at[row], columns.valid_from[row])

    def flows(self) -> Iterator[RecordedChange]:
        """Rows of money recorded since, and older ones that count since or no longer count."""
        portfolio, flows = self.portfolio, self.portfolio.flows.flows
        now, then = self._confidences(None), self._confidences(self.since + 1)
        is_new = flows.recorded_at > self.since
        seen = self._visible(now) & self.known[flows.project]
        official = visibility.OFFICIAL
        counts, counted = np.isin(now, official), np.isin(then, official) & ~is_new
        moved = seen & (is_new | (counts != counted))
        latest = self._latest_confidence()
        for row in np.flatnonzero(moved).tolist():
            kind, provider = FlowKind(int(flows.kind[row])), int(flows.provider[row])
            funder = funder_word(self.view, provider if provider >= 0 else UNKNOWN)
            state = Verification(int(now[row])).name.lower()
            if not is_new[row] and not counts[row]:
                state = "uncounted"
            yield self._change(
                kind.word,
                int(flows.project[row]),
                max(int(flows.recorded_at[row]), int(latest[row])),
                flows.value_day[row],
                amount_minor=int(flows.amount[row]),
                currency=portfolio.labels.currencies[int(flows.currency[row])],
                funder=None if kind is FlowKind.EXPENDITURE else funder,
                state=state,
            )

    def _confidences(self, before: int | None) -> Ints:
        reading = Reading(_ALWAYS, before, frozenset(visibility.OFFICIAL), is_example=True)
        return FlowSlice(self.portfolio, None).confidence(reading)

    def _visible(self, confidence: Ints) -> Bools:
        flows = self.portfolio.flows.flows
        visible = np.isin(confidence, visibility.OFFICIAL)
        proposed = confidence == Verification.PROPOSED
        if self.reader.sees_proposed:
            visible |= proposed
        elif self.reader.organisation is not None:
            visible |= proposed & (flows.provider == self.reader.organisation)
        return np.asarray(visible)

    def _latest_confidence(self) -> Ints:
        """When the verification of each row was last recorded; 0 where it never changed."""
        changes = self.portfolio.flows.confidences
        latest = np.zeros(len(self.portfolio.flows.flows.kind), np.int64)
        np.maximum.at(latest, changes.row, changes.recorded_at)
        return latest

    def dated_rows(self) -> Iterator[RecordedChange]:
        """Needs, statuses, relations, shares and planned payments."""
        portfolio, currencies = self.portfolio, self.portfolio.labels.currencies
        budgets = portfolio.budgets
        for row in self._since(budgets.recorded_at, budgets.project):
            yield self._change(
                "requirement",
                int(budgets.project[row]),
                budgets.recorded_at[row],
                budgets.valid_from[row],
                amount_minor=int(budgets.amount[row]),
                currency=currencies[int(budgets.currency[row])],
            )
        statuses = portfolio.statuses
        for row in self._since(statuses.recorded_at, statuses.project):
            word = Status(int(statuses.value[row])).word
            at = statuses.recorded_at[row], statuses.valid_from[row]
            yield self._change("status", int(statuses.project[row]), *at, state=word)
        relations = portfolio.relations
        for row in self._since(relations.recorded_at, relations.project):
            word = Relation(int(relations.value[row])).word
            at = relations.recorded_at[row], relations.valid_from[row]
            yield self._change("relation", int(relations.project[row]), *at, state=word)
        sets = portfolio.share_sets  # the first means no shares
        for row in self._since(sets.recorded_at, sets.project, first=1):
            at = sets.recorded_at[row], sets.valid_from[row]
            yield self._change("shares", int(sets.project[row]), *at)
        plans = portfolio.planned_payments
        for row in self._since(plans.recorded_at, plans.project):
            yield self._change(
                "planned",
                int(plans.project[row]),
                plans.recorded_at[row],
                plans.first_day[row],
                amount_minor=int(plans.amount[row]),
                currency=currencies[int(plans.currency[row])],
                funder=funder_word(self.view, int(plans.funder[row])),
            )

    def milestones(self) -> Iterator[RecordedChange]:
        """The last version of each milestone that has a new one."""
        columns = self.portfolio.milestones
        last: dict[int, int] = {}
        for row in self._since(columns.recorded_at, columns.project):
            number = int(columns.milestone[row])
            held = last.get(number, row)
            last[number] = max(held, row, key=lambda one: int(columns.recorded_at[one]))
        for number, row in last.items():
            label = self.portfolio.labels.milestones[number]
            done = int(columns.done_on[row])
            yield self._change(
                "milestone",
                int(columns.project[row]),
                columns.recorded_at[row],
                done if done != NO_ONE else columns.due[row],
                state=MilestoneState(int(columns.state[row])).name.lower(),
                titles=label.titles or {"": label.reference},
            )

    def texts(self) -> Iterator[RecordedChange]:
        """Deliverables of the Declaration, and lists of priority projects."""
        columns, labels = self.portfolio.deliverables, self.portfolio.labels
        for row in np.flatnonzero(columns.recorded_at > self.since).tolist():
            yield RecordedChange(
                _moment(columns.recorded_at[row]),
                "deliverable",
                day=day_of(int(columns.valid_from[row])),
                state=MilestoneState(int(columns.state[row])).name.lower(),
                titles=labels.deliverables[int(columns.deliverable[row])].names,
            )
        is_example = self.view.question.scope.portfolio.is_example
        for one in labels.lists:
            if one.is_example is is_example and _micros(one.recorded_at) > self.since:
                yield RecordedChange(
                    one.recorded_at,
                    "list",
                    day=one.valid_from,
                    state=one.state.word,
                    titles=one.titles,
                )

    def rates(self) -> Iterator[RecordedChange]:
        """Exchange rates by currency, where they can have moved a figure of this reader."""
        portfolio, rows = self.portfolio, self.portfolio.rates.rows
        used = self._currencies()
        fresh = rows["recorded_at"] > self.since
        for number in np.unique(rows["currency_id"][fresh]).tolist():
            own = fresh & (rows["currency_id"] == number)
            if number in used:
                yield RecordedChange(
                    _moment(rows["recorded_at"][own].max()),
                    "rate",
                    day=day_of(int(rows["day"][own].max())),
                    currency=portfolio.labels.currencies[int(number)],
                    rows=int(own.sum()),
                )

    def _currencies(self) -> frozenset[int]:
        """Numbers of the currencies of visible rows and of the view."""
        portfolio, flows = self.portfolio, self.portfolio.flows.flows
        seen = self._visible(self._confidences(None)) & self.published[flows.project]
        budgets = portfolio.budgets
        return frozenset(
            (
                *np.unique(flows.currency[seen]).tolist(),
                *np.unique(budgets.currency[self.published[budgets.project]]).tolist(),
                *(
                    number
                    for number, code in portfolio.labels.currencies.items()
                    if code == self.view.question.currency
                ),
            )
        )

    def _since(self, recorded_at: Ints, project: Ints, first: int = 0) -> list[int]:
        """Rows recorded since of projects that were published then and are now."""
        chosen = recorded_at > self.since
        chosen[:first] = False
        chosen[first:] &= self.known[project[first:]]
        rows: list[int] = np.flatnonzero(chosen).tolist()
        return rows

    def _change(
        self, what: str, code: int, recorded_at: int, day: int, **values: object
    ) -> RecordedChange:
        return RecordedChange(
            _moment(recorded_at),
            what,
            self.portfolio.identifier(code),
            day_of(int(day)),
            **values,  # type: ignore[arg-type]
        )


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=int(micros))


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
