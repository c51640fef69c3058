"""Content of a sheet: every text in its reader's language, as the template sets it."""

from dataclasses import dataclass

Run = tuple[str, bool]  # a piece of a sentence, and whether it is strong
Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class BarPart:
    """Part of the requirement: width in the bar, label, share and amount, and a note."""

    figure: str  # which chooses the fill
    share: float
    label: str
    percent: str
    amount: str
    note: Runs = ()
    swatch: str = ""  # the figure whose fill stands before the note


@dataclass(frozen=True, slots=True)
class StandingLine:
    """Standing in a word with its colour, and the sentence beside it."""

    tone: str
    word: str
    text: Runs


@dataclass(frozen=True, slots=True)
class NamedRow:
    """Deliverable or milestone by name, and when it was due."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class NamedList:
    """Late deliverables or milestones; ``more[n]`` is what follows where n of them are shown."""

    title: str
    rows: tuple[NamedRow, ...]
    more: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the work and the text are."""

    title: str
    lines: tuple[StandingLine, ...]
    lists: tuple[NamedList, ...]
    days: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to ask for; rows are names with amounts."""

    title: str
    text: Runs
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PartsRows:
    """Table of parts; ``more[n]`` is the row of all others where n are shown, () for none."""

    title: str
    width: float  # beside the other tables
    wraps: bool  # names over two lines
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UndisbursedRows:
    """Pledges open longest; ``more[n]`` is the sentence on the others where n are shown."""

    title: str
    note: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Footer:
    """Source and address; ``qr`` is the address as a drawing (SVG), "" where it is too long."""

    lines: tuple[str, ...]
    address: str
    pieces: tuple[str, ...]
    qr: str
    qr_alt: str


@dataclass(frozen=True, slots=True)
class SheetContent:
    """Everything that stands on one sheet."""

    language: str
    direction: str
    product: str
    kind: str
    title: str
    view: str
    marks: tuple[tuple[str, str], ...]
    facts: str  # of a project
    lead: str
    answer: Runs
    gap: Runs
    bar: tuple[BarPart, ...]
    inner: float  # disbursed part of what is covered
    equal: bool  # labels in equal columns: a part is too narrow for its own
    beyond: str
    far: Standing
    asks_title: str
    asks: tuple[Ask, ...]
    tables: tuple[PartsRows, ...]
    unit: str
    undisbursed_pledges: UndisbursedRows
    notes: str
    footer: Footer
