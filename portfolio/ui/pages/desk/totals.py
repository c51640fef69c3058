"""Totals of a funder on its desk: pledged, secured, disbursed, open and how old, as its own page has them."""

from dataclasses import replace
from fractions import Fraction

import streamlit as st
from markupsafe import Markup

from portfolio.domain.params import Filters
from portfolio.domain.projects import Band
from portfolio.measures import delivery
from portfolio.measures import headline as measures_headline
from portfolio.measures.funders import Delivery
from portfolio.measures.open_pledges import OpenPledges, open_pledges
from portfolio.present.delivery import shown_amounts
from portfolio.present.html import link, tag
from portfolio.ui import notes
from portfolio.ui.session import Session


def own_session(session: Session) -> Session:
    """The reader's view of the official totals, narrowed to their organisation and nothing else."""
    own = frozenset({session.who.organisation}) if session.who.organisation else frozenset()
    question = replace(session.question, filters=Filters(funders=own), band=Band.OFFICIAL)
    view = session.is_visible(question)
    return replace(session, question=question, view=view, subject="funder")


def draw(session: Session) -> None:
    """The figures and the way to the page that explains them; ``session`` as ``own_session`` made it."""
    if not session.question.filters.funders:
        return
    lines = delivery.delivery(session.view)
    words = session.words
    title = tag("h2", words("desk.totals"), class_="rp-section")
    if not lines:
        st.html(title + tag("p", words("desk.totals.none"), class_="rp-note"))
        return
    here = link(words("desk.totals.page"), session.href("funder"))
    st.html(
        title
        + tag("dl", *_figures(session, lines[0], open_pledges(session.view)), class_="rp-own")
        + tag(
            "p", words("desk.totals.view", day=session.question.as_of), " ", here, class_="rp-note"
        )
    )
    notes.draw_data_notes(session, measures_headline.headline(session.view))


def _figures(session: Session, line: Delivery, pledges: OpenPledges) -> list[Markup]:
    words = session.words
    found, _, currency = shown_amounts(line, session.question.currency)

    def amount(amount_minor: int) -> str:
        return words.amount(amount_minor, currency)

    def figure(label: str, look: str, minor: int | None, none: str, *notes: str) -> Markup:
        value = words("state.not_recorded.sign") if minor is None else amount(minor)
        exact = None if minor is None else words.exact(minor, currency)
        below = notes if minor is not None else (none,)
        return tag(
            "div",
            tag("dt", tag("i", class_=f"rp-is-{look}"), words(label)),
            tag("dd", value, class_="rp-own-amount", title=exact),
            *(tag("dd", note) for note in below if note),
        )

    further = found.without_announcement
    honoured = words("desk.total.honoured", amount=amount(found.honoured), share=found.share)
    return [
        figure(
            "delivery.pledged",
            "pledged_open",
            found.announcements if line.has_pledge else None,
            words("recorded.none.pledged_open"),
            words.count("count.pledges", line.pledges),
        ),
        figure(
            "figure.secured.short",
            "secured",
            found.secured if line.has_funding else None,
            words("recorded.none.secured"),
            honoured if line.has_honoured and found.share is not None else "",
            words("desk.total.further", amount=amount(further)) if further > 0 else "",
        ),
        figure(
            "figure.paid.short",
            "paid",
            found.disbursed if line.has_payment else None,
            words("recorded.none.paid"),
            words("desk.total.paid", share=Fraction(found.disbursed, found.secured))
            if found.secured
            else "",
        ),
        figure(
            "desk.total.open",
            "open",
            found.pledged_open if line.has_pledge else None,
            words("recorded.none.pledged_open"),
            _age(session, pledges),
        ),
    ]


def _age(session: Session, pledges: OpenPledges) -> str:
    """In how many projects pledges are open, and how old they are."""
    words, oldest = session.words, pledges.oldest_days
    if oldest is None:
        return words("desk.total.open.none")
    same = oldest == pledges.youngest_days
    key = "desk.total.age" if same else "desk.total.oldest"
    return words.count(key, len(pledges.lines), age=words.count("count.days", oldest))
