"""Drafts on pages: the open one, its name, its publishers, its changes, its errors."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from threading import Lock
from typing import Any, Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain import drafts as domain_drafts
from portfolio.domain.drafts import Clash, Document, Draft, FieldChange, changes
from portfolio.domain.entry_rules import KindContradicts, NoRequirement, RoleMissing
from portfolio.domain.errors import PortfolioError, SharesIncomplete
from portfolio.domain.fields import EVERY_BY_NAME, FIELDS, LIST_FIELDS, EntryStep, Field, Shape
from portfolio.domain.parsing import FieldError, Missing
from portfolio.domain.rules import NamesNobody
from portfolio.present.html import esc, join_html, tag
from portfolio.present.sorting import NameValue, SortValues, cell_value
from portfolio.present.table import column_key, columns_of, html_table
from portfolio.services import drafts
from portfolio.services.draft_checks import Publishers
from portfolio.services.drafts import DraftConflict
from portfolio.ui import entry_form, opening, sorting
from portfolio.ui.session import Session, current, go

DRAFT: Final = "draft"  # the name in the address


def draft_name(session: Session, draft: Draft) -> str:
    """Title of a draft in the reader's language; without one, its number and hour."""
    words = session.words
    return words.choose(draft.titles) or words(
        "entry.untitled.number", number=words.number(draft.id), when=words.moment(draft.created_at)
    )


def lines(session: Session, publishers: Publishers) -> Markup:
    """The people by login, as HTML; a sentence where no second person can."""
    words, named = session.words, session.reader.join_names
    made = []
    if publishers.contributors:
        made.append(
            words(
                "review.typed_by",
                people=named([words.person(login) for login in publishers.contributors]),
            )
        )
    if publishers.able:
        made.append(words("review.can_publish", people=named([*publishers.able])))
    else:
        made.append(words("review.nobody_else"))
    return join_html(tag("p", line, class_="rp-small") for line in made)


@dataclass(slots=True)
class InHand:
    """Draft in this tab: as the form was filled from it, and which form shows it.

    ``mark`` names the form's widgets: raised, all of them are filled anew. ``checked_steps``: the steps
    whose empty fields are reported. ``error``: why the last save was refused.
    """

    draft: Draft
    mark: int = 0
    checked_steps: set[EntryStep] = field(default_factory=set)
    error: PortfolioError | None = None
    is_new_here: bool = True

    @property
    def form(self) -> str:
        """Prefix of the widgets of this filling of the form."""
        return f"e{self.draft.id}-{self.mark}"


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """Two people's changes of the same fields, until one of them chooses."""

    theirs: Draft
    merge: Document
    mine: Document
    clashes: tuple[Clash, ...]


# A reload ends the state of a tab; what was typed against another's change must outlive it.
_MAX_UNRESOLVED: Final = 200
_unresolved: OrderedDict[tuple[str, int], OpenConflict] = OrderedDict()
_lock: Final = Lock()


def draw_page(draft: Callable[[Session, int], None], none: Callable[[Session], None]) -> None:
    """The page of the draft whose number the address names, or what stands where it names none."""
    here = current()
    opening.draw_sheets("desk", "projects")
    number = here.beside.get(DRAFT, [""])[-1]
    if not (number.isascii() and number.isdigit()):
        none(here)
        return
    try:
        draft(here, int(number))
    except PortfolioError as problem:
        opening.refusal(here, problem)


def in_its_portfolio(session: Session, number: int) -> None:
    """Show the portfolio of a draft (ruling 33); raises UnknownDraft."""
    draft = drafts.read_draft(session.register, session.who, number)
    if session.has_example and draft.portfolio is not session.portfolio:
        scope = replace(session.question.scope, portfolio=draft.portfolio)
        go({**session.address(replace(session.question, scope=scope)), **session.beside})


def in_hand(session: Session, number: int) -> InHand:
    """The draft of a number in this tab; raises UnknownDraft."""
    name = f"in-hand-{number}"
    held: InHand | None = st.session_state.get(name)
    now = drafts.read_draft(session.register, session.who, number)
    if held is None:
        held = st.session_state[name] = InHand(now)
    elif held.draft.state is not now.state or held.draft.message != now.message:
        _refill(held, now)
    return held


