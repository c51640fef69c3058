"""The lock file holds what the lists of requirements name, and the hash of every file."""

import re
from pathlib import Path

import pytest

from portfolio.settings import ROOT

PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s;\\]+)", re.MULTILINE)


def pins(path: Path) -> dict[str, str]:
    """Version by normalised name of every exact pin of a file."""
    found = PINNED.findall(path.read_text("utf-8"))
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_lock_pins_every_requirement_at_its_version(name: str) -> None:
    wanted, locked = pins(ROOT / name), pins(ROOT / "requirements.lock")
    assert wanted
    assert wanted == {package: locked.get(package) for package in wanted}


def test_every_locked_package_has_a_hash() -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text("utf-8").strip())
    assert len(entries) > 50
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_checks_install_from_the_lock() -> None:
    assert "--require-hashes -r requirements.lock" in (ROOT / ".ci" / "run").read_text("utf-8")
