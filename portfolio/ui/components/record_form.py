"""A small form that saves once: its token, what was refused, and the words beside each field."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from portfolio.domain.entry import FieldError
from portfolio.domain.errors import AmbiguousAmount, PortfolioError
from portfolio.domain.rates import AmbiguousRate
from portfolio.services.flows import EntryRefused, SameFlow
from portfolio.services.organisations import SimilarOrganisation
from portfolio.ui.components import tokens
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session

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
        tokens.renew(self.name)
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
    return Form(name, tokens.token(name))
