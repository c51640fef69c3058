"""Page opening: title, view, notices, style sheets, and the message of an empty page."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.charts.bars import THREE
from portfolio.domain.clauses import CONFERENCE_WINDOW, TRIANGULAR_CLAUSE
from portfolio.domain.errors import PortfolioError
from portfolio.domain.flows import FlowKind
from portfolio.measures import breakdowns, headline, lists
from portfolio.measures.candidates import Order
from portfolio.measures.figures import Figure, LeftOut
from portfolio.present.answer import portfolio_mark
from portfolio.present.html import link, tag
from portfolio.present.sorting import LONGEST
from portfolio.services import subject_lookup
from portfolio.services.access import may
from portfolio.services.description import description, filter_pairs, reading_pairs
from portfolio.services.people import list_people
from portfolio.ui import chips, filters, navigation, sorting
from portfolio.ui import lists as ui_lists
from portfolio.ui.session import Session, current
from portfolio.ui.sorting import UnknownChoice

FOLDER: Final = Path(__file__).parent / "assets"


def draw_sheets(*names: str) -> None:
    """Send the sheets ``assets/<name>.css`` with the page."""
    for name in names:
        st.html(FOLDER / f"{name}.css")


EXPLAIN: Final = "explain"  # "secured", or "secured:country:LY" for one row of a breakdown
# Pages that show from promise to delivery, where filters choose projects and a pledge is whole.
_PLEDGES_WHOLE: Final = frozenset(("funders", "funder", "desk"))
# Names with few and known values; a wrong one is reported over every page.
_CLOSED: Final[Mapping[str, frozenset[str]]] = {
    "ranked": frozenset(figure.value for figure in THREE),
    "close": frozenset(order.value for order in Order),
    "stage": frozenset(kind.word for kind in FlowKind),
    **{name: frozenset(words) for name, words in ui_lists.WORDS.items()},
}

Explained = tuple[Figure, str | None, str | None]


def explanation_choice(session: Session) -> Explained | None:
    """Figure to explain by the address, and the row of a breakdown; None for an unknown one."""
    word, _, line = _given(session, EXPLAIN).partition(":")
    axis, _, key = line.partition(":")
    if word not in set(Figure):
        return None
    if not line:
        return Figure(word), None, None
    if axis not in breakdowns.AXES:
        return None
    keys = {found.key for found in breakdowns.split(session.view, axis).lines}
    return (Figure(word), axis, key) if key in keys else None


def address_choices_problems(session: Session) -> tuple[PortfolioError, ...]:
    """Unknown choices in the address, each as an error."""
    checks: dict[str, Callable[[str], bool]] = {
        name: words.__contains__ for name, words in _CLOSED.items()
    }
    checks[EXPLAIN] = lambda _: explanation_choice(session) is not None
    given = ((name, _given(session, name)) for name in checks)
    unknown = tuple(
        UnknownChoice(name=name, value=value[:LONGEST])
        for name, value in given
        if value and not checks[name](value)
    )
    return (*unknown, *sorting.problems(session))


def _given(session: Session, name: str) -> str:
    return session.beside.get(name, [""])[-1].strip()


def draw_notices(session: Session) -> None:
    """Notices that apply to this view, most important first.

    What is left out of the figures is listed under the answer of a page (data_notes).
    """
    notices_problems(session)
    said = session.per_view(f"notices-{session.subject}", lambda: _as_html(session))
    if said:
        st.html(said)


def _as_html(session: Session) -> Markup:
    made = [_outside(session), _narrowed(session)]
    said = [notice for notice in made if notice]
    return tag("div", *said, class_="rp-notices") if said else Markup()


def notices_problems(session: Session) -> None:
    """Parts of the address that were not understood; the default applies in their place."""
    found = (*session.problems, *address_choices_problems(session))
    if not found:
        return
    items = [tag("li", session.words.error(problem)) for problem in found]
    inside = (tag("p", session.words("filter.ignored")), tag("ul", *items))
    st.html(tag("div", *inside, class_="rp-problem", role="alert"))


def _outside(session: Session) -> Markup:
    """Notice of a conference outside the half year that the declaration sets."""
    first, last = CONFERENCE_WINDOW
    if first <= session.view.conference <= last:
        return Markup()
    key = "banner.conference_outside" if session.view.conference_source else "conference.outside"
    said = session.words(key, day=session.view.conference, first=first, last=last)
    return tag("p", said, class_="rp-notice rp-warning")


def _narrowed(session: Session) -> Markup:
    """Effect of a filter on the figures beyond choosing projects."""
    filters = session.question.filters
    said = []
    if filters.funders and session.subject != "funder":
        said.append(session.words("filter.funder.note"))
    countries = filters.countries if session.subject != "country" else ()
    # Clauses 9 and 10 are views over all money (ruling 16): they keep whole projects.
    parts = (session.view.cells.clauses or frozenset()) - {TRIANGULAR_CLAUSE}
    if parts or countries or filters.regions or filters.priorities:
        whole = session.page in _PLEDGES_WHOLE
        said.append(session.words("filter.parts.pledges" if whole else "filter.parts.note"))
    return tag("p", " ".join(said), class_="rp-notice") if said else Markup()


def left_out(session: Session, row: LeftOut) -> str:
    """Sentence about a row without a rate: project, amount, currency."""
    return session.words(
        "left_out.row",
        project=session.title(row.project),
        amount=session.words.exact(row.amount_minor, row.currency),
        currency=row.currency,
        day=row.wanted_on,
    )


def switch(session: Session, page: str, widths: str = "") -> Markup:
    """The way to the other portfolio, in the same view; nothing where there is no example.

    ``page``: the one that is open. ``widths``: the class of the screens it is for, all by default.
    """
    if not session.has_example:
        return Markup()
    other = subject_lookup.other_portfolio(session.portfolio)
    there = session.words(f"portfolio.{other.word}")
    page = page if page in navigation.NAMES else navigation.NAMES[0]
    return link(there, session.in_portfolio(page, other), class_=f"rp-portfolios {widths}".strip())


def html(session: Session) -> Markup:
    """The three steps in their order, each a link for those who may take it."""
    words = session.words
    organisations = len(session.register.labels.organisations)
    steps = [
        _step(
            session,
            "organisations",
            navigation.href(session, "organisations"),
            words.count("empty.step.organisations.done", organisations) if organisations else "",
            is_theirs=may(session.who, "save_organisation"),
        ),
        _step(
            session,
            "people",
            navigation.href(session, "people"),
            _people(session),
            is_theirs=may(session.who, "list_people"),
        ),
        _step(
            session, "project", session.href("entry"), "", is_theirs=may(session.who, "open_draft")
        ),
    ]
    return tag("ol", *steps, class_="rp-first-steps")


def _step(session: Session, name: str, href: str, state: str, *, is_theirs: bool) -> Markup:
    words, key = session.words, f"empty.step.{name}"
    title = link(words(key), href) if is_theirs else tag("strong", words(key))
    help_ = words(f"{key}.help" if is_theirs else f"{key}.others")
    said = f"{help_} {state}".strip()
    return tag("li", title, tag("p", said))


def _people(session: Session) -> str:
    """Number of accounts other than the reader's own."""
    if not may(session.who, "list_people"):
        return ""
    others = len(list_people(session.register, session.who)) - 1
    return session.words.count("empty.step.people.done", others) if others > 0 else ""


