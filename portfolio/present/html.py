"""HTML: elements that escape the text in them by themselves, and labels of Streamlit's own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from html import escape as _escape
from typing import Final

from markupsafe import Markup

BREAK: Final = Markup("<br>")


def esc(text: object) -> Markup:
    """``text`` as HTML text or attribute value."""
    return Markup(_escape(str(text), quote=True))


def join_html(parts: Iterable[Markup | str], separator: Markup | str = "") -> Markup:
    """HTML and texts joined, texts escaped; ``"".join`` would turn the HTML into text."""
    return Markup(_safe(separator).join(map(_safe, parts)))


def tag(name: str, /, *inside: Markup | str, **attributes: str | None) -> Markup:
    """An element around HTML and texts; texts and the values of attributes are escaped.

    Underscores in attribute names become hyphens, one at the end is dropped
    (``class_``, ``aria_label``); None leaves the attribute out.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{esc(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    end = "" if name == "input" else f"</{name}>"
    return Markup(f"<{name}{said}>{join_html(inside)}{end}")


def _safe(part: Markup | str) -> str:
    return part if isinstance(part, Markup) else _escape(part, quote=True)


# The start of a row or cell. Texts are escaped, so that nothing else looks like one.
_START: Final = re.compile(r"<(tr|th|td)(?=[ >])([^>]*)>")
_SPAN: Final = re.compile(r' colspan="([0-9]+)"')


def with_labels(rows: Iterable[str], labels: Sequence[str]) -> Markup:
    """Rows whose cells carry their column's heading, which a card writes beside the value.

    A cell that has a label, names its row or runs across columns is left as it is.
    """
    at = 0

    def label(start: re.Match[str]) -> str:
        nonlocal at
        name, attributes = start.groups()
        if name == "tr":
            at = 0
            return start[0]
        column, across = at, _SPAN.search(attributes)
        at += int(across[1]) if across else 1
        if name == "th" or across or "data-label=" in attributes or not labels[column]:
            return start[0]
        return f'<td{attributes} data-label="{esc(labels[column])}">'

    return Markup(_START.sub(label, join_html(rows)))


def part_of_bar(name: str, share: Fraction, *inside: Markup | str) -> Markup:
    """A part of a bar, as wide as its share of the whole (0 to 1)."""
    width = f"flex:{float(share):.6f} 1 0"
    return tag("span", *inside, class_=f"rp-is-{name}", style=width)


def link(content: Markup | str, href: str, **attributes: str | None) -> Markup:
    """A link that stays in the tab."""
    return tag("a", content, href=href, **attributes)


_STRONG, _PLAIN = (
    "\ue000",
    "\ue001",
)  # signs of private use: no text of ours or of others contains them


def strong(content: str) -> str:
    """A value on its way into a phrase, marked for ``emphasis``."""
    return f"{_STRONG}{content}{_PLAIN}"


def emphasis(content: str) -> Markup:
    """A phrase as HTML, with what ``strong`` marked in strong type."""
    return esc(content).replace(_STRONG, Markup("<b>")).replace(_PLAIN, Markup("</b>"))


def with_links(content: str, links: Mapping[str, Markup]) -> Markup:
    """A phrase as HTML, with each text that ``strong`` marked replaced by its link."""
    return join_html(
        links.get(text, esc(text)) if is_name else esc(text) for text, is_name in pieces(content)
    )


def without_marks(content: str) -> str:
    """A phrase without the marks of ``strong``."""
    return content.replace(_STRONG, "").replace(_PLAIN, "")


def pieces(content: str) -> list[tuple[str, bool]]:
    """A phrase as its pieces in order, each with whether ``strong`` marked it."""
    found = [(content.partition(_STRONG)[0], False)]
    for part in content.split(_STRONG)[1:]:
        inside, _, after = part.partition(_PLAIN)
        found += [(inside, True), (after, False)]
    return [piece for piece in found if piece[0]]


def plain(text: str) -> str:
    """The text so that a label shows it as it is."""
    return "".join(
        f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|~:$" else letter for letter in text
    )
