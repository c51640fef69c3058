"""Streamlit's own phrases: ours are whole, and Streamlit still says them."""

import re
from functools import cache

import pytest

from portfolio.text.languages import DEFAULT, LANGUAGES, catalog
from portfolio.web import shell

# Put together by Streamlit from pieces: what must be found is the pieces.
BUILT = {
    "Press Enter to submit form": ("Press Enter to ", "submit form"),
    "Press Enter to apply": ("Press Enter to ", "apply"),
    "Press Ctrl+Enter to apply": ("+Enter to ", "Ctrl", "apply"),
    "Press Ctrl+Enter to submit form": ("+Enter to ", "Ctrl", "submit form"),
    "The page that you have requested does not seem to exist. Running the app's main page.": (
        "The page that you have requested does not seem to exist",
        "Running the app's main page.",
    ),
}
GAP = re.compile(r"\{\w+\}")


@cache
def _bundle() -> str:
    scripts = (shell.INDEX.parent / "static" / "js").glob("*.js")
    return "\n".join(script.read_text() for script in scripts)


def _keys() -> list[str]:
    return [key for key in catalog(DEFAULT).phrases if key.startswith(shell.SECTION)]


@pytest.mark.parametrize("key", _keys())
def test_streamlit_still_says_it(key: str) -> None:
    (english,) = catalog(DEFAULT).phrases[key]
    for piece in BUILT.get(english, GAP.split(english)):
        assert piece in _bundle(), english


@pytest.mark.parametrize("spoken", [spoken for spoken in LANGUAGES if spoken != DEFAULT])
def test_a_phrase_keeps_its_gap_in_every_language(spoken: str) -> None:
    for english, said in shell.phrases(spoken).items():
        assert said
        assert sorted(GAP.findall(english)) == sorted(GAP.findall(said)), english
        assert len(GAP.findall(english)) <= 1, "the script fills one gap"


def test_no_phrase_is_so_short_that_a_reader_could_have_written_it() -> None:
    assert all(len(GAP.sub("", english).strip()) >= 4 for english in shell.phrases("fr"))
