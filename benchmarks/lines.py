"""One measured figure: its name, value, unit and target, and whether it was reached."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Verdict(StrEnum):
    """How a figure stands to its target."""

    OK = "ok"
    SHORT = "short"
    NONE = "-"  # printed for information, no target


@dataclass(frozen=True)
class Target:
    """The value to reach: at least it, or at most it."""

    limit: float
    at_least: bool

    def reached(self, value: float) -> bool:
        """Whether a value reaches the target."""
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.limit:g}"


def at_least(limit: float) -> Target:
    """A floor under a figure."""
    return Target(limit, at_least=True)


def at_most(limit: float) -> Target:
    """A ceiling over a figure."""
    return Target(limit, at_least=False)


@dataclass(frozen=True)
class Line:
    """A figure as it came out."""

    name: str
    value: float
    unit: str
    target: Target | None = None

    @property
    def verdict(self) -> Verdict:
        """ok or short; "-" for a figure without a target."""
        if self.target is None:
            return Verdict.NONE
        return Verdict.OK if self.target.reached(self.value) else Verdict.SHORT

    def __str__(self) -> str:
        target = "" if self.target is None else str(self.target)
        return f"{self.name:<78} {_shown(self.value):>10} {self.unit:<5} {target:<9} {self.verdict}"


def _shown(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"


def short(lines: Sequence[Line]) -> list[Line]:
    """The figures that miss their target."""
    return [line for line in lines if line.verdict is Verdict.SHORT]


def write_json(path: Path, lines: Sequence[Line]) -> None:
    """The figures as a list of objects."""
    rows = [
        {
            "name": line.name,
            "value": line.value,
            "unit": line.unit,
            "target": str(line.target) if line.target else None,
            "verdict": line.verdict.value,
        }
        for line in lines
    ]
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def peak_megabytes() -> float:
    """The most memory this process had, as Linux counts it: without that of what started it."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    peak = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(peak) / 1024
