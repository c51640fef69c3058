"""What tests of imports ask of a desk: the preview of one, its publication, the project that stands."""

from secrets import token_hex

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


def values(number: int, whose: str) -> dict[str, object]:
    """What somebody gives of a project, other than what anybody gave before."""
    share = 10 + number % 30 + (40 if whose == "file" else 0)
    return {
        "objective": f"Words {number} of the {whose}.",
        "place": f"Place {number} of the {whose}",
        "budgets": [{"key": "2014-02-01/2015-01-31", "first_day": "2014-02-01",
            "last_day": "2015-01-31", "amount": f"{share}00000", "currency": "EUR"}],
        "clause_shares": [{"key": "3", "clause": "3", "share": f"{share}"},
            {"key": "6", "clause": "6", "share": f"{100 - share}"}],
    }  # fmt: skip


def edited(desk: Desk, identifier: str, **changes: object) -> None:
    """Publish what a colleague typed of a project."""
    token = token_hex(8)
    draft = drafts.open_draft(desk.register, desk.colleague, identifier, token=token)
    typed = {**draft.document, **changes}
    draft = drafts.save_draft(desk.register, desk.colleague, draft.id, typed, draft_seen=draft)
    drafts.submit_draft(desk.register, desk.colleague, draft.id, draft_seen=draft)
    publishing.publish_drafts(
        desk.register,
        desk.reviewer,
        drafts.list_drafts(desk.register, desk.reviewer, RECORD),
        reason="",
        token=f"edited {token}",
    )
