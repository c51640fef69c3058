"""Which keys of the catalogs the code can ask for: those it writes whole, and those its templates make.

A template is an f-string or a sum. One that begins with words of its own makes the keys that fit it;
one that begins with a value makes those whose beginning is a word of the same file or a field's name.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from portfolio.domain.fields import EVERY_BY_NAME
from portfolio.text.languages import ZERO
from tests.text.used_keys import CODE, ROOT, error_phrases

# Sections whose keys are named by what the product reads: Streamlit's own phrases, reasons in files.
READ = ("streamlit.", "listed.")

# Words and names that scripts, templates and data files of the product write.
OTHERS = (
    *(ROOT / "portfolio").rglob("*.js"),
    *(ROOT / "portfolio").rglob("*.html"),
    *(ROOT / "data").rglob("*.json"),
)
WHOLE = re.compile(r"[\"'`]([a-z_]+(?:\.\w+)+)[\"'`]")
VALUE = r"[\w.\-]+"


class File(NamedTuple):
    """The words of one file of the code, and its templates as patterns with their beginnings."""

    words: frozenset[str]
    templates: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def read(path: Path) -> File:
    """The words and templates of a module."""
    words, templates = set(), []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Constant(value=str() as said):
                words.add(said)
                words.update(said.split())
            case ast.JoinedStr(values=parts):
                start = _said(parts[0])
                pattern = "".join(re.escape(_said(part)) or VALUE for part in parts)
                if "." in pattern.replace(VALUE, ""):
                    templates.append((start, re.compile(pattern)))
            case ast.BinOp(op=ast.Add(), right=ast.Constant(value=str() as end)):
                templates.append(("", re.compile(VALUE + re.escape(end))))
            case ast.BinOp(op=ast.Add(), left=ast.Constant(value=str() as start)):
                templates.append((start, re.compile(re.escape(start) + VALUE)))
    return File(frozenset(words), tuple(templates))


def unreachable(keys: frozenset[str]) -> Iterator[str]:
    """The keys that nothing in the product can ask for."""
    files = [read(path) for path in CODE]
    whole = frozenset().union(*(file.words for file in files))
    whole |= {key.start for key in error_phrases()}
    whole |= {key for path in OTHERS for key in WHOLE.findall(path.read_text("utf-8"))}
    for key in sorted(keys):
        asked = key.removesuffix(ZERO) if key.removesuffix(ZERO) in keys else key
        if asked in whole or asked.startswith(READ):
            continue
        if not any(_makes(file, asked) for file in files):
            yield key


def _makes(file: File, key: str) -> bool:
    heads = {key[: dot.start()] for dot in re.finditer(r"\.", key)}
    for start, template in file.templates:
        if template.fullmatch(key) and (start or heads & (file.words | EVERY_BY_NAME.keys())):
            return True
    return False


def _said(part: ast.expr) -> str:
    return part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else ""
