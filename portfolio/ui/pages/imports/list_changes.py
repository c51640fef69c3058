"""Lists of priority projects of a file: what each would become, what is no longer on one."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from portfolio.domain.fields import LIST_FIELDS
from portfolio.domain.import_lists import comparable
from portfolio.present.html import join_html, tag
from portfolio.services.import_lists import ListPreview
from portfolio.ui import drafts as ui_drafts
from portfolio.ui.session import Session


def draw_lists(session: Session, lists: Sequence[ListPreview], first: int) -> None:
    """Each list that changes, folded; nothing where none does. ``first``: number of its table."""
    chosen = [one for one in lists if one.changes or one.is_reordered]
    if chosen:
        head = tag("h2", session.words("import.lists"), class_="rp-section")
        st.html(head + join_html(_list(session, at, one) for at, one in enumerate(chosen, first)))


def _list(session: Session, at: int, one: ListPreview) -> Markup:
    words = session.words
    badge = tag("span", words(f"import.effect.{one.effect.word}"), class_="rp-badge")
    name = tag("bdi", words.choose(one.titles) or one.key)
    where = words("import.at_row", row=words.number(one.origin.row), sheet=one.origin.sheet)
    parts = [tag("p", where, class_="rp-small")]
    if one.is_reordered:
        parts.append(tag("p", words("import.lists.reordered"), class_="rp-note"))
    if one.changes:
        before, after = comparable(one.standing), comparable(one.document)
        is_new = not one.standing
        parts.append(
            ui_drafts.table(session, before, after, number=at, is_new=is_new, fields=LIST_FIELDS)
        )
    return tag("details", tag("summary", name, " ", badge), *parts, class_="rp-folded")
