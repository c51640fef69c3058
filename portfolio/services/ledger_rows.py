"""Ledger rows of a view by column: budget periods and flows, why each counts or not, at which rates."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar

import numpy as np

from portfolio.domain.flows import FlowKind, Provenance, Verification
from portfolio.domain.money import Money
from portfolio.domain.params import Principal
from portfolio.ledger.columns import NO_ONE, Bools, Ints
from portfolio.ledger.counting import FlowSlice
from portfolio.ledger.view import View, day_of
from portfolio.measures import lists, visibility
from portfolio.measures.entries import Quote, quotes
from portfolio.measures.exclusions import (
    REASONS,
    ExclusionReason,
    flow_columns,
    period_columns,
)
from portfolio.measures.figures import Figure
from portfolio.measures.funding import funder_word
from portfolio.measures.projects import project_figures
from portfolio.present.format import Formatter

Row = dict[str, Any]
V = TypeVar("V")
A = TypeVar("A", Ints, Bools)
_PERIOD: Final = 0  # in place of the kind of a flow


def title(reader: Formatter, titles: Mapping[str, str], identifier: str) -> str:
    """The title in the reader's language; the identifier where there is none."""
    return reader.words.choose(titles) or identifier


def title_of(view: View, reader: Formatter, identifier: str) -> str:
    """The title of a project of the view."""
    portfolio = view.portfolio
    return title(reader, portfolio.labels.projects[portfolio.ids[identifier]].titles, identifier)


def in_figures(view: View) -> Bools:
    """Codes of projects in the figures of the view: of its band, each row with a rate."""
    found = np.zeros(view.portfolio.size, np.bool_)
    state = project_figures(view)
    found[state.codes[state.in_band]] = True
    return found


