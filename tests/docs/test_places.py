"""Every module, function and file that the documentation names exists."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = (
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "tests/README.md")),
)
_PACKAGES: Final = "|".join(
    path.name for path in sorted((ROOT / "portfolio").iterdir()) if path.is_dir()
)
_NAMED: Final = re.compile(
    rf"(?<![\w/.*-])(?:(?:portfolio/)?(?:{_PACKAGES})|tests|data|docs)/(?:[\w.-]+/)*[\w-]+(?:\.\w+)*"
)
_MEDIA_TYPES: Final = ("text/csv", "text/html", "text/plain")
_ENDINGS: Final = frozenset(
    ("py", "md", "po", "js", "css", "json", "jsonl", "csv", "txt", "png", "html", "db")
)


def _places(path: Path) -> list[str]:
    return [name for name in _NAMED.findall(path.read_text("utf-8")) if name not in _MEDIA_TYPES]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _has(body: list[ast.stmt], names: list[str]) -> bool:
    """Whether a body defines the first name, and the others inside it one after the other."""
    if not names:
        return True
    for node in body:
        match node:
            case ast.ClassDef(name=name) if name == names[0]:
                return _has(node.body, names[1:])
            case ast.FunctionDef(name=name) if name == names[0]:
                return len(names) == 1
            case ast.AnnAssign(target=ast.Name(id=name)) if name == names[0]:
                return len(names) == 1
            case ast.Assign(targets=[ast.Name(id=name)]) if name == names[0]:
                return len(names) == 1
    return False


def exists(place: str) -> bool:
    """Whether a file, folder, module or ``module.function`` of the repository has this name."""
    for base in (ROOT, ROOT / "portfolio"):
        if (base / place).exists() or (base / f"{place}.py").exists():
            return True
        *_, ending = place.rsplit(".", 1)
        if ending in _ENDINGS:
            continue
        folder, _, rest = place.rpartition("/")
        module, *names = rest.split(".")
        for file in (base / folder / f"{module}.py", base / folder / module / "__init__.py"):
            if file.exists() and _has(_tree(file).body, names):
                return True
    return False


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_names_only_what_exists(page: Path) -> None:
    assert [place for place in _places(page) if not exists(place)] == []


def test_the_architecture_names_functions() -> None:
    places = _places(ROOT / "docs" / "architecture.md")
    assert len([name for name in places if "." in name.rpartition("/")[2]]) > 40
    assert not exists("measures/headline.nothing")
    assert not exists("measures/nothing.headline")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_a_page_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
