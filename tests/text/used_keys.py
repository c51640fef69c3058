"""The phrase keys that the code names, found by reading it: whole keys and the ends of made ones."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from portfolio.domain.errors import PortfolioError

ROOT = Path(__file__).parents[2]
CODE = [*sorted((ROOT / "portfolio").rglob("*.py")), *ROOT.glob("app.py")]


class Used(NamedTuple):
    """A key as the code writes it; a made key (f-string) has a start and an end, else both are it."""

    start: str
    end: str
    is_whole: bool
    is_plural: bool
    where: str


@cache
def used() -> tuple[Used, ...]:
    """Every key in a call of words(...), words.count(...), phrase(...), and every error's phrase."""
    return (*error_phrases(), *_named())


def _named() -> Iterator[Used]:
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            match node:
                case ast.Call(func=func, args=[first, *_]) if _name(func) in ("words", "say"):
                    yield from _keys(first, False, where)
                case ast.Call(
                    func=ast.Attribute(attr="count", value=owner), args=[first, _, *_]
                ) if _name(owner) in ("words", "say"):
                    yield from _keys(first, True, where)
                case ast.Call(func=func, args=[_, key, *_]) if _name(func) == "phrase":
                    yield from _keys(key, False, where)
                case ast.Assign(targets=[ast.Name(id="phrase")], value=value):
                    yield from _keys(value, False, where)


def error_phrases() -> Iterator[Used]:
    """The phrase of every error class, which follows from its name unless it says another."""
    for path in (ROOT / "portfolio").rglob("*.py"):
        if re.search(r"^class \w+\(\w+\):", path.read_text("utf-8"), re.MULTILINE):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            importlib.import_module(module.removesuffix(".__init__"))
    kinds = [PortfolioError]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__.startswith("portfolio."):
            yield Used(kind.phrase, kind.phrase, True, False, f"{kind.__module__}.{kind.__name__}")


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _keys(node: ast.expr, is_plural: bool, where: str) -> Iterator[Used]:
    match node:
        case ast.Constant(value=str() as key):
            yield Used(key, key, True, is_plural, where)
        case ast.IfExp(body=body, orelse=other):
            yield from _keys(body, is_plural, where)
            yield from _keys(other, is_plural, where)
        case ast.JoinedStr(values=parts):
            yield Used(_said(parts[0]), _said(parts[-1]), False, is_plural, where)


def _said(part: ast.expr) -> str:
    return part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else ""
