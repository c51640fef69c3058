"""Forms that save once: token, refusals, typed values stored, and the result.

A token begins with the form's name, by which the store finds the typed values it records.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any, Final

import streamlit as st

from portfolio.domain.errors import AmbiguousAmount, PortfolioError
from portfolio.domain.fields import Field, FieldColumn, Shape, form_fields
from portfolio.domain.money import AmbiguousRate
from portfolio.domain.parsing import EntryRefused, FieldError
from portfolio.present.html import link, plain, tag
from portfolio.services import working
from portfolio.services.organisations import SimilarOrganisation
from portfolio.services.transactions import SameFlow
from portfolio.services.working import Values
from portfolio.text.languages import LANGUAGES
from portfolio.ui import entry_form, fields
from portfolio.ui.navigation import SECTION, address_value, href
from portfolio.ui.session import Address, Session, go


def token(form: str) -> str:
    """The token of a form as it is shown now; a form keyed by it is new once that is renewed."""
    name = _name(form)
    if name not in st.session_state:
        renew(form)
    held: str = st.session_state[name]
    return held


def renew(form: str) -> None:
    """Replace the form's token after its content is saved."""
    st.session_state[_name(form)] = f"{form}.{token_urlsafe(16)}"


def _name(form: str) -> str:
    return f"token-{form}"


@dataclass(frozen=True, slots=True)
class Form:
    """One filling of a form: saved, the next one has another token and widgets of its own.

    ``errors``: refusals of the whole that are displayed at a field too, by its name.
    """

    name: str
    token: str
    errors: Mapping[str, tuple[type[PortfolioError], ...]] = dataclasses.field(default_factory=dict)

    def key(self, field: str) -> str:
        """Key of a field's widget."""
        return f"{self.name}-{self.token}-{field}"

    @property
    def error(self) -> PortfolioError | None:
        """Refusal of the last attempt."""
        found: PortfolioError | None = st.session_state.get(self._name)
        return found

    @property
    def is_same(self) -> bool:
        """Whether it was refused only as a duplicate."""
        return isinstance(self.error, SameFlow | SimilarOrganisation)

    def beside(self, session: Session, *fields: str) -> None:
        """Errors of some fields; an ambiguous one is reported over its readings."""
        said = [
            tag("p", session.words.error(problem.error))
            for problem in self._problems(fields)
            if not isinstance(problem.error, (AmbiguousAmount, AmbiguousRate))
        ]
        if said:
            st.html(tag("div", *said, class_="rp-wrong"))

    def complains_of(self, *fields: str) -> bool:
        """Whether the last attempt was refused for one of some fields."""
        return bool(self._problems(fields))

    def refuse(self, session: Session) -> None:
        """Message why nothing was saved."""
        if self.error is not None:
            said = tag("p", session.words.error(self.error))
            st.html(tag("div", said, class_="rp-problem", role="alert"))

    def attempt(self, save: Callable[[], object]) -> bool:
        """Save; returns whether it worked. A refusal is displayed when the form is drawn again."""
        if not self.ask(save):
            return False
        renew(self.name)
        return True

    def ask(self, look: Callable[[], object]) -> bool:
        """Do what saves nothing yet; whether it could be done. What is typed stays."""
        try:
            look()
        except PortfolioError as error:
            st.session_state[self._name] = error
            return False
        st.session_state.pop(self._name, None)
        return True

    def draw_save(
        self,
        label: str,
        save: Callable[[], object],
        then: Callable[[], object] = lambda: None,
        **style: Any,
    ) -> None:
        """Button that saves, and what follows a success; the page is drawn again either way."""
        if st.button(label, key=self.key("save"), **style):
            if self.attempt(save):
                then()
            st.rerun()

    @contextmanager
    def popover(self, session: Session, label: str, **style: Any) -> Iterator[None]:
        """A small form behind a button, with why it was refused."""
        with st.popover(label, key=self.key("open"), **style):
            self.refuse(session)
            yield

    def _problems(self, names: Iterable[str]) -> list[FieldError]:
        error = self.error
        if isinstance(error, EntryRefused):
            return [problem for problem in error.problems if problem.field in names]
        return [
            FieldError(name, error)
            for name in names
            if isinstance(error, self.errors.get(name, ()))
        ]

    @property
    def _name(self) -> str:
        return f"refused-{self.name}-{self.token}"


