"""The same numbers as a table: cells that know how they read on screen and in a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """``text`` on screen, ``exact`` on request (hover, print on demand), ``plain`` in files.

    ``amount_minor``: the amount in the reporting currency that ``text`` rounds, None for what is none.
    """

    text: str
    exact: str = ""
    plain: str | None = None  # None: the shown text itself
    amount_minor: int | None = None

    @property
    def file_value(self) -> str:
        """What a file holds for the cell."""
        return self.text if self.plain is None else self.plain


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; numbers are aligned to the end of the column. ``unit`` is added in files.

    ``is_visible``: the heading on screen, where it says more than the label.
    """

    label: str
    is_number: bool = False
    unit: str = ""
    is_visible: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under headings; the first column names the row. ``total`` closes the table.

    ``unit``: on screen, the sentence that names the one unit of all amounts.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    unit: str = ""
