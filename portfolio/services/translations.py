"""Texts of the data files in the other languages: the record keeps one wording, the data give the rest."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from portfolio import settings

FILE: Final = "translations.json"
SENTENCES: Final = re.compile(r"(?<=[.!?]) ")
Texts = Mapping[str, Mapping[str, str]]


def translate(text: str, language: str) -> str:
    """The text in a language, "" where the data give none; sentence by sentence where each is known."""
    known = _texts(settings.current().data)
    if text in known:
        return known[text].get(language, "")
    parts = [known.get(part, {}).get(language, "") for part in SENTENCES.split(text)]
    return " ".join(parts) if all(parts) else ""


@cache
def _texts(folder: Path) -> Texts:
    """The text as recorded → language → its wording there."""
    path = folder / FILE
    if not path.exists():
        return {}
    entries: list[dict[str, str]] = json.loads(path.read_text("utf-8"))
    # A text may be recorded in any of its languages.
    return {said: entry for entry in entries for said in entry.values()}
