"""Forms that save once: token, what was refused, what was typed kept, and what was done.

They begin with the form's name, by which the store knows what was typed and is recorded now.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Final

import streamlit as st

from portfolio.domain.errors import AmbiguousAmount, PortfolioError
from portfolio.domain.money import AmbiguousRate
from portfolio.domain.parsing import EntryRefused, FieldError
from portfolio.present.html import plain, tag, text
from portfolio.services import working
from portfolio.services.organisations import SimilarOrganisation
from portfolio.services.transactions import SameFlow
from portfolio.services.working import Values
from portfolio.ui.navigation import SECTION, address_value
from portfolio.ui.session import Address, Session, go


def token(form: str) -> str:
    """The token of a form as it is shown now; a form keyed by it is new once that is renewed."""
    name = _name(form)
    if name not in st.session_state:
        renew(form)
    held: str = st.session_state[name]
    return held


def renew(form: str) -> None:
    """Let the next form be another one: what this one held is saved."""
    st.session_state[_name(form)] = f"{form}.{token_urlsafe(16)}"


def _name(form: str) -> str:
    return f"token-{form}"


_NOTHING: Final[tuple[FieldError, ...]] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One filling of a form: saved, the next one has another token and widgets of its own."""

    name: str
    token: str

    def key(self, field: str) -> str:
        """What the widget of a field is called."""
        return f"{self.name}-{self.token}-{field}"

    @property
    def error(self) -> PortfolioError | None:
        """Why the last attempt was refused."""
        found: PortfolioError | None = st.session_state.get(self._name)
        return found

    @property
    def is_same(self) -> bool:
        """Whether it was refused only because the same stands already."""
        return isinstance(self.error, SameFlow | SimilarOrganisation)

    def beside(self, session: Session, *fields: str) -> None:
        """What is wrong with some fields; what is ambiguous says so over its readings."""
        said = [
            text("p", session.words.error(problem.error))
            for problem in self._problems(fields)
            if not isinstance(problem.error, (AmbiguousAmount, AmbiguousRate))
        ]
        if said:
            st.html(tag("div", *said, class_="rp-wrong"))

    def complains_of(self, *fields: str) -> bool:
        """Whether the last attempt was refused for one of some fields."""
        return bool(self._problems(fields))

    def refuse(self, session: Session) -> None:
        """Why nothing was saved."""
        if self.error is not None:
            said = text("p", session.words.error(self.error))
            st.html(tag("div", said, class_="rp-problem", role="alert"))

    def attempt(self, save: Callable[[], object]) -> bool:
        """Save; whether it was. What was refused is said when the form is drawn again."""
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

    def _problems(self, fields: tuple[str, ...]) -> list[FieldError]:
        problems = self.error.problems if isinstance(self.error, EntryRefused) else _NOTHING
        return [problem for problem in problems if problem.field in fields]

    @property
    def _name(self) -> str:
        return f"refused-{self.name}-{self.token}"


def form(name: str) -> Form:
    """The form of a name as it is to be filled now."""
    return Form(name, token(name))


@contextmanager
def keep_typed(session: Session, small_form: Form, *fields: str) -> Iterator[None]:
    """Draw the widgets of these fields inside: they begin with what was typed before a reload.

    Whatever they hold at the end is kept. A form that is recorded begins empty.
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
        said = text("p", session.words.error(problem))
        st.html(tag("div", said, class_="rp-wrong"))
        return
    st.session_state[_mark(small_form)] = typed


def begin(session: Session, small_form: Form, values: Values) -> None:
    """Let the form begin anew with these values; they are kept like what is typed."""
    given = {name: value for name, value in values.items() if value}
    working.keep_typed(session.register, session.who, small_form.name, given)
    renew(small_form.name)
    st.session_state[_mark(form(small_form.name))] = given


def _held(session: Session, small_form: Form) -> Values:
    """What the server keeps of the form, told as such where it comes from an earlier visit."""
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
        st.html(text("p", words("record.kept", when=since), class_="rp-help"), width="content")
        label = plain(words("record.kept.clear"))
        if st.button(label, key=small_form.key("clear"), type="tertiary"):
            working.keep_typed(session.register, session.who, small_form.name, {})
            renew(small_form.name)
            st.rerun()


def _plain(value: object) -> str | bool | None:
    return value if isinstance(value, str | bool) else None


def _mark(small_form: Form) -> str:
    return f"kept-{small_form.name}-{small_form.token}"


_NAME: Final = "housekeeping-said"


def say(session: Session, sentence: str, link: str = "") -> None:
    """Remember what was done, for this section; ``link`` is an address to hand on."""
    st.session_state[_NAME] = (address_value(session, SECTION), sentence, link)


def draw_done(session: Session) -> None:
    """What was done last in this section."""
    section, sentence, link = st.session_state.get(_NAME, ("", "", ""))
    if not sentence or section != address_value(session, SECTION):
        st.session_state.pop(_NAME, None)
        return
    made = [text("p", sentence)]
    if link:
        made.append(text("code", link, dir="ltr", class_="rp-hand-on"))
    st.html(tag("div", *made, class_="rp-recorded", role="status"))


def save(
    session: Session,
    form: Form,
    do: Callable[[], object],
    sentence: Callable[[], str],
    then: Address,
) -> None:
    """Save a form; say so and go on if it was, else show it again with what was refused."""
    st.session_state.pop(_NAME, None)
    if form.attempt(do):
        say(session, sentence())
        go(then)
    st.rerun()
