"""The filter bar: a form that writes the address, with what is asked most first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final
from zlib import crc32

import streamlit as st

from portfolio.domain import dates
from portfolio.domain.clauses import CLAUSES, Priority
from portfolio.domain.errors import FIRST_DAY, LAST_DAY
from portfolio.domain.flows import Provenance
from portfolio.domain.params import Filters, ViewParams, Visibility
from portfolio.domain.projects import Band, Status
from portfolio.domain.reference import Kind, Region
from portfolio.ledger.view import UNKNOWN_FUNDER
from portfolio.measures import visibility
from portfolio.present.sentences import active_filters
from portfolio.services import params
from portfolio.ui import chips, fields
from portfolio.ui.chips import MAIN
from portfolio.ui.session import Address, Session, go


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter: its phrase, its field of Filters, what can be chosen, the key of a choice."""

    name: str
    field: str
    options: Callable[[Session], list[Any]]
    key: Callable[[Any], str]


def _word(member: Any) -> str:
    return str(member.word)


AXES: Final = (
    FilterField("country", "countries", lambda session: _countries(session), str),
    FilterField("clause", "clauses", lambda _: list(CLAUSES), str),
    FilterField("funder", "funders", lambda session: _funders(session), str),
    FilterField("kind", "kinds", lambda _: list(Kind), _word),
    FilterField("priority", "priorities", lambda _: list(Priority), _word),
    FilterField("region", "regions", lambda _: list(Region), _word),
    FilterField("status", "statuses", lambda session: _statuses(session), _word),
    FilterField("provenance", "provenances", lambda session: _provenances(session), _word),
)
_FIRST: Final = tuple(axis for axis in AXES if axis.name in MAIN)
_MORE: Final = tuple(axis for axis in AXES if axis.name not in MAIN)


def active(session: Session) -> Iterator[tuple[str, str]]:
    """Filters in force: each axis with the names of its values."""
    yield from active_filters(session.reader, session.question.filters)


def bar(session: Session) -> None:
    """Button that opens every filter; its content is built only while it is open."""
    count = len(chips.of_view(session))
    label = session.words.count("filter.active", count) if count else session.words("filter.title")
    mark = key(session.address())
    opened = st.popover(label, key=mark, on_change="rerun", icon=":material/tune:")
    if opened.open:
        with opened:
            asked = _form(session, mark)
        if asked is not None:
            go(_with_page(session, asked))


def key(address: Address) -> str:
    """Name of the filter bar of an address among the widgets.

    A new address creates a new form: every field starts from the address.
    """
    return f"filters-{crc32(str(sorted(address.items())).encode())}"


def _with_page(session: Session, question: ViewParams) -> dict[str, list[str]]:
    """Address of view parameters on this page, with the page's own part (a search, an order)."""
    beside = {
        name: values for name, values in session.beside.items() if name not in chips.FIRST_PAGE
    }
    return {**session.address(question), **beside}


def _form(session: Session, mark: str) -> ViewParams | None:
    """Form of every filter; the view parameters when it is sent, else None.

    Country, clause, funder, date and currency come first; the rest is folded until one is in force.
    """
    words, question = session.words, session.question
    with st.form(f"filter-form-{mark}", border=False):
        chosen: dict[str, Any] = {}
        _axes(session, _FIRST, chosen, mark)
        left, right, _ = st.columns(len(_FIRST))
        with left:
            day = fields.draw_day(
                session,
                f"as-of-{mark}",
                words("filter.as_of"),
                question.as_of.isoformat(),
                help_text=words("as_of.help"),
                is_live=False,
            )
        with right:
            currencies = sorted(session.choices().currencies | {question.currency})
            currency = st.selectbox(
                words("filter.currency"),
                currencies,
                currencies.index(question.currency),
                help=words("currency.help"),
                filter_mode=fields.WORDS,
                key=f"currency-{mark}",
            )
        is_open = any(chip.part not in MAIN for chip in chips.of_view(session))
        with st.expander(words("filter.more"), expanded=is_open, key=f"more-{mark}"):
            _axes(session, _MORE, chosen, mark)
            then, level, band = _how(session, mark)
            with st.container(horizontal=True, vertical_alignment="center"):
                in_kind = st.toggle(
                    words("filter.in_kind"),
                    question.in_kind,
                    help=words("filter.in_kind.help"),
                    key=f"in_kind-{mark}",
                )
                is_working = _working(session, mark)
        if not st.form_submit_button(words("filter.apply"), type="primary", key=f"apply-{mark}"):
            return None
        wrong = fields.below(session, day)
        as_of = session.default.as_of if not day else dates.iso(day)
        if as_of is None or not FIRST_DAY <= as_of <= LAST_DAY:
            st.html(wrong)
            return None
    return ViewParams(
        as_of=as_of,
        known_on=as_of if then else None,
        currency=currency,
        filters=Filters(**{field: frozenset(values) for field, values in chosen.items()}),
        scope=Visibility(
            published_only=not is_working,
            confidences=params.LEVELS[level],
            portfolio=question.scope.portfolio,
        ),
        in_kind=in_kind,
        band=band,
    )


