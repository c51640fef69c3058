"""What a workbook says of itself: its sheets and their parts, its first day, its per cent styles."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from portfolio.exchange import source_errors

MAX_SHEETS: Final = 100
_MAX_PART: Final = 20_000_000  # bytes of a part that names things
_MAX_NAMED: Final = 200_000
_PER_CENT: Final = frozenset((9, 10))  # number formats that every workbook has
_MAX_CODE: Final = 255  # characters of a number format, as in Excel
_NOT_SHOWN: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_YES: Final = frozenset(("1", "true"))


@dataclass(frozen=True, slots=True)
class SheetName:
    """A worksheet as the workbook names it, and the part its cells stand in."""

    name: str
    is_hidden: bool
    part: str


@dataclass(frozen=True, slots=True)
class WorkbookNames:
    """Sheets in their order; parts of texts and styles, "" for none.

    ``is_recomputed``: formulas are computed when the workbook is opened, so that what is saved as
    their value may never have been one.
    """

    sheets: tuple[SheetName, ...]
    texts: str
    styles: str
    per_cent_styles: frozenset[int]
    is_1904: bool
    is_recomputed: bool


def read_names(parts: Mapping[str, bytes]) -> WorkbookNames:
    """What a workbook says of itself; raises DamagedWorkbook, TooManySheets."""
    try:
        return _names(parts)
    except (expat.ExpatError, KeyError, ValueError, StopIteration):
        raise source_errors.DamagedWorkbook from None


def _names(parts: Mapping[str, bytes]) -> WorkbookNames:
    by_name = {name.lower(): name for name in parts}
    links = _links(parts, by_name, "")
    workbook = next(target for kind, target in links.values() if kind == "officedocument")
    links = _links(parts, by_name, workbook)
    named = _tags(parts[workbook], "sheet", "workbookPr", "calcPr")
    sheets = []
    for tag, attributes in named:
        if tag != "sheet":
            continue
        kind, part = links[next(v for k, v in attributes.items() if k.endswith(":id"))]
        if kind == "worksheet":
            is_hidden = attributes.get("state", "visible") != "visible"
            sheets.append(SheetName(attributes["name"], is_hidden, part))
    if len(sheets) > MAX_SHEETS:
        raise source_errors.TooManySheets(most=MAX_SHEETS)
    kinds = {kind: part for kind, part in links.values() if part in parts}
    styles = kinds.get("styles", "")
    return WorkbookNames(
        tuple(sheets),
        texts=kinds.get("sharedstrings", ""),
        styles=styles,
        per_cent_styles=_per_cent_styles(parts[styles]) if styles else frozenset(),
        is_1904=any(attributes.get("date1904") in _YES for _, attributes in named),
        is_recomputed=any(attributes.get("fullCalcOnLoad") in _YES for _, attributes in named),
    )


def _links(
    parts: Mapping[str, bytes], by_name: Mapping[str, str], part: str
) -> dict[str, tuple[str, str]]:
    """(kind, part) of what a part links to, by identifier; "" is the package itself."""
    folder, name = posixpath.split(part)
    own = by_name[posixpath.join(folder, "_rels", f"{name}.rels").lower()]
    found = {}
    for _, attributes in _tags(parts[own], "Relationship"):
        if attributes.get("TargetMode") == "External":
            continue
        target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
        kind = attributes["Type"].rpartition("/")[2].lower()
        found[attributes["Id"]] = (kind, by_name.get(target.lower(), target))
    return found


def _per_cent_styles(xml: bytes) -> frozenset[int]:
    """Styles of cells whose numbers are shown in per cent."""
    formats = {}
    styles: list[int] = []
    for tag, attributes in _tags(xml, "numFmt", "cellXfs>xf"):
        if tag == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")[:_MAX_CODE]
        else:
            styles.append(int(attributes.get("numFmtId", "0")))
    per_cent = _PER_CENT | {
        number for number, code in formats.items() if "%" in _NOT_SHOWN.sub("", code)
    }
    return frozenset(style for style, number in enumerate(styles) if number in per_cent)


def _tags(xml: bytes, *names: str) -> list[tuple[str, dict[str, str]]]:
    """(name, attributes) of the named tags, each "name" or "parent>name"; raises ExpatError."""
    if len(xml) > _MAX_PART:
        raise ValueError
    found: list[tuple[str, dict[str, str]]] = []
    open_tags = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name in names or f"{open_tags[-1]}>{name}" in names:
            found.append((name, attributes))
            if len(found) > _MAX_NAMED:
                raise ValueError
        open_tags.append(name)

    def end(_: str) -> None:
        open_tags.pop()

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(xml, True)
    return found