class LedgerRows:
    """Ledger rows of one view as one reader sees them: a budget period or flow each, by column.

    Project by project, its periods first, then its flows; each by day, then by recording: the
    order reveals nothing of hidden rows.
    """

    def __init__(self, view: View, reader: Formatter, who: Principal) -> None:
        self.view, self.reader, self.who = view, reader, who
        codes, portfolio = lists.everywhere(view), view.portfolio
        periods, flows = period_columns(view, codes), flow_columns(view, codes)
        periods = periods.among(~periods.because(ExclusionReason.UNKNOWN_THEN))
        hidden = flows.because(ExclusionReason.UNKNOWN_THEN, ExclusionReason.WITHDRAWN)
        flows = flows.among(~hidden & self._seen()[flows.row])
        own, given = portfolio.budgets, portfolio.flows.flows
        none = np.full(len(periods.row), NO_ONE, np.int64)

        project = _both(own.project[periods.row], given.project[flows.row])
        day = _both(own.first_day[periods.row], given.value_day[flows.row])
        number = _both(own.id[periods.row], given.id[flows.row])
        kind = _both(np.full(len(none), _PERIOD), given.kind[flows.row])
        place = np.zeros(portfolio.size, np.int64)
        place[codes] = np.arange(len(codes))
        order = np.lexsort((number, day, kind != _PERIOD, place[project]))

        def ordered(of_periods: Ints, of_flows: Ints) -> Ints:
            return _both(of_periods, of_flows)[order]

        self._project, self._day, self._number = project[order], day[order], number[order]
        self._kind = kind[order]
        self._last_day = ordered(own.last_day[periods.row], np.full(len(flows.row), NO_ONE))
        self._recorded_at = ordered(own.recorded_at[periods.row], given.recorded_at[flows.row])
        self._funder = ordered(none, portfolio.flows.pairs.funder[given.pair[flows.row]])
        self._receiver = ordered(none, given.receiver[flows.row])
        sure = FlowSlice(portfolio, None).confidence(view.reading)  # on the day, in the reading
        self._verification = ordered(none, sure[flows.row])
        self._provenance = ordered(none, given.provenance[flows.row])
        self._amount = ordered(own.amount[periods.row], given.amount[flows.row])
        self._currency = ordered(own.currency[periods.row], given.currency[flows.row])
        self._reason = ordered(periods.reason, flows.reason)
        has_amount = _both(periods.has_amount, flows.has_amount)[order]
        self._converted = np.where(has_amount, ordered(periods.amount, flows.amount), 0)
        self._has_converted = has_amount
        self._passed_on = ordered(periods.internal, flows.internal)
        self._rate_day = ordered(periods.rate_day, flows.rate_day)
        self._has_quotes = _both(periods.has_quotes, flows.has_quotes)[order]

    def __len__(self) -> int:
        return len(self._number)

    def rows(self) -> Iterator[Row]:
        """One row after the other, by the names of its columns."""
        columns = [self.column(name) for name in self.names]
        return (dict(zip(self.names, values, strict=True)) for values in zip(*columns, strict=True))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self._columns)

    def column(self, name: str) -> list[Any]:
        """The values of one column; None where a row has none."""
        return self._columns[name]()

    def rates(self, write: Callable[[tuple[Quote, ...]], str]) -> list[str]:
        """The rates used for each row, as ``write`` puts them."""
        days = np.where(self._has_quotes, self._rate_day, 0)
        pairs = np.stack((np.where(self._has_quotes, self._currency, NO_ONE), days))
        known, place = np.unique(pairs, axis=1, return_inverse=True)
        texts = [
            write(quotes(self.view, currency, day) if currency != NO_ONE else ())
            for currency, day in known.T.tolist()
        ]
        return [texts[at] for at in place.ravel().tolist()]

    @cached_property
    def _columns(self) -> dict[str, Callable[[], list[Any]]]:
        """How each column is worked out, by its name."""
        labels, words, reader = self.view.portfolio.labels, self.reader.words, self.reader
        identifier, currencies = self.view.portfolio.identifier, labels.currencies

        def kind(number: int) -> str:
            return Figure.REQUIREMENT.value if number == _PERIOD else FlowKind(number).word

        def kind_label(number: int) -> str:
            if number == _PERIOD:
                return words("figure.requirement")
            return words(f"flow.{FlowKind(number).word}")

        def receiver(number: int) -> str | None:
            found = labels.organisations.get(number)
            return found.identifier if found else None

        def funder(number: int) -> str | None:
            return None if number == NO_ONE else funder_word(self.view, number)

        def name(key: str | None) -> str | None:
            return None if key is None else reader.name("funder", key)

        def sure(number: int) -> str | None:
            return None if number == NO_ONE else Verification(number).name.lower()

        def origin(number: int) -> str | None:
            return None if number == NO_ONE else Provenance(number).word

        def labelled(section: str, word: str | None) -> str | None:
            return None if word is None else words(f"{section}.{word}")

        def reason(number: int) -> str | None:
            found = REASONS[number]
            return found.value if found else None

        def worded(numbers: Ints, word: Callable[[int], V]) -> Callable[[], list[V]]:
            return lambda: _each(numbers, word)

        return {
            "row": lambda: [
                f"{'flow' if kind else 'budget'}:{number}"
                for kind, number in zip(self._kind.tolist(), self._number.tolist(), strict=True)
            ],
            "project": worded(self._project, identifier),
            "title": worded(
                self._project, lambda code: title_of(self.view, reader, identifier(code))
            ),
            "stage": worded(self._kind, kind),
            "stage_label": worded(self._kind, kind_label),
            "funder": worded(self._funder, funder),
            "funder_label": worded(self._funder, lambda number: name(funder(number))),
            "receiver": worded(self._receiver, receiver),
            "receiver_label": worded(self._receiver, lambda number: name(receiver(number))),
            "day": worded(self._day, day_of),
            "last_day": worded(self._last_day, lambda day: None if day == NO_ONE else day_of(day)),
            "recorded_at": self._recorded_at.tolist,
            "verification": worded(self._verification, sure),
            "verification_label": worded(
                self._verification, lambda number: labelled("confidence", sure(number))
            ),
            "provenance": worded(self._provenance, origin),
            "provenance_label": worded(
                self._provenance, lambda number: labelled("provenance", origin(number))
            ),
            "amount_minor": self._amount.tolist,
            "amount": self._amounts,
            "currency": worded(self._currency, currencies.__getitem__),
            "converted_minor": lambda: self._or_none(self._converted.tolist()),
            "converted": lambda: self._or_none(self._reported(self._converted)),
            "passed_on_minor": self._passed_on.tolist,
            "passed_on": lambda: self._reported(self._passed_on),
            "reporting_currency": lambda: [reader.currency] * len(self),
            "counts": (self._reason == 0).tolist,
            "in_total": self._in_total.tolist,
            "exclusion": worded(self._reason, reason),
            "exclusion_label": worded(
                self._reason, lambda number: labelled("projects.apart", reason(number))
            ),
            "rates": lambda: self.rates(_rates),
        }

    def _amounts(self) -> list[Any]:
        names = self.view.portfolio.labels.currencies
        known: dict[tuple[int, int], Any] = {}
        found = []
        for minor, currency in zip(self._amount.tolist(), self._currency.tolist(), strict=True):
            key = minor, currency
            if key not in known:
                known[key] = Money(minor, names[currency]).decimal()
            found.append(known[key])
        return found

    def _reported(self, amounts: Ints) -> list[Any]:
        return _each(amounts, lambda minor: Money(minor, self.reader.currency).decimal())

    def _or_none(self, values: Sequence[Any]) -> list[Any]:
        """The values of the rows that have an amount in the reporting currency."""
        has = self._has_converted.tolist()
        return [value if own else None for value, own in zip(values, has, strict=True)]

    @property
    def _in_total(self) -> Bools:
        """Rows in the figures of the view: of a project in them and, of flows, a filtered funder."""
        found = np.asarray((self._reason == 0) & in_figures(self.view)[self._project])
        if self.view.question.filters.funders:
            elsewhere = (self._kind == _PERIOD) | (self._kind == FlowKind.EXPENDITURE)
            found &= elsewhere | np.isin(self._funder, self.view.funder_ids)
        return found

    def _seen(self) -> Bools:
        """Flow rows the reader sees: proposed ones only who works on the record, and their funder."""
        columns = self.view.portfolio.flows.flows
        if self.who.duty.sees_working_versions:
            return np.ones(len(columns.id), np.bool_)
        organisations = self.view.portfolio.labels.organisations.values()
        own = [one.id for one in organisations if one.identifier == self.who.organisation]
        return visibility.public_flows(self.view) | np.isin(columns.provider, own)


def _both(of_periods: A, of_flows: A) -> A:
    return np.concatenate((of_periods, of_flows))


def _each(numbers: Ints, word: Callable[[int], V]) -> list[V]:
    """What each number stands for, worked out once for all rows that have it."""
    known, place = np.unique(numbers, return_inverse=True)
    words = [word(number) for number in known.tolist()]
    return [words[at] for at in place.ravel().tolist()]


def _rates(used_quotes: Sequence[Quote]) -> str:
    return "; ".join(
        f"{quote.per_eur:f} {quote.currency} = 1 EUR ({quote.day or 'fixed'})"
        for quote in used_quotes
    )