def _axes(session: Session, axes: Sequence[FilterField], values: dict[str, Any], mark: str) -> None:
    """Fields of some axes side by side; what is chosen goes into ``values`` by field."""
    for index, (column, axis) in enumerate(zip(_grid(len(axes)), axes, strict=True)):
        with column:
            values[axis.field] = _choice(session, axis, f"{axis.name}-{index}-{mark}")


def _how(session: Session, mark: str) -> tuple[bool, str, Band]:
    """How rows are read: as known then, from which verification on, in which band."""
    words, question = session.words, session.question
    with st.container(horizontal=True, vertical_alignment="bottom"):
        then = st.selectbox(
            words("filter.reading"),
            [False, True],
            int(question.known_on is not None),
            format_func=lambda is_then: words("reading.then" if is_then else "reading.now"),
            help=f"{words('reading.now.meaning')}\n\n{words('reading.then.meaning')}",
            filter_mode=fields.WORDS,
            key=f"reading-{mark}",
        )
        level = _level(session, mark)
        bands = list(Band)
        band = st.selectbox(
            words("filter.band"),
            bands,
            bands.index(question.band),
            format_func=lambda entry: words(f"band.{entry.word}"),
            help=words("filter.band.help"),
            key=f"band-{mark}",
            filter_mode=fields.WORDS,
        )
    return then, level, band


def _level(session: Session, mark: str) -> str:
    """Verification that flows need to count: the levels this reader may request."""
    words, scope = session.words, session.question.scope
    levels = [
        word
        for word, confidences in params.LEVELS.items()
        if params.visibility_of(session.who, replace(scope, confidences=confidences))
    ]
    return st.selectbox(
        words("filter.confidence"),
        levels,
        levels.index(params.level(scope)),
        format_func=lambda word: words(f"confidence.level.{word}"),
        help=words("filter.confidence.help"),
        filter_mode=fields.WORDS,
        key=f"confidence-{mark}",
    )


def _working(session: Session, mark: str) -> bool:
    """Whether drafts count as if they were published; a switch of those who work on the record."""
    if not params.visibility_of(session.who, Visibility(published_only=False)):
        return False
    words = session.words
    return st.toggle(
        words("filter.working"),
        not session.question.scope.published_only,
        help=words("filter.working.help"),
        key=f"working-{mark}",
    )


def _grid(cells: int, across: int = 3) -> list[Any]:
    """Places for ``cells`` fields, row by row."""
    return [column for _ in range(0, cells, across) for column in st.columns(across)][:cells]


def _choice(session: Session, axis: FilterField, key: str) -> list[Any]:
    """One filter as a field, preset from the address."""
    options = axis.options(session)
    names = {value: session.reader.name(axis.name, axis.key(value)) for value in options}
    current = getattr(session.question.filters, axis.field)
    return st.multiselect(
        session.words(f"filter.{axis.name}"),
        options,
        [value for value in options if value in current],
        format_func=names.__getitem__,
        placeholder=session.words("filter.all"),
        key=f"choice-{key}",
        **fields.BY_WORDS,
    )


def _statuses(session: Session) -> list[Status]:
    """The statuses of the band shown, and cancelled, which is in none."""
    own = session.question.band.statuses
    return [status for status in Status if status in own or status.band is None]


def _provenances(session: Session) -> list[Provenance]:
    """The origins a record can have in the portfolio shown."""
    is_example = session.question.scope.portfolio.is_example
    apart = Provenance.DOCUMENTED if is_example else Provenance.ILLUSTRATIVE
    return [origin for origin in Provenance if origin is not apart]


def _countries(session: Session) -> list[str]:
    return session.per_view("countries-in-order", lambda: _countries_in_order(session))


def _countries_in_order(session: Session) -> list[str]:
    codes = [country.code for country in session.register.labels.countries.values()]
    return session.in_name_order(codes, partial(session.reader.name, "country"))


def _funders(session: Session) -> list[str]:
    """Organisations that provide money in rows the reader sees, and the unknown funder."""
    own = session.who.organisation or ""
    sees = session.who.duty.sees_working_versions
    return session.per_view(f"funders-in-order-{own}-{sees}", lambda: _funders_in_order(session))


def _funders_in_order(session: Session) -> list[str]:
    known = session.choices().funders
    if session.who.duty.sees_working_versions:
        known &= visibility.every_funder(session.view)
    name = partial(session.reader.name, "funder")
    named = session.in_name_order(known - {UNKNOWN_FUNDER}, name)
    return [*named, UNKNOWN_FUNDER]
