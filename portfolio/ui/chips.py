"""Chips: what narrows or alters a view, each as a link that ends it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain.params import ViewParams
from portfolio.present.html import link, tag
from portfolio.present.sentences import FILTER_FIELDS, filter_values
from portfolio.services import params
from portfolio.text.numbers import currency_name
from portfolio.ui.session import Session

# What readers choose most, in this order; the rest is folded in the form and comes after.
MAIN: Final = ("country", "clause", "funder", "as_of", "currency")
FIRST_PAGE: Final[Mapping[str, Sequence[str]]] = {"page": ()}  # another view begins with its first


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of the view that can be ended: its word in an address, its names, the view without it."""

    part: str
    name: str
    value: str
    question: ViewParams


def of_view(session: Session) -> tuple[Chip, ...]:
    """Everything in force that the page does not have by itself, in the order of the form."""
    first = (chip for axis in MAIN if axis in FILTER_FIELDS for chip in _values(session, axis))
    others = (chip for axis in FILTER_FIELDS if axis not in MAIN for chip in _values(session, axis))
    return (*first, *_day_and_currency(session), *others, *_readings(session))


def _day_and_currency(session: Session) -> Iterator[Chip]:
    words, question, usual = session.words, session.question, session.usual
    if question.as_of != usual.as_of:
        ended = replace(question, as_of=usual.as_of)
        if question.known_on == question.as_of:
            ended = replace(ended, known_on=usual.as_of)
        yield Chip("as_of", words("filter.as_of"), words.day(question.as_of), ended)
    if question.currency != usual.currency:
        name = currency_name(question.currency, words.language)
        ended = replace(question, currency=usual.currency)
        yield Chip("currency", words("filter.currency"), name, ended)


def _values(session: Session, axis: str) -> Iterator[Chip]:
    """A chip for each value of an axis; none for the one country or funder the page is about."""
    if axis == session.subject:
        return
    field = FILTER_FIELDS[axis]
    chosen = getattr(session.question.filters, field)
    for value in filter_values(session.reader, axis, chosen):
        name = session.reader.name(axis, str(getattr(value, "word", value)))
        others = session.with_filters(**{field: chosen - {value}})
        yield Chip(axis, session.words(f"filter.{axis}"), name, others)


def _readings(session: Session) -> Iterator[Chip]:
    """How rows are read and counted, where it is not as usual."""
    words, question, usual = session.words, session.question, session.usual
    if question.known_on != usual.known_on and question.known_on is not None:
        is_then = question.known_on == question.as_of
        day = words("reading.known_on", day=question.known_on)
        ended = replace(question, known_on=usual.known_on)
        value = words("reading.then") if is_then else day
        yield Chip("known_on", words("filter.reading"), value, ended)
    if question.band is not usual.band:
        statuses = question.filters.statuses
        fit = frozenset(one for one in statuses if one.band in (None, usual.band))
        ended = replace(session.with_filters(statuses=fit), band=usual.band)
        yield Chip("band", words("filter.band"), words(f"band.{question.band.word}"), ended)
    scope, confidences = question.scope, usual.scope.confidences
    if scope.confidences != confidences:
        level = words(f"confidence.level.{params.level(scope)}")
        ended = replace(question, scope=replace(scope, confidences=confidences))
        yield Chip("confidence", words("filter.confidence"), level, ended)
    if question.in_kind is not usual.in_kind:
        value = words("word.yes" if question.in_kind else "word.no")
        ended = replace(question, in_kind=usual.in_kind)
        yield Chip("in_kind", words("filter.in_kind"), value, ended)
    if scope.published_only is not usual.scope.published_only:
        ended = replace(question, scope=replace(scope, published_only=usual.scope.published_only))
        yield Chip("version", words("filter.working"), words("word.yes"), ended)


def draw(session: Session) -> None:
    """The view's own parts as links that end them, and one that ends them all."""
    found = of_view(session)
    if not found:
        return
    items = [tag("li", _chip(session, at, chip)) for at, chip in enumerate(found)]
    reset = link(
        session.words("filter.reset"),
        session.on_this_page(session.usual, FIRST_PAGE),
        id="chip-all",
        data_rp_stay="",
    )
    label = session.words("filter.chips")
    st.html(tag("ul", *items, tag("li", reset), class_="rp-chips", aria_label=label))


def _chip(session: Session, at: int, chip: Chip) -> Markup:
    said = session.words("word.colon", label=chip.name, value=chip.value)
    return link(
        tag("bdi", said) + tag("span", "\u00d7", aria_hidden="true"),
        session.on_this_page(chip.question, FIRST_PAGE),
        id=f"chip-{chip.part}-{at}",
        class_="rp-chip",
        aria_label=session.words("filter.remove", filter=said),
        data_rp_stay="",
    )
