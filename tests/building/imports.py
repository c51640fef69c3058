"""Files of imports as values: projects of a file in the order of their rows, and what reads them."""

from collections.abc import Mapping
from typing import Any

import pytest

from portfolio.domain.imports import (
    ImportedFile,
    ImportedFlow,
    ImportedMilestone,
    ImportedOrganisation,
    ImportedProject,
    Origin,
)
from portfolio.services import import_reading, imports
from tests.services.desk import Desk, entry

NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def titled(number: int) -> str:
    """A title that resembles no other."""
    words = ("Harbour radar", "Desert patrol", "Customs laboratory", "Airport scanners",
             "Mountain huts", "River boats", "Dog brigade", "Radio masts", "Fence repair",
             "Training school")  # fmt: skip
    return f"{words[number % 10]} {NUMBERS[number // 10 % 10]}"


def a_file(*projects: ImportedProject, **parts: Any) -> ImportedFile:
    """A file of our own template."""
    return ImportedFile(**{"is_template": True, "projects": projects, **parts})


def a_project(number: int = 1, *, identifier: str = "", **changes: Any) -> ImportedProject:
    """A complete project of the row after ``number``; None among the changes says nothing of a field."""
    document = {**entry(titles={"en": titled(number)}), **changes}
    return ImportedProject(
        key=f"P{number}",
        identifier=identifier,
        document={name: value for name, value in document.items() if value is not None},
        origin=Origin("Projects", number + 3),
    )


def a_flow(row: int = 4, reference: str = "", **changes: str) -> ImportedFlow:
    """A pledge of three million euros by donor A."""
    values: Mapping[str, str] = {
        "kind": "pledge",
        "provider": "DONOR-A",
        "amount": "3000000",
        "currency": "EUR",
        "value_date": "2014-03-01",
        **changes,
    }
    return ImportedFlow(values, Origin("Flows", row), reference)


def a_milestone(title: str = "Posts open", row: int = 4, **values: str) -> ImportedMilestone:
    """A milestone that is done."""
    told = {"state": "done", "done_on": "2014-05-30", "evidence": "report 7", **values}
    return ImportedMilestone(title, told, Origin("Milestones", row))


def an_organisation(
    identifier: str, name: str, row: int = 4, **values: str
) -> ImportedOrganisation:
    """An organisation with an English name."""
    return ImportedOrganisation(identifier, values, {"en": name}, Origin("Organisations", row))


class Files:
    """Reads each uploaded file as the value it stands for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.by_data: dict[bytes, ImportedFile] = {}
        monkeypatch.setattr(
            import_reading, "read_file", lambda register, data, *rest: self.by_data[data]
        )

    def upload(
        self, desk: Desk, file: ImportedFile, name: str = "projects.xlsx", **how: Any
    ) -> int:
        """Upload a file; the number of its job."""
        data = f"{len(self.by_data)}".encode()
        self.by_data[data] = file
        who = how.pop("who", desk.secretary)
        return imports.start_import(
            desk.register, who, data, name, token=f"u{len(self.by_data)}", **how
        )

    def apply(self, desk: Desk, file: ImportedFile, name: str = "projects.xlsx", **how: Any) -> int:
        """Upload a file and apply it; the number of its job."""
        who = how.get("who", desk.secretary)
        number = self.upload(desk, file, name, **how)
        imports.apply_import(desk.register, who, number, token=f"a{number}")
        return number
