"""Typesetting of a sheet: its content as a PDF of one page, the same bytes for the same content."""

import json
import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import typst

from portfolio.sheet.content import SheetContent

FOLDER: Final = Path(__file__).parent
FONTS: Final = FOLDER / "fonts"
LATIN: Final = "Portfolio Sans"
ARABIC: Final = "Noto Sans Arabic"
WEIGHTS: Final = (400, 700)
STANDARD: Final = "ua-1"  # accessible: tagged, with title, language and alternative texts
_LONG: Final = re.compile(r"\S{25,}")
# What the template reads or a reader copies.
_VERBATIM: Final = frozenset(("figure", "swatch", "tone", "qr", "address", "pieces", "fonts"))
_PIECE: Final = 12  # letters of a long word after which a line may break
_BREAK: Final = "\u200b"
_lock: Final = Lock()
logger = logging.getLogger(__name__)


def as_pdf(content: SheetContent, others: Iterable[SheetContent] = ()) -> bytes:
    """The sheet as a PDF.

    ``others``: the same sheet in other languages. All then have the rows that fit on each of them.
    """
    return _typeset(content, "pdf", _level([content, *others]))


def as_png(content: SheetContent, pixels_per_inch: float = 110) -> bytes:
    """The sheet as a picture."""
    return _typeset(content, "png", _level([content]), ppi=pixels_per_inch)


def _level(contents: list[SheetContent]) -> int:
    """How much gives way on the sheet with least room: 0 is nothing. Of one, it finds out itself."""
    if len(contents) < 2:
        return 0
    return max(_level_alone(_data(each)) for each in contents)


# A reader takes one sheet in three languages, and each asks how much fits on all three.
@lru_cache(maxsize=64)
def _level_alone(data: str) -> int:
    """How much gives way on a sheet by itself."""
    with _lock:
        found = _compiler({"sheet": data, "level": "0"}).query("<level>", field="value", one=True)
    return int(json.loads(found))


def languages_without_font() -> frozenset[str]:
    """Languages whose letters no font of the installation has: a sheet is in English instead."""
    return frozenset() if _has(FONTS, ARABIC) else frozenset({"ar"})


def missing_fonts() -> tuple[str, ...]:
    """Names of the sheet's own fonts that are not there or can't be read."""
    return tuple(name for name in (LATIN, ARABIC) if not _has(FONTS, name))


def _has(folder: Path, family: str) -> bool:
    weights = {font.weight for font in _fonts(folder).fonts() if font.family == family}
    return weights.issuperset(WEIGHTS)


@cache
def _fonts(folder: Path) -> Any:
    # Fonts of the machine stay out: a sheet is the same everywhere. Typst's own fill in rare letters.
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def _compiler(inputs: dict[str, str]) -> Any:
    return typst.Compiler(
        str(FOLDER / "sheet.typ"),
        root=str(FOLDER),
        font_paths=_fonts(FONTS),
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )


def _data(content: SheetContent) -> str:
    """The content as the template reads it."""
    data = asdict(content) | {"fonts": [LATIN, ARABIC]}
    return json.dumps(_printable(data), ensure_ascii=False)


def _typeset(content: SheetContent, form: Any, level: int, **options: Any) -> bytes:
    inputs = {"sheet": _data(content), "level": str(level)}
    standards = [STANDARD] if form == "pdf" else []
    with _lock:  # one at a time: each takes a core
        try:
            page = _compile(form, inputs, standards, options)
        except typst.TypstError as refusal:
            if not standards:
                raise
            # A letter that no font has breaks the standard: the sheet is tagged all the same.
            logger.info("a sheet outside %s: %s", STANDARD, refusal)
            page = _compile(form, inputs, [], options)
    return page


def _compile(form: Any, inputs: dict[str, str], standards: Any, options: dict[str, Any]) -> bytes:
    pages = _compiler(inputs).compile(format=form, pdf_standards=standards, timestamp=0, **options)
    if isinstance(pages, list):  # never more than one: the template cuts rows
        pages = pages[0]
    assert pages is not None
    return bytes(pages)


def _printable(value: Any, name: str = "") -> Any:
    """Content with breaks in words that are longer than a line; drawings and addresses are left."""
    match value:
        case str() if name not in _VERBATIM:
            return _LONG.sub(lambda word: _BREAK.join(_chunks(word[0])), _without_controls(value))
        case dict():
            return {key: _printable(entry, key) for key, entry in value.items()}
        case list() | tuple():
            return [_printable(entry, name) for entry in value]
    return value


def _without_controls(text: str) -> str:
    """The text without what is no letter on paper: control characters and halves of letters."""
    return "".join(
        " " if letter in "\n\t\r" else letter
        for letter in text
        if letter in "\n\t\r" or unicodedata.category(letter) not in ("Cc", "Cs")
    )


def _chunks(word: str) -> Iterator[str]:
    return (word[at : at + _PIECE] for at in range(0, len(word), _PIECE))