def keep(session: Session, hand: InHand, document: Document, *, note_change: bool = False) -> None:
    """Save what was typed; a clash waits for a choice, a refusal is displayed, nothing is lost."""
    hand.error = None
    try:
        saved = drafts.save_draft(
            session.register,
            session.who,
            hand.draft.id,
            document,
            draft_seen=hand.draft,
            note_change=note_change,
        )
    except DraftConflict as conflict:
        _remember(
            session, OpenConflict(conflict.theirs, conflict.merged, document, conflict.clashes)
        )
    except PortfolioError as error:
        hand.error = error
    else:
        if changes(document, saved.document):  # another person's changes came in with ours
            hand.mark += 1
        hand.draft = saved


def look_again(session: Session, hand: InHand) -> None:
    """Load what others saved, where this tab has nothing of its own."""
    now = drafts.read_draft(session.register, session.who, hand.draft.id)
    if now.version != hand.draft.version:
        if changes(hand.draft.document, now.document):
            hand.mark += 1
        hand.draft = now


def came_back(session: Session, hand: InHand, document: Document) -> None:
    """Conflict of what a browser held before its connection was lost with what others saved.

    Nobody knows any more what it was typed upon: every difference is a choice.
    """
    now = hand.draft
    found = tuple(
        Clash(c.field, c.row, c.column, "", c.before, c.after)
        for c in changes(now.document, document)
    )
    _remember(session, OpenConflict(now, document, document, found))


def conflict(session: Session, hand: InHand) -> OpenConflict | None:
    """The clash of this reader in this draft that waits for a choice."""
    with _lock:
        return _unresolved.get(_place(session, hand.draft.id))


def resolve(session: Session, hand: InHand, conflict: OpenConflict, document: Document) -> None:
    """Save what was chosen; where another went on meanwhile, the choice comes again."""
    with _lock:
        _unresolved.pop(_place(session, hand.draft.id), None)
    _refill(hand, conflict.theirs)
    keep(session, hand, document, note_change=True)
    hand.mark += 1


def _refill(hand: InHand, now: Draft) -> None:
    hand.draft, hand.mark, hand.error = now, hand.mark + 1, None


def _remember(session: Session, conflict: OpenConflict) -> None:
    with _lock:
        _unresolved[_place(session, conflict.theirs.id)] = conflict
        while len(_unresolved) > _MAX_UNRESOLVED:
            _unresolved.popitem(last=False)


def _place(session: Session, number: int) -> tuple[str, int]:
    who: dict[str, Any] = st.user.to_dict()
    return f"{session.who.login} {who.get('sid')}", number


# Only not finished yet; reported once a step was left or saved, not while it is being filled.
UNFINISHED: Final = (Missing, RoleMissing, SharesIncomplete, KindContradicts, NamesNobody)


@dataclass(frozen=True, slots=True)
class DocumentProblems:
    """Problems of a document: all of them, and those displayed next to their fields."""

    problems: Sequence[FieldError]
    pages: Collection[EntryStep]

    def beside(self, field: str, row: str = "") -> list[FieldError]:
        """Problems displayed at a field, or at one row of it."""
        return [
            problem
            for problem in self.problems
            if problem.field == field
            and problem.row == row
            and (self._page(problem) in self.pages or not isinstance(problem.error, UNFINISHED))
            and not isinstance(problem.error, NoRequirement)
        ]

    def blocking(self, page: EntryStep | None = None) -> list[FieldError]:
        """Problems that prevent submission of the draft, of one step or of all."""
        return [
            problem
            for problem in self.problems
            if problem.is_blocking and (page is None or self._page(problem) is page)
        ]

    def warnings(self) -> list[FieldError]:
        """The warnings: they bar nothing and should still be known."""
        return [problem for problem in self.problems if not problem.is_blocking]

    @staticmethod
    def _page(problem: FieldError) -> EntryStep:
        return EVERY_BY_NAME[problem.field].page


