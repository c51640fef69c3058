"""Ledger rows of a view: budget periods and flows, why each counts or not, at which rates."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import numpy as np

from portfolio.domain.flows import FlowKind, Provenance, Verification
from portfolio.domain.money import Money
from portfolio.domain.params import Principal
from portfolio.ledger.columns import Bools, Ints
from portfolio.ledger.counting import FlowSlice
from portfolio.ledger.view import View, day_of
from portfolio.measures import entries, lists, visibility
from portfolio.measures.entries import ExclusionReason, LedgerEntry
from portfolio.measures.figures import Figure
from portfolio.measures.funding import funder_word
from portfolio.measures.projects import project_figures
from portfolio.present.format import Formatter

Row = dict[str, Any]
_NOT_LISTED: Final = (ExclusionReason.UNKNOWN_THEN, ExclusionReason.WITHDRAWN)


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
    """Ledger rows of one view as one reader sees them; ``in_total``: projects in its figures."""

    def __init__(self, view: View, reader: Formatter, who: Principal) -> None:
        self.view, self.reader, self.who, self.in_total = view, reader, who, in_figures(view)

    def rows(self) -> list[Row]:
        """One row a budget period and flow, project by project."""
        view, codes = self.view, lists.everywhere(self.view)
        seen, in_total = self._seen(), self.in_total
        flows, budgets = view.portfolio.flows.flows, view.portfolio.budgets
        flow_of = {int(number): row for row, number in enumerate(flows.id)}
        budget_of = {int(number): row for row, number in enumerate(budgets.id)}
        rows: list[Row] = []
        for code in codes.tolist():
            identifier = view.portfolio.identifier(code)
            about = {"project": identifier, "title": title_of(view, self.reader, identifier)}
            inside = bool(in_total[code])
            # By day, then by recording: the order reveals nothing of hidden rows.
            for number, entry in sorted(
                entries.periods(view, identifier).items(),
                key=lambda item: (int(budgets.first_day[budget_of[item[0]]]), item[0]),
            ):
                if entry.exclusion is not ExclusionReason.UNKNOWN_THEN:
                    rows.append({**about, **self._period(budget_of[number], entry, inside)})
            for number, entry in sorted(
                entries.flows(view, identifier).items(),
                key=lambda item: (int(flows.value_day[flow_of[item[0]]]), item[0]),
            ):
                row = flow_of[number]
                if entry.exclusion not in _NOT_LISTED and seen[row]:
                    rows.append({**about, **self._flow(row, entry, inside)})
        return rows

    def _flow(self, row: int, entry: LedgerEntry, inside: bool) -> Row:
        view, columns = self.view, self.view.portfolio.flows.flows
        kind = FlowKind(int(columns.kind[row]))
        funder_id = int(view.portfolio.flows.pairs.funder[columns.pair[row]])
        receiver = view.portfolio.labels.organisations.get(int(columns.receiver[row]))
        sure = Verification(int(self._verification[row])).name.lower()
        provenance = Provenance(int(columns.provenance[row]))
        asked = bool(view.question.filters.funders)
        kept = not asked or funder_id in view.funder_ids or kind is FlowKind.EXPENDITURE
        funder = funder_word(view, funder_id)
        return {
            "row": f"flow:{entry.row}",
            "stage": kind.word,
            "stage_label": self.reader.words(f"flow.{kind.word}"),
            "funder": funder,
            "funder_label": self.reader.name("funder", funder),
            "receiver": receiver.identifier if receiver else None,
            "receiver_label": self.reader.name("funder", receiver.identifier) if receiver else None,
            "day": day_of(int(columns.value_day[row])),
            "recorded_at": int(columns.recorded_at[row]),
            "verification": sure,
            "verification_label": self.reader.words(f"confidence.{sure}"),
            "provenance": provenance.word,
            "provenance_label": self.reader.words(f"provenance.{provenance.word}"),
            **self._money(int(columns.amount[row]), int(columns.currency[row]), entry),
            "in_total": entry.exclusion is None and inside and kept,
        }

    def _period(self, row: int, entry: LedgerEntry, inside: bool) -> Row:
        columns = self.view.portfolio.budgets
        return {
            "row": f"budget:{entry.row}",
            "stage": Figure.REQUIREMENT.value,
            "stage_label": self.reader.words("figure.requirement"),
            "day": day_of(int(columns.first_day[row])),
            "last_day": day_of(int(columns.last_day[row])),
            "recorded_at": int(columns.recorded_at[row]),
            **self._money(int(columns.amount[row]), int(columns.currency[row]), entry),
            "in_total": entry.exclusion is None and inside,
        }

    def _money(self, amount_minor: int, currency: int, entry: LedgerEntry) -> Row:
        own, reporting = self.view.portfolio.labels.currencies[currency], self.reader.currency
        apart = entry.exclusion
        converted = entry.amount
        return {
            "amount_minor": amount_minor,
            "amount": Money(amount_minor, own).decimal(),
            "currency": own,
            "converted_minor": converted,
            "converted": None if converted is None else Money(converted, reporting).decimal(),
            "passed_on_minor": entry.internal,
            "passed_on": Money(entry.internal, reporting).decimal(),
            "reporting_currency": reporting,
            "counts": apart is None,
            "exclusion": apart.value if apart else None,
            "exclusion_label": self.reader.words(f"projects.apart.{apart.value}")
            if apart
            else None,
            "quotes": entry.quotes,
            "rates": "; ".join(
                f"{quote.per_eur:f} {quote.currency} = 1 EUR ({quote.day or 'fixed'})"
                for quote in entry.quotes
            ),
        }

    @cached_property
    def _verification(self) -> Ints:
        """Verification of each flow row on the day and in the reading of the view."""
        return FlowSlice(self.view.portfolio, None).confidence(self.view.reading)

    def _seen(self) -> Bools:
        """Flow rows the reader sees: proposed ones only who works on the record, and their funder."""
        columns = self.view.portfolio.flows.flows
        if self.who.duty.sees_working_versions:
            return np.ones(len(columns.id), np.bool_)
        organisations = self.view.portfolio.labels.organisations.values()
        own = [one.id for one in organisations if one.identifier == self.who.organisation]
        return visibility.public_flows(self.view) | np.isin(columns.provider, own)
