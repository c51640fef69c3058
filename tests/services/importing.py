"""What tests of imports ask of a desk: the preview of one, its publication, the project that stands."""

from portfolio.domain.params import PortfolioChoice
from portfolio.domain.projects import Project
from portfolio.services import drafts, imports, publishing
from portfolio.services.import_preview import ImportPreview
from portfolio.store import reading
from tests.services.desk import Desk

RECORD = PortfolioChoice.RECORD


def preview(desk: Desk, number: int) -> ImportPreview:
    """What applying an import would do."""
    return imports.preview_import(desk.register, desk.secretary, number)


def effects(found: ImportPreview) -> list[str]:
    """What would become of each project of the file."""
    return [one.effect.word for one in found.projects]


def publish_all(desk: Desk) -> list[str]:
    """Publish every draft as a reviewer; the identifiers of their projects, in order."""
    waiting = drafts.list_drafts(desk.register, desk.reviewer, RECORD)
    done = publishing.publish_drafts(
        desk.register, desk.reviewer, waiting[::-1], reason="in order", token="all"
    )
    assert [one.refusal for one in done] == [None] * len(done)
    return [one.identifier for one in done]


def project(desk: Desk, identifier: str) -> Project:
    """The project as it is recorded now."""
    with desk.register.database.reading() as connection:
        return reading.read_project(connection, identifier)
