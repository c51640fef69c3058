"""Kinds of cooperation while they are chosen: the rule, and in plain words what is still missing."""

from typing import Final

from portfolio.domain.drafts import Document
from portfolio.services import drafts
from portfolio.ui.components.markup import tag, text
from portfolio.ui.session import Session

BESIDE: Final = ("kind", "participants")  # the fields the rule speaks of


def kind_hint(session: Session, name: str, document: Document) -> str:
    """Beside the kind its rule, beside the participants what is missing for it; "" without a kind."""
    kind = document.get("kind")
    if not kind or not session.words.has(f"kind.{kind}.rule"):
        return ""
    if name == "kind":
        return tag("div", text("p", session.words(f"kind.{kind}.rule")), class_="rp-kind")
    missing = drafts.lacks(session.register, document)
    if not missing:
        return text("p", session.words("entry.kind.holds"), class_="rp-holds")
    kind_name = session.words(f"kind.{kind}")
    items = (text("li", session.words(f"lack.{name}")) for name in missing)
    found = [text("p", session.words("entry.kind.lacks", kind=kind_name)), tag("ul", *items)]
    reason = str(document.get(drafts.EXCEPTION) or "")
    if reason:
        found.append(text("p", session.words("entry.kind.exception", reason=reason)))
    return tag("div", *found, class_="rp-kind")
