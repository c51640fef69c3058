"""Names in code: one class a name, and nouns, not participles, unless a term of docs/vocabulary.md."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
# Participles that end neither in -ed nor in -en, and adverbs that stood for a noun.
IRREGULAR: Final = frozenset(
    "alike apart begun born bought bound brought built caught chosen cut done drawn found gone held"
    " here hidden kept known laid led left lent lost made meant met opened own paid said seen sent"
    " shown shut sold sought spent spun taught thought told torn understood won worn written".split()
)
# Words that end like a participle and are none.
OTHER: Final = frozenset(
    "bed children citizen eden embed even exceed feed garden golden green hen indeed kitchen need"
    " open proceed red screen seed seven shorten speed succeed ten then token when".split()
)


def is_participle(name: str) -> bool:
    """Whether a name is one word, and that a participle."""
    word = name.strip("_")
    if "_" in word or re.search("[a-z][A-Z]", word):
        return False
    word = word.lower()
    return word in IRREGULAR or (
        re.fullmatch(r"\w{2,}(ed|en)", word) is not None and word not in OTHER
    )


def terms() -> frozenset[str]:
    """The names that docs/vocabulary.md allows: the first cell of each row of *Names in code*."""
    text = (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    section = text.split("## Names in code", 1)[1].split("\n## ", 1)[0]
    cells = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
    return frozenset(name for cell in cells for name in re.findall(r"`(\w+)`", cell))


@pytest.fixture(scope="module")
def trees() -> list[tuple[str, ast.Module]]:
    """Each module of the product by its path."""
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted((ROOT / "portfolio").rglob("*.py"))
    ]


def _arguments(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Iterator[str]:
    each = function.args
    for argument in (*each.posonlyargs, *each.args, *each.kwonlyargs, each.vararg, each.kwarg):
        if argument is not None:
            yield argument.arg


def _is_enumeration(class_: ast.ClassDef) -> bool:
    return any(ast.unparse(base).endswith(("Enum", "Flag")) for base in class_.bases)


def _names(body: list[ast.stmt], inside: str = "") -> Iterator[tuple[str, str]]:
    """(what, name) of the classes, public functions, parameters and fields of a body."""
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            yield "class", statement.name
            if not _is_enumeration(statement):
                yield from _fields(statement)
            yield from _names(statement.body, statement.name)
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            if not statement.name.startswith("_"):
                yield "function", statement.name
            for part in ast.walk(statement):
                if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                    for name in _arguments(part):
                        yield "parameter", name
                elif isinstance(part, ast.ClassDef):
                    yield "class", part.name


def _fields(class_: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for statement in class_.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)) if not name.startswith("_"):
                yield "field", name


def test_no_two_classes_have_one_name(trees: list[tuple[str, ast.Module]]) -> None:
    places = defaultdict(list)
    for path, tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(path)
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def test_no_participle_stands_alone_unless_it_is_a_term(
    trees: list[tuple[str, ast.Module]],
) -> None:
    allowed = terms()
    found = [
        f"{path}: {what} {name}"
        for path, tree in trees
        for what, name in (("module", Path(path).stem), *_names(tree.body))
        if is_participle(name) and name.strip("_").lower() not in allowed
    ]
    assert found == []


def test_every_term_that_is_a_participle_is_a_name_in_code(
    trees: list[tuple[str, ast.Module]],
) -> None:
    used = {name.strip("_").lower() for _, tree in trees for _, name in _names(tree.body)}
    assert {term for term in terms() if is_participle(term)} <= used


@pytest.mark.parametrize("name", ["said", "held", "_kept", "Drawn", "opened"])
def test_a_participle_is_seen(name: str) -> None:
    assert is_participle(name)


@pytest.mark.parametrize(
    "name", ["recorded_at", "is_open", "token", "screen", "NotAllowed", "need"]
)
def test_a_noun_or_a_compound_is_none(name: str) -> None:
    assert not is_participle(name)
