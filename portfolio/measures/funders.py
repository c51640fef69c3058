"""Funders: their live pledges by age, how far each slipped, and what is still open."""

import numpy as np

from portfolio.domain.finance import Announcement, FinanceKind
from portfolio.domain.flows import FlowKind, Provenance
from portfolio.domain.organisations import UNKNOWN
from portfolio.ledger.sources import NO_ONE, Ints
from portfolio.ledger.view import View, day_of
from portfolio.measures.counted import counted_rows
from portfolio.measures.figures import Figure, PledgeLine
from portfolio.measures.funding import funder_word
from portfolio.measures.standing import standing


def pledges(view: View) -> tuple[PledgeLine, ...]:
    """Live pledges of projects of the band, the oldest first.

    ``open`` is what is open of the funder in the project, all its pledges together (ruling 5).
    """
    return view.once(_pledges)


def _pledges(view: View) -> tuple[PledgeLine, ...]:
    piece, rows, state = view.slice, counted_rows(view), standing(view)
    columns = view.portfolio.flows.flows
    shown = np.zeros(view.portfolio.size, np.bool_)
    shown[state.codes[state.in_band]] = True
    live = rows.counts & (piece.of(columns.kind) == FlowKind.PLEDGE)
    correcting, target, _ = piece.links(view.portfolio.flows.corrections)
    live[correcting] = False
    live &= shown[piece.of(columns.project)]
    if view.question.filters.funders:
        own = np.isin(piece.of(columns.provider), view.funder_ids)
        if UNKNOWN in view.funder_ids:
            own |= piece.of(columns.provider) < 0
        live &= own
    if not view.question.in_kind:
        live &= piece.pair_in_kind[piece.pair_of_row()] == 0
    first = _first_of_chain(view)
    corrections: dict[int, list[int]] = {}
    for row, corrected in zip(correcting.tolist(), target.tolist(), strict=True):
        if rows.counts[row]:
            corrections.setdefault(corrected, []).append(row)
    still = {
        (int(state.codes[at]), int(funder)): int(value)
        for at, funder, value in zip(
            state.pairs.at.tolist(),
            state.pairs.funder.tolist(),
            state.pairs.amounts[Figure.PLEDGED_OPEN].tolist(),
            strict=True,
        )
    }
    amounts = _amounts_of_any_row(view)
    lines = []
    for row in np.flatnonzero(live).tolist():
        number = row if piece.rows is None else int(piece.rows[row])
        chain = [row]
        while first.get(chain[-1]) is not None:
            chain.append(first[chain[-1]])
        start = chain[-1]
        number_of_start = start if piece.rows is None else int(piece.rows[start])
        provider = int(columns.provider[number])
        funder = provider if provider >= 0 else UNKNOWN
        project = int(columns.project[number])
        lines.append(
            PledgeLine(
                flow_id=int(columns.id[number]),
                reference="",
                project=view.portfolio.identifier(project),
                funder=funder_word(view, funder),
                pledged_on=day_of(columns.value_day[number]),
                first_on=day_of(columns.value_day[number_of_start]),
                age_days=view.day - int(columns.value_day[number_of_start]),
                live=int(rows.converted[row]) + _corrected(row, corrections, rows.converted),
                first=int(amounts[start]),
                revisions=len(chain) - 1,
                open=still.get((project, funder), 0),
                provenance=Provenance(int(columns.provenance[number])),
                finance=FinanceKind.of(_stated(columns.finance_type[number])),
                announcement=None
                if (said := _stated(columns.announcement[number])) is None
                else Announcement(said),
            )
        )
    lines.sort(key=lambda line: (-line.age_days, line.project, line.flow_id))
    return tuple(lines)


def _stated(value: int) -> int | None:
    """What a column holds for a row, None where the row does not say."""
    return None if value == NO_ONE else int(value)


def _corrected(row: int, corrections: dict[int, list[int]], amounts: Ints) -> int:
    """Sum of the corrections of a row, corrections of corrections among them."""
    return sum(
        int(amounts[other]) + _corrected(other, corrections, amounts)
        for other in corrections.get(row, ())
    )


def _first_of_chain(view: View) -> dict[int, int]:
    """The pledge each standing pledge replaced, by local row number."""
    row, replaced, _ = view.slice.links(view.portfolio.flows.successors)
    return {
        int(new): int(old)
        for new, old in zip(row, replaced, strict=True)
        if old >= 0 and view.standing[new] and view.standing[old]
    }


def _amounts_of_any_row(view: View) -> Ints:
    """Converted amounts of rows, replaced ones among them."""
    conversions, _ = view.portfolio.converted(view.question.currency, view.before, view.day)
    return view.slice.of(conversions.amount)