def draw_empty(session: Session, name: str, **values: object) -> None:
    """The empty state ``empty.<name>`` with its next step ``empty.<name>.next`` where it has one."""
    parts = [tag("p", session.words(f"empty.{name}", **values), class_="rp-empty-what")]
    if session.words.has(f"empty.{name}.next"):
        parts.append(tag("p", session.words(f"empty.{name}.next", **values)))
    st.html(tag("div", *parts, class_="rp-empty", role="status"))


def portfolio(session: Session) -> None:
    """Why this view has no project: filtered away, too early, not published, or none recorded."""
    if headline.headline(session.view).left_out:
        draw_empty(session, "no_rate", currency=session.question.currency)
    elif not session.question.filters.is_empty:
        draw_empty(session, "filtered")
    elif len(lists.listed_projects(session.is_visible(session.usual))):
        draw_empty(session, "before", day=session.question.as_of)
    elif session.who.duty.sees_working_versions and not session.view.portfolio.size:
        what = tag("p", session.words("empty.portfolio"), class_="rp-empty-what")
        st.html(tag("div", what, html(session), class_="rp-empty", role="status"))
    else:
        draw_empty(session, "unpublished")


def refusal(session: Session, problem: PortfolioError) -> None:
    """Refusal of the page, and the way back to the desk."""
    inside = (
        tag("p", session.words.error(problem)),
        tag("p", link(session.words("nav.desk"), session.href("desk"))),
    )
    st.html(tag("div", *inside, class_="rp-problem", role="alert"))


