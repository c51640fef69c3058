"""Data frames of a view for analysts: figures, breakdowns, projects and ledger rows in pandas.

Every amount stands in the same columns: exact minor units (Int64), the same as a Decimal, its
currency, and the recorded state that says why there is none (ruling 26).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from portfolio.domain.errors import PortfolioError, UnknownCurrency, UnknownFilter
from portfolio.domain.flows import FlowKind, Provenance, Verification
from portfolio.domain.money import REPORTING_DEFAULT, Money
from portfolio.domain.params import PUBLIC, Principal, RecordedState
from portfolio.frames.columns import AMOUNT, Row, frame
from portfolio.ledger.columns import Bools, Ints
from portfolio.ledger.counting import FlowSlice
from portfolio.ledger.view import UNKNOWN_FUNDER, View, day_of
from portfolio.measures import breakdowns, entries, headline, lists, timeline, visibility
from portfolio.measures.entries import ExclusionReason, LedgerEntry
from portfolio.measures.explain import explain
from portfolio.measures.figures import YEAR_LINES, Amounts, Figure
from portfolio.measures.funding import funder_word
from portfolio.measures.projects import standing
from portfolio.present.format import Formatter
from portfolio.services import params, working
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import DEFAULT
from portfolio.text.words import Translator

_NOT_LISTED: Final = (ExclusionReason.UNKNOWN_THEN, ExclusionReason.WITHDRAWN)


def open_frames(
    register: LivePortfolio, who: Principal = PUBLIC, language: str = DEFAULT, **address: str
) -> "Frames":
    """The frames of a question in the words of an address: ``as_of="2014-06-30", country="NE,ML"``.

    Raises the first thing in the question that this reader can't ask (UnknownFilter, NotADate …).
    """
    question, problems = params.parse(
        {name: [value] for name, value in address.items()},
        register.default_question(),
        register.labels,
        beside=(),
        who=who,
        choices_of=lambda *day: params.choices(register, who, *day),
    )
    if problems:
        raise problems[0]
    view = working.view(register, question)
    words = Translator(language)
    names = params.record_names(register, view)
    return Frames(view, Formatter(words, question.currency, names), who)


class Frames:
    """Frames of one view as one reader sees it, labelled in the language of ``reader``."""

    def __init__(self, view: View, reader: Formatter, who: Principal = PUBLIC) -> None:
        """Refuses, as an address would, what the reader may not ask (ruling 23)."""
        self.view, self.reader, self.who = (
            view,
            replace(reader, currency=view.question.currency),
            who,
        )
        wrong = _refusal(view, who)
        if wrong is not None:
            raise wrong

    def figures(self) -> pd.DataFrame:
        """The figures of every band by itself, never added: one row a band and figure."""
        head = headline.headline(self.view)
        return frame(
            "figures",
            (
                {
                    "band": band.word,
                    "band_label": self.reader.words(f"band.{band.word}"),
                    "projects": line.projects,
                    **row,
                }
                for band, line in head.bands.items()
                for row in self._figures(line.amounts)
            ),
        )

    def breakdown(self, axis: str) -> pd.DataFrame:
        """The figures of the band along one of ``breakdowns.AXES``: one row a key and figure.

        Amounts of a figure add up to the headline.
        """
        _refuse_unless("axis", axis, breakdowns.AXES)
        return frame(
            "breakdown",
            (
                {
                    "axis": axis,
                    "key": line.key,
                    "label": self._label(axis, line.key),
                    "projects": line.projects,
                    **row,
                }
                for line in breakdowns.split(self.view, axis).lines
                for row in self._figures(line.amounts)
            ),
        )

    def crossing(self, rows: str, columns: str) -> pd.DataFrame:
        """Clause × country or funder × clause: one row a cell and figure, where one is not zero."""
        _refuse_unless("axis", f"{rows} × {columns}", ("clause × country", "funder × clause"))
        found = breakdowns.crossing(self.view, rows, columns)
        return frame(
            "crossing",
            (
                {
                    "row": row,
                    "row_label": self._label(rows, row),
                    "column": column,
                    "column_label": self._label(columns, column),
                    **cell,
                }
                for row in found.rows
                for column in found.columns
                if (row, column) in found.cells
                for cell in self._figures(found.cells[row, column])
            ),
        )

    def years(self) -> pd.DataFrame:
        """Requirement, commitments, disbursements, expenditure and pledges by calendar year."""
        return frame(
            "years",
            (
                {
                    "year": line.year,
                    "line": name,
                    **self._amount(getattr(line, name), line.state(name)),
                }
                for line in timeline.by_year(self.view)
                for name in YEAR_LINES
            ),
        )

    def projects(self) -> pd.DataFrame:
        """The whole figures of each project the filters keep, whatever its band: a row a figure.

        ``in_total``: the figures of the view hold the project.
        """
        counted = self._counted()
        rows: list[Row] = []
        codes = lists.everywhere(self.view)
        for code, line in zip(codes.tolist(), lists.lines(self.view, codes), strict=True):
            about = {
                "project": line.identifier,
                "title": self._title(line.titles, line.identifier),
                "kind": line.kind.word,
                "status": line.status.word,
                "relation": line.relation.word,
                "provenance": line.provenance.word,
                "band": line.band.word if line.band else None,
                "in_total": bool(counted[code]),
            }
            for name in ("kind", "status", "relation", "provenance"):
                about[f"{name}_label"] = self.reader.words(f"{name}.{about[name]}")
            rows += ({**about, **row} for row in self._figures(line.amounts))
        return frame("projects", rows)

    def explanation(
        self, figure: str, axis: str | None = None, key: str | None = None
    ) -> pd.DataFrame:
        """What each project (of each funder) adds to a figure, or to one line of a breakdown."""
        found = explain(self.view, figure, axis, key)
        return frame(
            "explanation",
            (
                {
                    "project": part.project,
                    "title": self._title_of(part.project),
                    "funder": part.funder,
                    "funder_label": self._label("funder", part.funder) if part.funder else None,
                    "whole_minor": part.whole,
                    "whole": Money(part.whole, found.currency).decimal(),
                    **self._amount(part.amount, RecordedState.RECORDED),
                }
                for part in found.contributions
            ),
        )

    def ledger(self) -> pd.DataFrame:
        """Every budget period and flow that the reader sees of the projects the filters keep.

        ``counts``: the row counts in its project. ``in_total``: its project is in the figures of
        the view, and the row is of a funder that the filters keep. Amounts are of whole projects.
        """
        view, codes = self.view, lists.everywhere(self.view)
        seen, counted = self._seen(), self._counted()
        flows, budgets = view.portfolio.flows.flows, view.portfolio.budgets
        flow_of = {int(number): row for row, number in enumerate(flows.id)}
        budget_of = {int(number): row for row, number in enumerate(budgets.id)}
        rows: list[Row] = []
        for code in codes.tolist():
            identifier = view.portfolio.identifier(code)
            about = {"project": identifier, "title": self._title_of(identifier)}
            inside = bool(counted[code])
            # By day, then as they were recorded: the order tells nothing of rows that are not seen.
            for number, entry in sorted(
                entries.periods(view, identifier).items(),
                key=lambda item: (int(budgets.first_day[budget_of[item[0]]]), item[0]),
            ):
                if entry.exclusion not in _NOT_LISTED:
                    rows.append({**about, **self._period(budget_of[number], entry, inside)})
            for number, entry in sorted(
                entries.flows(view, identifier).items(),
                key=lambda item: (int(flows.value_day[flow_of[item[0]]]), item[0]),
            ):
                row = flow_of[number]
                if entry.exclusion not in _NOT_LISTED and seen[row]:
                    rows.append({**about, **self._flow(row, entry, inside)})
        return frame("ledger", rows)

    # -- rows ---------------------------------------------------------------------------------

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
            "funder_label": self._label("funder", funder),
            "receiver": receiver.identifier if receiver else None,
            "receiver_label": self._label("funder", receiver.identifier) if receiver else None,
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
            "rates": "; ".join(
                f"{quote.per_eur:f} {quote.currency} = 1 EUR ({quote.day or 'fixed'})"
                for quote in entry.quotes
            ),
        }

    def _figures(self, amounts: Amounts) -> Iterator[Row]:
        for figure in Figure:
            counts = amounts.records
            yield {
                "figure": figure.value,
                "figure_label": self.reader.words(f"figure.{figure.value}"),
                "projects_recording": counts.by_figure[figure] if counts else None,
                **self._amount(amounts.recorded_amount(figure), amounts.state(figure)),
            }

    def _amount(self, amount_minor: int | None, state: RecordedState) -> Row:
        currency = self.reader.currency
        exact = None if amount_minor is None else Money(amount_minor, currency).decimal()
        label = self.reader.words(f"state.{state.value}")
        return dict(zip(AMOUNT, (amount_minor, exact, currency, state.value, label), strict=True))

    # -- names and visibility -----------------------------------------------------------------

    def _label(self, axis: str, key: str) -> str:
        return self.reader.name(axis, key)

    def _title(self, titles: Mapping[str, str], identifier: str) -> str:
        return self.reader.words.choose(titles) or identifier

    def _title_of(self, identifier: str) -> str:
        labels, ids = self.view.portfolio.labels.projects, self.view.portfolio.ids
        return self._title(labels[ids[identifier]].titles, identifier)

    def _counted(self) -> Bools:
        """Project codes that the figures of the view hold: of its band, each row with a rate."""
        found = np.zeros(self.view.portfolio.size, np.bool_)
        state = standing(self.view)
        found[state.codes[state.in_band]] = True
        return found

    @cached_property
    def _verification(self) -> Ints:
        """How sure each flow row is on the day and in the reading of the view."""
        return FlowSlice(self.view.portfolio, None).confidence(self.view.reading)

    def _seen(self) -> Bools:
        """Flow rows the reader sees: proposed ones only who works on the record, and their funder."""
        columns = self.view.portfolio.flows.flows
        if self.who.duty.sees_working_versions:
            return np.ones(len(columns.id), np.bool_)
        organisations = self.view.portfolio.labels.organisations.values()
        own = [one.id for one in organisations if one.identifier == self.who.organisation]
        return visibility.public_flows(self.view) | np.isin(columns.provider, own)


def _refusal(view: View, who: Principal) -> PortfolioError | None:
    """What in the question of a view the reader may not ask; None where everything may be."""
    question, scope = view.question, view.question.scope
    if not params.visibility_of(who, scope):
        name = "confidence" if scope.published_only else "version"
        value = params.level(scope) if scope.published_only else params.version(scope)
        return UnknownFilter(name=name, value=value)
    if who.duty.sees_working_versions:
        return None
    known = visibility.funders(view) | {who.organisation, UNKNOWN_FUNDER}
    strange = sorted(question.filters.funders - known)
    if strange:
        return UnknownFilter(name="funder", value=strange[0])
    if question.currency not in visibility.currencies(view) | {REPORTING_DEFAULT}:
        return UnknownCurrency(code=question.currency)
    return None


def _refuse_unless(name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise UnknownFilter(name=name, value=value)
