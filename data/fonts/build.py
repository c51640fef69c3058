"""The fonts of the sheets (portfolio/sheet/fonts) from those the pages use.

Run by hand when they change; needs fonttools and brotli besides. Typst reads no WOFF2 and no
variable font, so the regular and the bold of both are cut out. The licence of Source Sans reserves
its name, so the cut copy has one of its own.
"""

from pathlib import Path

import streamlit
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "portfolio" / "sheet" / "fonts"
PAGES = ROOT / "portfolio" / "web" / "assets" / "fonts"
NAME = "Portfolio Sans"
WEIGHTS = {"regular": 400, "bold": 700}


def build() -> None:
    """Write the four files."""
    media = Path(streamlit.__file__).parent / "static" / "static" / "media"
    variable = next(media.glob("SourceSansVF-Upright*.woff2"))
    for style, weight in WEIGHTS.items():
        latin = instantiateVariableFont(TTFont(variable), {"wght": weight}, updateFontNames=True)
        for record in list(latin["name"].names):
            if record.nameID in (1, 3, 4, 6, 16, 17, 25):
                latin["name"].removeNames(nameID=record.nameID)
        for identifier, text in {
            1: NAME,
            2: style.capitalize(),
            3: f"{NAME} {style}",
            4: f"{NAME} {style}",
            6: f"{NAME.replace(' ', '')}-{style.capitalize()}",
        }.items():
            latin["name"].removeNames(nameID=identifier)
            latin["name"].setName(text, identifier, 3, 1, 0x409)
        latin.flavor = None
        latin.save(TARGET / f"portfolio-sans-{style}.ttf")
        arabic = TTFont(PAGES / f"noto-sans-arabic-{style}.woff2")
        arabic.flavor = None
        arabic.save(TARGET / f"noto-sans-arabic-{style}.ttf")


if __name__ == "__main__":
    build()
