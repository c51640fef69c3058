"""Words per language: one column each in the tables, a mapping of what is there in the domain."""

from collections.abc import Mapping
from typing import Any

from portfolio.store.tables import LANGUAGES


def columns(name: str, words: Mapping[str, str]) -> dict[str, str]:
    """``name_en`` and so on, empty where the language has no words."""
    unknown = set(words) - set(LANGUAGES)
    assert not unknown, f"{name}: no columns for {unknown}"
    return {f"{name}_{language}": words.get(language, "") for language in LANGUAGES}


def words(row: Any, name: str) -> dict[str, str]:
    """Language → words of the languages that have some."""
    found = {language: getattr(row, f"{name}_{language}", "") for language in LANGUAGES}
    return {language: said for language, said in found.items() if said}
