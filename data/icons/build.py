"""Makes the font of icons: of Streamlit's own only those that the product or Streamlit's widgets draw.

Run it when an icon is new, or Streamlit is (`tests/web/test_icons.py` says so), with the packages of
`requirements-dev.txt` installed: `python data/icons/build.py`. The product itself never needs it.
"""

import re
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import streamlit
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
PRODUCT = ROOT / "portfolio"
FILE = PRODUCT / "web" / "assets" / "fonts" / "icons.woff2"
STATIC = Path(streamlit.__file__).parent / "static" / "static"
ICON = re.compile(r":material/([a-z0-9_]+):")


def source() -> Path:
    """The font as Streamlit brings it."""
    (found,) = (STATIC / "media").glob("MaterialSymbols-Rounded.*.woff2")
    return found


def icon_names() -> frozenset[str]:
    """The icons that the product's pages and Streamlit's scripts name."""
    files = [*PRODUCT.rglob("*.py"), *(STATIC / "js").glob("*.js")]
    return frozenset(name for file in files for name in ICON.findall(file.read_text("utf-8")))


def ligatures(font: TTFont) -> dict[str, str]:
    """The icons that a font draws in place of their names, each with its glyph."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    return {
        "".join(letters[part] for part in (first, *ligature.Component)): ligature.LigGlyph
        for lookup in font["GSUB"].table.LookupList.Lookup
        for table in lookup.SubTable
        for first, found in getattr(table, "ExtSubTable", table).ligatures.items()
        for ligature in found
    }


def subset(names: Iterable[str]) -> bytes:
    """The font with these icons, and the letters of their names, alone."""
    font = TTFont(source())
    known = ligatures(font)
    drawn = [name for name in names if name in known]
    subsetter = Subsetter(Options(layout_features=["*"], layout_closure=False, hinting=False))
    subsetter.populate(glyphs=[known[name] for name in drawn], text="".join(drawn))
    subsetter.subset(font)
    font.flavor = "woff2"
    made = BytesIO()
    font.save(made)
    return made.getvalue()


if __name__ == "__main__":
    FILE.write_bytes(subset(icon_names()))
    print(f"{FILE}: {FILE.stat().st_size:,} bytes", file=sys.stderr)
