"""Pictures of charts, saved by the reader's browser: what is written into them, and that they are drawn."""

import io
import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, ViewportSize

from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.browser.conftest import Visit

CHART = ".st-key-chart-countries"


def saved(page: Page, kind: str, chart: str = CHART) -> tuple[str, bytes]:
    with page.expect_download() as caught:
        page.locator(f"{chart} [data-rp-picture={kind}]").click()
    return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()


@pytest.mark.parametrize(
    "language",
    ["ar", *(pytest.param(one, marks=pytest.mark.full) for one in LANGUAGES if one != "ar")],
)
def test_a_chart_is_saved_with_its_title_view_and_source(visit: Visit, language: str) -> None:
    words = Translator(language)
    visit.open(f"/gaps?portfolio=example&as_of=2014-06-30&lang={language}")
    page = visit.page
    page.locator(f"{CHART} .js-plotly-plot svg.main-svg").first.wait_for(timeout=60_000)
    page.locator(f"{CHART} .rp-pictures summary").click()
    name, drawing = saved(page, "svg")
    assert name == "countries-2014-06-30-EUR.svg"
    root = ET.fromstring(drawing)  # what our own script has made
    told = [" ".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    whole = " ".join(told)
    title = page.locator(f"{CHART} h2").inner_text()
    assert told[0] == title
    for said in (words.day(date(2014, 6, 30)), "CC BY 4.0", words("app.title"), "as_of=2014-06-30"):
        assert _bare(said) in _bare(whole), said
    assert _bare(words("example.sentence")) in _bare(whole)
    assert b"url(http" not in drawing  # fonts are inside, nothing is fetched where it is opened
    name, picture = saved(page, "png")
    assert name == "countries-2014-06-30-EUR.png"
    image = Image.open(io.BytesIO(picture)).convert("L")
    assert image.width == 2 * int(root.get("width", 0))
    # Letters of the title and of the source are drawn: ink at the head and at the foot.
    for box in ((0, 40, image.width, 130), (0, image.height - 130, image.width, image.height - 30)):
        assert min(image.crop(box).tobytes()) < 160, box


WIDE: ViewportSize = {"width": 1280, "height": 720}
NARROW: ViewportSize = {"width": 390, "height": 844}
TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.mark.parametrize(
    ("language", "path", "chart"),
    [
        ("ar", "/gaps?portfolio=example", "countries"),
        pytest.param("fr", "/gaps?portfolio=example", "clause_country", marks=pytest.mark.full),
        pytest.param("en", "/?portfolio=example", "countries", marks=pytest.mark.full),
    ],
)
def test_a_telephone_saves_the_picture_that_a_wide_screen_saves(
    visit: Visit, language: str, path: str, chart: str
) -> None:
    page, files = visit.page, []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        visit.open(f"{path}&as_of=2014-06-30&lang={language}")
        choice = page.locator(f".st-key-chart-{chart} .rp-pictures summary")
        choice.scroll_into_view_if_needed()
        if size is not NARROW:
            drawn = page.locator(f".st-key-chart-{chart} .js-plotly-plot svg.main-svg")
            drawn.first.wait_for(timeout=60_000)
        choice.click()
        files.append(saved(page, "svg", f".st-key-chart-{chart}"))
    wide, narrow = files
    assert wide[0] == narrow[0]
    roots = [ET.fromstring(drawing) for _, drawing in files]  # what our own script has made
    assert roots[0].get("width") == roots[1].get("width")
    assert roots[0].get("height") == roots[1].get("height")
    written = [[" ".join(node.itertext()) for node in root.iter(TEXT)] for root in roots]
    assert written[0] == written[1]
    hidden = page.locator(f".st-key-chart-{chart} .js-plotly-plot").first
    assert not hidden.is_visible()


def _bare(text: str) -> str:
    return re.sub(r"[\s\u2066-\u2069\u200e\u200f]+", " ", text)
