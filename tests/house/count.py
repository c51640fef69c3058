"""How large the product is: ``python -m tests.house.count`` prints files, lines and names used twice."""

import ast
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PRODUCT: Final = ROOT / "portfolio"
LIMIT: Final = 400  # lines of a file; past it there is a second noun


@dataclass(frozen=True, slots=True)
class Count:
    """Python files of the product by their path with their lines, and classes by name."""

    lines: dict[str, int]
    classes: dict[str, list[str]]

    @property
    def total(self) -> int:
        """Lines of every file together."""
        return sum(self.lines.values())

    @property
    def largest(self) -> list[tuple[str, int]]:
        """Files from the largest to the smallest; migrations stand apart."""
        own = [item for item in self.lines.items() if "/migrations/" not in item[0]]
        return sorted(own, key=lambda item: -item[1])

    @property
    def too_large(self) -> list[tuple[str, int]]:
        """Files beyond the limit."""
        return [item for item in self.largest if item[1] > LIMIT]

    @property
    def twice(self) -> dict[str, list[str]]:
        """Names that more than one class bears, with the files."""
        return {name: files for name, files in sorted(self.classes.items()) if len(files) > 1}


def count(folder: Path = PRODUCT) -> Count:
    """Count the Python files below a folder."""
    lines: dict[str, int] = {}
    classes: defaultdict[str, list[str]] = defaultdict(list)
    for file in sorted(folder.rglob("*.py")):
        text, name = file.read_text("utf-8"), file.relative_to(folder.parent).as_posix()
        lines[name] = len(text.splitlines())
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                classes[node.name].append(name)
    return Count(lines, dict(classes))


def main() -> None:
    """Print the count."""
    found = count()
    layers = Counter(name.split("/")[1] for name in found.lines)
    print(f"files    {len(found.lines)}")
    print(f"lines    {found.total}")
    print(f"median   {median(found.lines.values()):.0f}")
    print("layers   " + ", ".join(f"{name} {number}" for name, number in sorted(layers.items())))
    print("largest  " + ", ".join(f"{name} {lines}" for name, lines in found.largest[:8]))
    print(f"beyond {LIMIT} lines: {len(found.too_large)}")
    print(f"class names used twice: {len(found.twice)}")
    for name, files in found.twice.items():
        print(f"  {name}: {', '.join(files)}")


if __name__ == "__main__":
    main()