def form(name: str, /, **errors: tuple[type[PortfolioError], ...]) -> Form:
    """The form of a name as it is to be filled now."""
    return Form(name, token(name), errors)


_LINE: Final = FieldColumn("line", Shape.LINE)


@dataclass(frozen=True, slots=True)
class Cells:
    """The fields of a small form, and what is typed in each of those drawn so far, by name.

    ``current`` is what is recorded; ``is_live``: a line is saved at a pause of the keyboard.
    """

    session: Session
    form: Form
    field: Field
    current: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    is_live: bool = False
    values: dict[str, Any] = dataclasses.field(default_factory=dict)

    def draw(self, *names: str) -> None:
        """Fields one under the other: what is understood of each, what is wrong with it, its help."""
        for name in names:
            if self._column(name).shape is Shape.SPOKEN_LINE:
                self._draw_spoken(name)
                continue
            with st.container(key=f"field-{self.form.key(name)}"):
                self.draw_widget(name)
                self._draw_below(name)

    def draw_line(self, name: str, label: str, current: str = "") -> str:
        """A line that is no field of its own: one of several of a kind, or next to others."""
        key = self.form.key(name)
        with st.container(key=f"field-{key}"):
            entry_form.draw_widget(
                self.session, key, self.field, _LINE, current, label=label, is_live=self.is_live
            )
            self.form.beside(self.session, name)
        return str(st.session_state[key] or "")

    def draw_choice(
        self, name: str, options: Mapping[str, str], *, placeholder: str = "entry.choose"
    ) -> str:
        """Field with ``options`` to choose from, each with its name."""
        column = self._column(name)
        with st.container(key=f"field-{self.form.key(name)}"):
            chosen = fields.draw_choice(
                self.session, self.form.key(name), self._label(column), list(options),
                lambda option: options.get(option, option), str(self.current.get(name) or ""),
                placeholder=placeholder,
            )  # fmt: skip
            self._draw_below(name)
        self.values[name] = chosen
        return chosen

    def draw_money(self, **widths: int) -> None:
        """An amount, its currency and the other fields of their line, written out in full below."""
        places = st.columns(list(widths.values()), vertical_alignment="bottom")
        for place, name in zip(places, widths, strict=True):
            with place:
                self.draw_widget(name)
        self._draw_written_out(self.values["currency"])

    def draw_amount(self, label: str, currency: str) -> None:
        """An amount in a currency that is settled, written out in full below."""
        self.draw_widget("amount", label)
        self._draw_written_out(currency)

    def _draw_written_out(self, unit: str) -> None:
        self.form.beside(self.session, "amount", "currency")
        key, amount = self.form.key("amount"), self.values["amount"]
        st.html(fields.echo(self.session, key, amount, unit))
        fields.offer(self.session, key, amount, unit)

    def draw_widget(self, name: str, label: str = "") -> None:
        """The widget of a field alone."""
        column, key = self._column(name), self.form.key(name)
        entry_form.draw_widget(
            self.session, key, self.field, column, self.current.get(name),
            label=label or self._label(column), is_live=self.is_live,
        )  # fmt: skip
        self.values[name] = str(entry_form.reading(self.session, key, column.shape, ""))

    def _draw_below(self, name: str) -> None:
        column = self._column(name)
        if column.shape is Shape.DAY:
            is_refused = self.form.complains_of(name)
            echo = fields.below(self.session, self.values[name], is_refused=is_refused)
            if echo:
                st.html(echo)
        self.form.beside(self.session, name)
        if column.help_key:
            st.html(tag("p", self.session.words(column.help_key), class_="rp-help"))

    def _draw_spoken(self, name: str) -> None:
        """Name of something in each language, as fields."""
        column, words = self._column(name), self.session.words
        st.html(tag("p", self._label(column), class_="rp-help"))
        self.values[name], current = {}, self.current.get(name) or {}
        for language in LANGUAGES:
            key, label = f"name_{language}", words(f"language.{language}")
            with st.container(key=f"said-{language}-{self.form.key(key)}"):
                self.values[name][language] = self.draw_line(key, label, current.get(language, ""))

    def _column(self, name: str) -> FieldColumn:
        return next(column for column in self.field.columns if column.name == name)

    def _label(self, column: FieldColumn) -> str:
        named = self.session.words(column.label or f"cell.{column.name}")
        return self.session.words("entry.needed", field=named) if column.is_needed else named


