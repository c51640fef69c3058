"""Sorting on pages: the order of a table as this reader's address names it."""

from typing import Final, TypeVar

from portfolio.charts import CHARTS
from portfolio.domain.clauses import LIST_CLAUSES
from portfolio.domain.errors import PortfolioError
from portfolio.present.sorting import LONGEST, SORT, Sort, SortValues, TableOrder
from portfolio.present.table import Table
from portfolio.ui.session import Session

R = TypeVar("R")
PAGING: Final = "page"  # another order begins with the first page
# Every table that sorts, by its name in an address.
TABLES: Final = frozenset(
    (
        *(chart.name for chart in CHARTS),
        "projects",
        *("ranking", "pipeline", "official", "funded"),
        *(f"{axis}-projects" for axis in ("country", "clause")),
        *("closing-official", "closing-pipeline"),
        *("pledges", "pledge-ages", "delivery", "project-funders", "context"),
        *(f"context-{axis}" for axis in ("funder", "country", "clause")),
        *("scorecard", "country", "funder", "road"),
        *(f"{name}-{clause}" for name in ("listed", "needs") for clause in LIST_CLAUSES),
        *("deliverables", "undated"),
        *("incomplete", "last-entries"),
        *("ledger", "planned", "periods", "stated", "milestones", "history"),
        *("accounts", "countries-list", "organisations", "rates-new", "rates-rejected"),
        *("rates-doubtful", "rates-newest", "records"),
        *("entries", "explanation", "findings"),
        *("imports", "import-problems"),
    )
)
# Tables of which a page has several, each by its number: "changes-7".
NUMBERED: Final = frozenset(("changes", "typed", "announcements"))


class UnknownChoice(PortfolioError):
    """An address chooses what a page does not have (values: name, value)."""


def problems(session: Session) -> tuple[PortfolioError, ...]:
    """What the address wants to sort and no page has; an unknown column is told at its table."""
    return tuple(
        UnknownChoice(name=SORT, value=word[:LONGEST])
        for word in session.beside.get(SORT, [])
        if word and (":" not in word or not _is_table(_table_of(word)))
    )


def order(
    session: Session,
    table: str,
    values: SortValues[R],
    default: str = "",
) -> TableOrder[R]:
    """Order of one table: ``values`` of a row by column; ``default``: how the rows come."""
    if not _is_table(table):
        raise KeyError(table)

    def href(sort: Sort | None) -> str:
        asked = [word for word in session.beside.get(SORT, []) if _table_of(word) != table]
        if sort is not None:
            asked.append(f"{table}:{sort.word}")
        return session.on_this_page(beside={SORT: asked, PAGING: []})

    return TableOrder(
        table,
        values,
        session.words,
        href,
        address_sort(session, table),
        Sort.of(default) if default else None,
    )


def of_table(session: Session, name: str, table: Table) -> TableOrder[int]:
    """Order of the rows of a table by their places."""
    return order(session, name, table.sort_values())


def address(session: Session) -> dict[str, list[str]]:
    """What an address of this page says about order."""
    return {SORT: words} if (words := session.beside.get(SORT)) else {}


def address_sort(session: Session, table: str) -> Sort | None:
    """The sort of a table that the address asks for; the last one where it asks for several."""
    words = [word for word in session.beside.get(SORT, []) if _table_of(word) == table]
    return Sort.of(words[-1].partition(":")[2]) if words else None


def _is_table(name: str) -> bool:
    """Whether some page has a table of a name."""
    several, _, number = name.rpartition("-")
    return name in TABLES or (several in NUMBERED and number.isdecimal())


def _table_of(word: str) -> str:
    return word.partition(":")[0]
