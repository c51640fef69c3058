"""Order of the list of projects: a value of each project by column, worked out once a view."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, Final

import numpy as np

from portfolio.ledger.columns import Ints
from portfolio.measures import entries, lists
from portfolio.measures.figures import Figure
from portfolio.present.sorting import LAST_NAME, TableOrder, name_value, sort_rows
from portfolio.ui import project_rows, sorting
from portfolio.ui.session import Session

LIST: Final = "projects"  # the name of the list in an address
_GREATEST_GAP: Final = f"-{Figure.GAP}"


def of_list(session: Session, *, is_ranked: bool = False) -> TableOrder[int]:
    """Order of the list by codes of projects: the greatest gap first.

    ``is_ranked``: a search has put the best matches first, until the address asks for another.
    """
    names: dict[str, Callable[[Session, Ints], Sequence[Any]]] = {
        "title": _titles,
        **{figure: _figure(figure) for figure in (Figure.GAP, Figure.REQUIREMENT, Figure.COVERED)},
        "funders": _funders,
        "clauses": _clauses,
        "coverage": _coverages,
        "beneficiaries": _beneficiaries,
        "status": lambda session, codes: session.view.status[codes].tolist(),
    }
    values = {name: _value(session, make) for name, make in names.items()}
    return sorting.order(session, LIST, values, "" if is_ranked else _GREATEST_GAP)


def in_order(session: Session, codes: Ints, order: TableOrder[int]) -> Ints:
    """Codes of projects in the order in force; as they come where none is."""
    sort = order.sort
    if sort is None or not len(codes):
        return codes

    def made() -> Ints:
        every = lists.everywhere(session.view).tolist()
        value = order.values[sort.column]
        ordered = sort_rows(
            every, value, is_descending=sort.is_descending, language=session.words.language
        )
        return np.array(ordered, np.int64)

    every = session.per_view(f"projects-in-order-{sort.word}", made)
    return every[np.isin(every, codes)]


def _value(
    session: Session, make: Callable[[Session, Ints], Sequence[Any]]
) -> Callable[[int], Any]:
    """Value of a project in a column, by its code; a column is worked out when it is first asked."""

    def made() -> Mapping[int, Any]:
        codes = lists.everywhere(session.view)
        return dict(zip(codes.tolist(), make(session, codes), strict=True))

    column = cache(made)
    return lambda code: column()[code]


def _figure(figure: Figure) -> Callable[[Session, Ints], Sequence[Any]]:
    return lambda session, codes: lists.figure_values(session.view, codes, figure)


def _identifiers(session: Session, codes: Ints) -> list[str]:
    return [session.view.portfolio.identifier(code) for code in codes.tolist()]


def _titles(session: Session, codes: Ints) -> Sequence[Any]:
    return [name_value(session.title(one)) for one in _identifiers(session, codes)]


def _clauses(session: Session, codes: Ints) -> Sequence[Any]:
    return [lists.clauses_of(session.view, code) or None for code in codes.tolist()]


def _coverages(session: Session, codes: Ints) -> Sequence[Any]:
    """Share of the requirement that is covered; None where none is recorded, or it is nothing."""
    needed = lists.figure_values(session.view, codes, Figure.REQUIREMENT)
    gaps = lists.figure_values(session.view, codes, Figure.GAP)
    return [
        Fraction(need - gap, need) if need and gap is not None else None
        for need, gap in zip(needed, gaps, strict=True)
    ]


def _funders(session: Session, codes: Ints) -> Sequence[Any]:
    keys = (funders(session, one) for one in _identifiers(session, codes))
    return [_in_row(_names(session, "funder", own)) for own in keys]


def _beneficiaries(session: Session, codes: Ints) -> Sequence[Any]:
    keys = (project_rows.beneficiaries(session, one) for one in _identifiers(session, codes))
    return [_in_row(_names(session, "country", own)) for own in keys]


def _names(session: Session, axis: str, keys: Sequence[str]) -> list[str]:
    return [session.reader.name(axis, key) for key in keys]


def _in_row(names: Sequence[str]) -> Any:
    """Place of a row of names: by the first of them, then the next."""
    return [name_value(name) or LAST_NAME for name in names] or None


def funders(session: Session, identifier: str) -> list[str]:
    """Keys of the funders with money in a project that counts in the view, in order of their names."""
    keys = entries.funders_of(session.view, identifier)
    return sort_rows(
        keys,
        lambda key: name_value(session.reader.name("funder", key)),
        language=session.words.language,
    )
