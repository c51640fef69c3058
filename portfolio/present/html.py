"""HTML made safe: elements, escaped text, and labels of Streamlit's own."""

from fractions import Fraction
from html import escape as _escape


def esc(text: object) -> str:
    """``text`` as HTML text or attribute value."""
    return _escape(str(text), quote=True)


def tag(name: str, *inside: str, **attributes: str | None) -> str:
    """An element around HTML that is safe already; attribute values are escaped here.

    Underscores in attribute names stand for hyphens, one at the end for nothing
    (``class_``, ``aria_label``); None leaves the attribute out.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{esc(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{''.join(inside)}</{name}>"


def text(name: str, content: object, **attributes: str | None) -> str:
    """An element around plain text, escaped."""
    return tag(name, esc(content), **attributes)


def part_of_bar(name: str, share: Fraction, *inside: str) -> str:
    """A part of a bar, as wide as its share of the whole (0 to 1)."""
    width = f"flex:{float(share):.6f} 1 0"
    return tag("span", *inside, class_=f"rp-is-{name}", style=width)


def link(content: object, href: str, **attributes: str | None) -> str:
    """A link that stays in the tab."""
    return text("a", content, href=href, **attributes)


_STRONG, _PLAIN = (
    "\ue000",
    "\ue001",
)  # signs of private use: no text of ours or of others holds them


def strong(content: str) -> str:
    """A value on its way into a phrase, marked for ``emphasis``."""
    return f"{_STRONG}{content}{_PLAIN}"


def emphasis(content: str) -> str:
    """A phrase as HTML, with what ``strong`` marked in strong type."""
    return esc(content).replace(_STRONG, "<b>").replace(_PLAIN, "</b>")


def plain(text: str) -> str:
    """The text so that a label shows it as it is."""
    return "".join(
        f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|~:$" else letter for letter in text
    )