def draw(
    session: Session,
    page: str,
    *,
    title: str = "",
    lead: str = "",
    is_filtered: bool = True,
    above: str = "",
) -> None:
    """Title and lead (by default the page's own), the view in words, filters, notices.

    ``is_filtered`` False: the page shows no figures, so it has no filter bar and no notices.
    ``above``: HTML over the title, the way back to where all of a kind are.
    """
    with st.container(key="opening", horizontal=True, vertical_alignment="bottom", gap="small"):
        head = [
            above,
            tag("h1", title or session.words(f"nav.{page}")),
            portfolio_mark(session.words, session.question, session.default),
            switch(session, page, "rp-wide-only" if is_filtered else ""),
            tag("p", lead or session.words(f"nav.{page}.lead"), class_="rp-lead"),
        ]
        st.html(tag("header", *head, class_="rp-opening"))
        if is_filtered:
            filters.bar(session)
    if is_filtered:
        st.html(session.per_view(f"said-view-{page}", lambda: _view(session, page)))
        chips.draw(session)
        draw_notices(session)
    else:
        notices_problems(session)


def said_of(session: Session) -> tuple[tuple[str, str], ...]:
    """The view in words, as pairs of label and value: date, reading, currency, filters, switches."""
    return description(session.reader, session.question, session.default)


def _view(session: Session, page: str) -> Markup:
    """One line under the title; the filters in it are for printouts, the screen has their buttons."""
    # Mark and switch next to the title name the portfolio: on paper, a line has to.
    # A telephone leaves out the usual currency, which is in every amount.
    widths = {session.words("filter.portfolio"): "rp-printed"}
    if session.question.currency == session.default.currency:
        widths[session.words("filter.currency")] = "rp-wide-only"
    pairs = reading_pairs(session.reader, session.question, session.default)
    parts = [_said(session, *pair, class_=widths.get(pair[0])) for pair in pairs]
    named = filter_pairs(session.reader, session.question)
    parts += [_said(session, *pair, class_="rp-printed") for pair in named]
    parts.append(switch(session, page, "rp-narrow-only"))
    return tag("p", *parts, class_="rp-view")


def _said(session: Session, label: str, value: str, class_: str | None = None) -> Markup:
    return tag("span", session.words("word.colon", label=label, value=value), class_=class_)


def draw_nowhere(session: Session | None = None) -> None:
    """Page displayed where there is none, or none for this reader: the two look the same."""
    here = session or current()
    title, lead = here.words("web.not_found.title"), here.words("web.not_found.body")
    draw(here, "nowhere", title=title, lead=lead, is_filtered=False)
    draw_empty(here, "nowhere")


def draw_no_subject(session: Session) -> None:
    """The same page and words for a country, funder or clause that is none or not the reader's.

    Not even what was typed is repeated, so that the two can't be told apart.
    """
    draw_nowhere(replace(session, problems=()))
