"""Checks of the doctor that the services cannot make: whether the file of the map is one."""

from collections.abc import Iterator
from pathlib import Path

from portfolio.services import operations
from portfolio.services.operations import Check
from portfolio.settings import Settings


def findings(settings: Settings) -> tuple[Check, ...]:
    """Every check of the installation."""
    return (*operations.findings(settings), *_of_the_map(settings.boundaries))


def _of_the_map(file: Path | None) -> Iterator[Check]:
    """Whether the maps of the pages can be drawn; nothing where they are left out."""
    if file is not None:
        from portfolio.charts.map import read_file  # charts take their time, no other command asks

        found = read_file(file)
        yield (
            Check("look", "doctor.map_wrong", {"file": str(file)})
            if found is None
            else Check("fine", "doctor.map", {})
        )
