"""Formatter of one language and currency: figures, amounts, and the names of the record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Final

from portfolio.domain.money import Money
from portfolio.domain.params import RecordedState
from portfolio.measures.entries import Quote
from portfolio.measures.figures import Amounts, Figure
from portfolio.present.table import Cell, Table
from portfolio.text.numbers import separators
from portfolio.text.words import Translator

UNALLOCATED: Final = "unallocated"
UNKNOWN: Final = "unknown"
ABSENT: Final = RecordedState.NOT_RECORDED
# The stage whose rows a figure lacks where it is not recorded; of all others the requirement.
_STAGE: Final[Mapping[Figure, Figure]] = {
    Figure.SECURED: Figure.SECURED,
    Figure.COVERED: Figure.SECURED,
    Figure.PLEDGED_OPEN: Figure.PLEDGED_OPEN,
    Figure.PLEDGED_TOWARD_GAP: Figure.PLEDGED_OPEN,
    Figure.PAID: Figure.PAID,
    Figure.DISBURSED_TOWARD_REQUIREMENT: Figure.PAID,
    Figure.SPENT: Figure.SPENT,
}


@dataclass(frozen=True, slots=True)
class RecordNames:
    """Texts per language of what the record itself names, by number, ISO code or identifier."""

    clauses: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    countries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    iso3: Mapping[str, str] = field(default_factory=dict)
    organisations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Formatter:
    """Writes figures, days and names as this reader reads them."""

    words: Translator
    currency: str
    names: RecordNames = RecordNames()

    @property
    def is_rtl(self) -> bool:
        """Whether the reader's language runs from right to left."""
        return self.words.direction == "rtl"

    def amount(self, amount_minor: int | None) -> str:
        """Rounded for reading, "n/a" for None."""
        return self.words.amount(amount_minor, self.currency)

    def exact(self, amount_minor: int | None) -> str:
        """To the minor unit with its currency, "n/a" for None."""
        return self.words.exact(amount_minor, self.currency)

    def money(self, amount_minor: int | None) -> Cell:
        """A table cell: rounded on screen, exact on request, a plain decimal in files."""
        plain = "" if amount_minor is None else str(Money(amount_minor, self.currency).decimal())
        return Cell(
            self.amount(amount_minor),
            exact=self.exact(amount_minor),
            plain=plain,
            amount_minor=amount_minor,
        )

    def in_one_unit(self, table: Table) -> Table:
        """The table with one unit in each column of amounts: named once if it is the same in all."""
        heads, columns = list(table.columns), list(zip(*table.rows, strict=True))
        total, units = list(table.total), dict[int, str]()
        for at, cells in enumerate(columns):
            below = total[at : at + 1]
            amounts = [
                abs(cell.amount_minor) for cell in (*cells, *below) if cell.amount_minor is not None
            ]
            if not any(amounts):
                continue
            most = max(amounts)
            units[at] = self.words.unit_of(most, self.currency)
            columns[at] = tuple(self._in_unit(cell, most) for cell in cells)
            total[at : at + 1] = [self._in_unit(cell, most) for cell in below]
        common = ""
        if len(set(units.values())) == 1:
            common = self.words("unit.table", unit=next(iter(units.values())))
        for at, unit in units.items():
            if not common:
                said = self.words("unit.column", label=heads[at].label, unit=unit)
                heads[at] = replace(heads[at], is_visible=said)
        rows = tuple(zip(*columns, strict=True))
        return replace(table, columns=tuple(heads), rows=rows, total=tuple(total), unit=common)

    def _in_unit(self, cell: Cell, most: int) -> Cell:
        if cell.amount_minor is None:
            return cell
        return replace(cell, text=self.words.in_unit(cell.amount_minor, most, self.currency))

    def figure_text(self, amounts: Amounts, figure: Figure) -> str:
        """Figure rounded for reading, or its recorded state (ruling 26)."""
        known = amounts.recorded_amount(figure)
        return self.words.absent(amounts.state(figure)) if known is None else self.amount(known)

    def state_text(self, amounts: Amounts, figure: Figure) -> str:
        """A figure rounded for a sentence, or in words why it is no amount."""
        known = amounts.recorded_amount(figure)
        return self.words(f"state.{amounts.state(figure)}") if known is None else self.amount(known)

    def exact_of(self, amounts: Amounts, figure: Figure) -> str:
        """A figure to the minor unit, or in words why it is no amount."""
        known = amounts.recorded_amount(figure)
        return self.words(f"state.{amounts.state(figure)}") if known is None else self.exact(known)

    def label(self, figure: Figure) -> str:
        """Figure name among the others of its family: the gap after pledges is called missing."""
        is_missing = figure is Figure.GAP_AFTER_PLEDGES
        return self.words(f"figure.{figure}.{'missing' if is_missing else 'short'}")

    def not_recorded(self, figure: Figure) -> str:
        """Words for a figure's stage without any record."""
        return self.words(f"recorded.none.{_STAGE.get(figure, Figure.REQUIREMENT)}")

    def figure(self, amounts: Amounts, figure: Figure) -> Cell:
        """A table cell of a figure; in files nothing, or the words where no rate reaches it."""
        return self.recorded_at(amounts.recorded_amount(figure), amounts.state(figure))

    def recorded_at(self, amount_minor: int | None, state: RecordedState = ABSENT) -> Cell:
        """A table cell of an amount; where there is none, the sign of why, in files the words."""
        if amount_minor is not None:
            return self.money(amount_minor)
        plain = self.words(f"state.{state}")
        return Cell(self.words.absent(state), exact=plain, plain=plain, state=state.value)

    def share(self, part: Fraction | None) -> Cell:
        """A table cell with a share in per cent; files have two decimals."""
        plain = "" if part is None else f"{float(part * 100):.2f}"
        return Cell(self.words.share(part), plain=plain, value=part)

    def number(self, n: int) -> Cell:
        """A table cell with a count."""
        return Cell(self.words.number(n), plain=str(n), value=n)

    def day(self, value: date | None) -> Cell:
        """A table cell with a day; files have the ISO form."""
        if value is None:
            return Cell("", plain="")
        shown = self.words.short_day(value).replace(" ", "\u00a0")  # a day stays on one line
        return Cell(shown, plain=value.isoformat(), value=value)

    def rate(self, quote: Quote) -> str:
        """A rate in words, with the day it is of."""
        sign = separators(self.words.language)[0]
        number = f"{quote.per_eur:f}".replace(".", sign)
        if quote.day is None:
            return self.words("projects.parity", rate=number, currency=quote.currency)
        day = self.words.short_day(quote.day)
        return self.words("projects.rate", rate=number, currency=quote.currency, day=day)

    def name(self, axis: str, key: str) -> str:
        """Name of a row of a breakdown: ``axis`` is the breakdown's, ``key`` the row's."""
        if key == UNALLOCATED:
            return self.words("part.unallocated")
        match axis:
            case "clause":
                label = self.words.choose(self.names.clauses.get(int(key), {}))
                return f"{key}. {label}" if label else self.words("clause.number", number=key)
            case "country":
                return self.words.choose(self.names.countries.get(key, {})) or key
            case "funder":
                if key == UNKNOWN:
                    return self.words("part.unknown")
                return self.words.choose(self.names.organisations.get(key, {})) or key
            case _:
                return self.words(f"{axis}.{key}")

    def join_names(self, names: Sequence[str]) -> str:
        """A list in a sentence: "A, B and C" as the language joins it."""
        return self.words.join(names)

    def join_parts(self, parts: Iterable[str]) -> str:
        """Parts of a cell or of a line, side by side."""
        return self.words("word.separator").join(parts)
