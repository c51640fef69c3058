"""Makes the pictures that previews of a link show, one per language: the product's name, no figure.

Run it only to make them again, with Chromium and the packages of `requirements-dev.txt` installed:
`python data/preview/build.py`. The product itself never needs it.
"""

import html
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from portfolio.text.languages import LANGUAGES, direction  # noqa: E402
from portfolio.text.words import Translator  # noqa: E402

FOLDER = ROOT / "portfolio" / "web" / "assets"
SIZE = {"width": 1200, "height": 630}
STYLE = """
@font-face { font-family: Arabic; src: url(%(fonts)s/noto-sans-arabic-regular.woff2); font-weight: 400; }
@font-face { font-family: Arabic; src: url(%(fonts)s/noto-sans-arabic-bold.woff2); font-weight: 700; }
body { margin: 0; box-sizing: border-box; width: 1200px; height: 630px; padding: 90px; background: #fff;
  border-block-start: 18px solid #0b4f8a; color: #1b1b1b; display: grid; align-content: space-between;
  font-family: "Source Sans 3", "Source Sans Pro", Arabic, "Noto Sans", sans-serif; }
h1 { margin: 0; font-size: 76px; line-height: 1.25; color: #0b4f8a; text-wrap: balance; }
p { margin: 24px 0 0; font-size: 38px; line-height: 1.4; color: #565d66; }
div { display: flex; gap: 6px; height: 64px; }
i { border-radius: 6px; }
i:nth-child(1) { flex: 5; background: #4f90bf; }
i:nth-child(2) { flex: 2; background: #b87a14; }
i:nth-child(3) { flex: 3; background: repeating-linear-gradient(135deg, #f3efe8 0 12px, #8d8578 12px 15px); }
"""


def page(language: str) -> str:
    """The picture of a language as HTML."""
    words = Translator(language)
    title, lead = html.escape(words("app.title")), html.escape(words("nav.summary.lead"))
    style = STYLE % {"fonts": (FOLDER / "fonts").as_uri()}
    return (
        f'<html lang="{language}" dir="{direction(language)}"><meta charset="utf-8">'
        f"<style>{style}</style><body><section><h1>{title}</h1><p>{lead}</p></section>"
        "<div><i></i><i></i><i></i></div></body></html>"
    )


def main() -> None:
    """Write one PNG per language."""
    made = FOLDER / "preview"
    made.mkdir(exist_ok=True)
    source = made / "page.html"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        shown = browser.new_page(viewport=SIZE)
        for language in LANGUAGES:
            source.write_text(page(language), encoding="utf-8")
            shown.goto(source.as_uri())
            shown.evaluate("document.fonts.ready.then(() => true)")
            shown.screenshot(path=made / f"{language}.png")
        browser.close()
    source.unlink()


if __name__ == "__main__":
    main()