@contextmanager
def keep_typed(session: Session, small_form: Form, *fields: str) -> Iterator[None]:
    """Draw the widgets of these fields inside: they begin with what was typed before a reload.

    Their values at the end are stored. A form that is recorded begins empty.
    """
    held = _held(session, small_form)
    for name, said in held.items():
        if name in fields and small_form.key(name) not in st.session_state:
            st.session_state[small_form.key(name)] = said
    yield
    values = {name: _plain(st.session_state.get(small_form.key(name))) for name in fields}
    typed = {name: said for name, said in values.items() if said}
    if typed == held:
        return
    try:
        working.keep_typed(session.register, session.who, small_form.name, typed)
    except PortfolioError as problem:
        said = tag("p", session.words.error(problem))
        st.html(tag("div", said, class_="rp-wrong"))
        return
    st.session_state[_mark(small_form)] = typed


def begin(session: Session, small_form: Form, values: Values) -> None:
    """Restart the form with these values; they are stored like what is typed."""
    given = {name: value for name, value in values.items() if value}
    working.keep_typed(session.register, session.who, small_form.name, given)
    renew(small_form.name)
    st.session_state[_mark(form(small_form.name))] = given


def _held(session: Session, small_form: Form) -> Values:
    """Stored content of the form, with a notice where it comes from an earlier visit."""
    mark, since = _mark(small_form), f"since-{small_form.name}-{small_form.token}"
    if mark not in st.session_state:
        found = working.read_typed(session.register, session.who, small_form.name)
        st.session_state[mark] = dict(found.values) if found else {}
        if found:
            st.session_state[since] = found.typed_at
    if since in st.session_state:
        _told(session, small_form, st.session_state[since])
    held: Values = st.session_state[mark]
    return held


def _told(session: Session, small_form: Form, since: datetime) -> None:
    words = session.words
    with st.container(key=small_form.key("kept"), horizontal=True, vertical_alignment="center"):
        st.html(tag("p", words("record.kept", when=since), class_="rp-help"), width="content")
        label = plain(words("record.kept.clear"))
        if st.button(label, key=small_form.key("clear"), type="tertiary"):
            working.keep_typed(session.register, session.who, small_form.name, {})
            renew(small_form.name)
            st.rerun()


def _plain(value: object) -> str | bool | None:
    return value if isinstance(value, str | bool) else None


def _mark(small_form: Form) -> str:
    return f"kept-{small_form.name}-{small_form.token}"


_NAME: Final = "administration-said"


def say(session: Session, sentence: str, link: str = "") -> None:
    """Remember what was done, for this section; ``link`` is an address to pass on."""
    st.session_state[_NAME] = (address_value(session, SECTION), sentence, link)


def draw_done(session: Session) -> None:
    """Confirmation of the last action in this section."""
    section, sentence, link = st.session_state.get(_NAME, ("", "", ""))
    if not sentence or section != address_value(session, SECTION):
        st.session_state.pop(_NAME, None)
        return
    made = [tag("p", sentence)]
    if link:
        made.append(tag("code", link, dir="ltr", class_="rp-hand-on"))
    st.html(tag("div", *made, class_="rp-recorded", role="status"))


def save(
    session: Session,
    form: Form,
    do: Callable[[], object],
    sentence: Callable[[], str],
    then: Address,
) -> None:
    """Save a form; confirm and go on if it worked, else show it again with what was refused."""
    st.session_state.pop(_NAME, None)
    if form.attempt(do):
        say(session, sentence())
        go(then)
    st.rerun()


def draw_head(session: Session, section: str, title: str) -> None:
    """The way back to the list of a section of administration, over the title of a form."""
    back = link(session.words("administration.back"), href(session, section))
    st.html(tag("p", back, class_="rp-back") + tag("h2", title, class_="rp-section", dir="auto"))


def draw_field(session: Session, small_form: Form, column: FieldColumn) -> str:
    """The one field of a form that has no other, and what is typed in it."""
    cells = Cells(session, small_form, form_fields("one", column))
    cells.draw(column.name)
    return str(cells.values[column.name])