def numbers(document: Document, problems: Iterable[FieldError]) -> dict[str, dict[str, int]]:
    """The number of each row as people count them, by field and key."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name in {problem.field for problem in problems if problem.row}:
        for number, row in enumerate(domain_drafts.rows(document, name), start=1):
            found[name][row["key"]] = number
    return found


def sentences(session: Session, problems: Sequence[FieldError]) -> Markup:
    """Problems of one field or one row as HTML, "" for none; a column is named before its own."""
    if not problems:
        return Markup()
    items = []
    for problem in problems:
        said = esc(session.words.error(problem.error))
        if problem.column:
            column = entry_form.column_name(session, problem.field, problem.column)
            said = tag("b", session.words("word.label", label=column)) + (esc(" ") + said)
        class_ = None if problem.is_blocking else "rp-worth"
        items.append(tag("p", said, class_=class_))
    is_blocking = any(problem.is_blocking for problem in problems)
    return tag("div", *items, class_="rp-wrong" if is_blocking else "rp-wrong rp-only-worth")


def help_of(session: Session, name: str) -> Markup:
    """Help text of a field, in small letters under it, "" where its name is enough."""
    key = f"field.{name}.help"
    return tag("p", session.words(key), class_="rp-help") if session.words.has(key) else Markup()


_ORDER: Final = {field.name: number for number, field in enumerate((*FIELDS, *LIST_FIELDS))}


Difference = tuple[str, Markup, Markup]  # what a field is called; before and after


def table(
    session: Session,
    before: Document,
    after: Document,
    *,
    number: int,
    is_new: bool,
    fields: Sequence[Field] = FIELDS,
) -> Markup:
    """Every field that differs; of a new project only what was entered.

    ``number``: of the table among those of its page. ``fields``: of a list, its own.
    """
    ordered = sorted(changes(before, after, fields), key=lambda change: _ORDER[change.field])
    found = [
        row
        for name, cells in groupby(ordered, lambda change: change.field)
        for row in _field(session, entry_form.field_of(name), list(cells), before, after)
    ]
    if not found:
        return tag("p", session.words("review.unchanged"), class_="rp-note")
    words = session.words
    heads = ("review.field", *(() if is_new else ("review.before",)))
    last = "review.entered" if is_new else "review.after"
    return difference_table(
        session, words("review.changes"), (*heads, last), found, f"typed-{number}"
    )


def difference_table(
    session: Session, caption: str, heads: Sequence[str], lines: Sequence[Difference], name: str
) -> Markup:
    """Differences under ``heads``: the field, what it was unless all are new, and what it is."""
    places = (0, 1, 2) if len(heads) > 2 else (0, 2)
    values: SortValues[Difference] = {
        column_key(head): partial(_difference_value, at=at)
        for at, head in zip(places, heads, strict=True)
    }
    order = sorting.order(session, name, values)
    nothing = _nothing(session)
    rows = (
        tag(
            "tr",
            tag("th", field, scope="row"),
            *((tag("td", was or nothing),) if len(heads) > 2 else ()),
            tag("td", now or nothing),
        )
        for field, was, now in order.rows(lines)
    )
    columns = columns_of(session.words, ((head, False) for head in heads))
    return html_table(caption, columns, rows, kind="rp-changes", order=order)


def _difference_value(line: Difference, at: int) -> NameValue | None:
    return cell_value(line[at])


def _field(
    session: Session, field: Field, cells: list[FieldChange], before: Document, after: Document
) -> Iterator[Difference]:
    """What changed, what it was, what it is; nothing where there is nothing."""
    name = entry_form.field_name(session, field.name)
    if field.shape is not Shape.ROWS:
        for cell in cells:
            label = name
            if cell.column:
                column = entry_form.column_name(session, field.name, cell.column)
                label = session.words("entry.place.column", field=name, column=column)
            yield label, _value(session, cell, cell.before), _value(session, cell, cell.after)
        return
    for row in dict.fromkeys(cell.row for cell in cells):
        touched = {cell.column for cell in cells if cell.row == row}
        yield (
            name,
            _row(session, field, before, row, touched),
            _row(session, field, after, row, touched),
        )


def _value(session: Session, cell: FieldChange, value: str) -> Markup:
    if not value:
        return Markup()
    said = entry_form.value_text(session, cell.field, cell.column, value)
    return tag("p", said, dir="auto", class_="rp-said")


def _row(session: Session, field: Field, document: Document, key: str, columns: set[str]) -> Markup:
    """One row in one line, what was touched in bold."""
    held = next((r for r in domain_drafts.rows(document, field.name) if r["key"] == key), None)
    if held is None:
        return Markup()
    parts = []
    for column in field.columns:
        value = str(held.get(column.name) or "")
        if not value:
            continue
        label = session.words("word.label", label=session.words(f"cell.{column.name}"))
        said = entry_form.value_text(session, field.name, column.name, value)
        name = "b" if column.name in columns else "span"
        parts.append(esc(label + " ") + tag(name, said, dir="auto"))
    return tag("p", *(tag("span", part, class_="rp-cell") for part in parts))


def _nothing(session: Session) -> Markup:
    return tag("span", session.words("review.nothing"), class_="rp-unstated")
