"""People with an account: a list, one-time links, roles, closed and opened."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode, urlsplit

import streamlit as st

from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import Shape, form_field, form_fields
from portfolio.domain.params import UserRole
from portfolio.present import table as present_table
from portfolio.present.html import link, tag
from portfolio.present.table import Table, number, table_of
from portfolio.services import people
from portfolio.services.people import Account, OrganisationMissing, list_people
from portfolio.services.sessions import LINK_LASTS, LoginTaken, NameMissing, NotALogin
from portfolio.ui import flow_form, forms, sorting
from portfolio.ui.forms import Cells, Form, form
from portfolio.ui.navigation import FORM, ITEM, address, address_value, href
from portfolio.ui.session import Session, go

SECTION: Final = "people"
_PERSON: Final = form_fields(
    "person",
    form_field("login", Shape.LINE, "people.login", "administration.login.help"),
    form_field("name", Shape.LINE, "people.name", "administration.name.help"),
    form_field(
        "role",
        Shape.CHOICE,
        "administration.role",
        choices=tuple(role.word for role in UserRole if role is not UserRole.PUBLIC),
    ),
    form_field(
        "organisation",
        Shape.ORGANISATION,
        "administration.organisation",
        "administration.organisation.help",
    ),
)
_ERRORS: Final[dict[str, tuple[type[PortfolioError], ...]]] = {
    "login": (NotALogin, LoginTaken),
    "name": (NameMissing,),
    "organisation": (OrganisationMissing,),
}


def state(account: Account) -> str:
    """State of an account in a word: closed, waiting for its first password, or open."""
    if account.person.is_disabled:
        return "closed"
    return "open" if account.has_password else "invited"


def new(session: Session) -> None:
    """The form of a new account."""
    words, filled = session.words, form("person-new", **_ERRORS)
    forms.draw_head(session, SECTION, words("administration.person.add"))
    filled.refuse(session)
    cells = Cells(session, filled, _PERSON)
    with st.form(filled.key("form"), border=False):
        cells.draw("login", "name", "role")
        cells.draw_choice("organisation", flow_form.choices(session))
        sent = st.form_submit_button(words("administration.person.add"), type="primary")
    if sent:
        login, name, role, organisation = cells.values.values()
        _link(
            session,
            filled,
            lambda: people.add_person(
                session.register, session.who, login, name, UserRole[role.upper()],
                organisation or None,
            ),
            "administration.person.added",
            login.strip().casefold(),
            is_ready=bool(role),
        )  # fmt: skip


def draw_account(session: Session, account: Account) -> None:
    """An account, its role, and the ways to end what it may do."""
    words, person = session.words, account.person
    forms.draw_head(session, SECTION, person.name or person.login)
    said = words(
        "administration.person.said",
        login=person.login,
        state=words(f"administration.state.{state(account)}"),
        sessions=words.number(account.sessions),
    )
    st.html(tag("p", said, class_="rp-note"))
    filled = form(f"person-{person.login}", **_ERRORS)
    filled.refuse(session)
    current = {"role": person.duty.word, "organisation": person.organisation}
    cells = Cells(session, filled, _PERSON, current)
    with st.form(filled.key("form"), border=False):
        cells.draw("role")
        cells.draw_choice("organisation", flow_form.choices(session))
        st.html(tag("p", words("administration.role.help"), class_="rp-help"))
        sent = st.form_submit_button(words("administration.role.save"), type="primary")
    if sent:
        role, organisation = cells.values.values()
        duty = UserRole[role.upper()] if role else person.duty
        forms.save(
            session,
            filled,
            lambda: people.change_role(
                session.register, session.who, person.login, duty, organisation or None
            ),
            lambda: words(
                "administration.role.done", login=person.login, role=words(f"duty.{duty.word}")
            ),
            _here(session, person.login),
        )
    st.html(tag("h3", words("administration.person.more"), class_="rp-rows"))
    _ways(session, filled, account)


def _ways(session: Session, form: Form, account: Account) -> None:
    """Each a button and what it does."""
    words, login = session.words, account.person.login
    if login == session.who.login:
        own = link(words("people.own_password"), "/password")
        st.html(tag("p", own) + tag("p", words("administration.reset.own"), class_="rp-help"))
    elif _way(session, form, "reset"):
        _link(
            session, form, lambda: people.reset_password(session.register, session.who, login),
            "administration.reset.done", login,
        )  # fmt: skip
    ways: dict[str, Callable[[], object]] = {}
    if account.sessions:
        ways["end"] = lambda: people.end_sessions(session.register, session.who, login)
    if account.person.is_disabled:
        ways["enable"] = lambda: people.enable_person(session.register, session.who, login)
    else:
        ways["disable"] = lambda: people.disable_person(session.register, session.who, login)
    for name, do in ways.items():
        if _way(session, form, name):
            sentence = words(f"administration.{name}.done", login=login)
            forms.save(session, form, do, lambda answer=sentence: answer, _here(session, login))  # type: ignore[misc]
    if login != session.who.login:
        _strike(session, form, account)


def _strike(session: Session, form: Form, account: Account) -> None:
    """Strike a person after a second press: what it removes does not come back."""
    words, person = session.words, account.person
    with st.popover(words("administration.strike"), key=form.key("strike-open")):
        st.html(tag("p", words("administration.strike.help"), class_="rp-help"))
        if st.button(words("administration.strike.confirm"), key=form.key("strike")):
            sentence = words(
                "administration.strike.done",
                person=words("people.by_number", number=str(person.id)),
            )
            forms.save(
                session,
                form,
                lambda: people.strike_person(session.register, session.who, person.login),
                lambda: sentence,
                address(session, SECTION),
            )


def _way(session: Session, form: Form, name: str) -> bool:
    pressed = st.button(session.words(f"administration.{name}"), key=form.key(name))
    st.html(tag("p", session.words(f"administration.{name}.help"), class_="rp-help"))
    return pressed


def _link(
    session: Session,
    form: Form,
    make: Callable[[], str],
    key: str,
    login: str,
    *,
    is_ready: bool = True,
) -> None:
    """Run what creates a one-time link, and show that once."""
    made: list[str] = []
    if not is_ready:
        st.html(
            tag("div", tag("p", session.words("administration.role.choose")), class_="rp-wrong")
        )
        return
    if form.attempt(lambda: made.append(make())):
        site = urlsplit(str(st.context.url or ""))
        address_of = f"{site.scheme}://{site.netloc}" if site.netloc else ""
        hours = session.words.number(int(LINK_LASTS.total_seconds() // 3600))
        sentence = session.words(key, login=login, hours=hours)
        forms.say(session, sentence, f"{address_of}/invitation?{urlencode({'token': made[0]})}")
        go(_here(session, login))
    st.rerun()


def _here(session: Session, login: str) -> dict[str, list[str]]:
    return address(session, SECTION, form="edit", item=login)


def draw(session: Session) -> None:
    """The list, or the account named by the address."""
    words, wanted = session.words, address_value(session, FORM)
    every = {
        account.person.login: account for account in list_people(session.register, session.who)
    }
    found = every.get(address_value(session, ITEM))
    if wanted == "new":
        new(session)
        return
    if wanted == "edit" and found is not None:
        draw_account(session, found)
        return
    add = link(words("administration.person.add"), href(session, SECTION, form="new"))
    st.html(
        tag("h2", words(f"administration.section.{SECTION}"), class_="rp-section")
        + tag("nav", add, class_="rp-ways")
    )
    if not every:
        st.html(tag("p", words("administration.person.none"), class_="rp-note"))
        return
    links = [href(session, SECTION, form="edit", item=login) for login in every]
    table = _table(session, list(every.values()))
    with st.container(key=f"list-{SECTION}"):
        order = sorting.of_table(session, "accounts", table)
        st.html(present_table.as_html(table, links=links, limit=len(links), order=order))


def _table(session: Session, accounts: list[Account]) -> Table:
    words = session.words
    names = flow_form.choices(session)
    return table_of(
        words,
        words(f"administration.section.{SECTION}"),
        accounts,
        ("administration.login", lambda account: account.person.login),
        ("administration.name", lambda account: account.person.name),
        ("administration.role", lambda account: words(f"duty.{account.person.duty.word}")),
        (
            "administration.organisation",
            lambda account: names.get(account.person.organisation or "", ""),
        ),
        ("administration.state", lambda account: words(f"administration.state.{state(account)}")),
        (number("administration.sessions"), lambda account: words.number(account.sessions)),
    )
