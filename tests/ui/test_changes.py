"""A project's page tells those who work on it who changed what, and nobody else."""

import re
from datetime import date
from pathlib import Path

import pytest

from portfolio.services import access, drafts, milestones, publishing, transactions, verification
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES, catalog
from portfolio.text.words import Translator
from tests.services.desk import Desk, a_desk, entry, flow
from tests.ui.conftest import Open, html

HOSTILE = "<img src=x> **bold** [link](javascript:x)"


def worked_on(register: LivePortfolio) -> tuple[Desk, str]:
    """A project after a working week: published, paid for, disputed, delivered, withdrawn."""
    desk = a_desk(register.database)
    project = desk.published()
    held, day = desk.register, date(2014, 6, 2)
    first = transactions.propose_pledge(held, desk.donor, project, flow(), token="a")
    unsure = transactions.record_flow(
        held, desk.secretary, project, flow(amount="500000"), token="a2"
    )
    verification.confirm_flow(held, desk.donor, project, unsure, token="b")
    verification.dispute_flow(held, desk.donor, project, first, HOSTILE, token="c")
    verification.settle_dispute(held, desk.secretary, project, first, "it was one", token="d")
    second = flow(kind="commitment", amount="1000000", honours=first, note=HOSTILE)
    reference = transactions.record_flow(held, desk.secretary, project, second, token="e")
    verification.document_flow(
        held, desk.secretary, project, reference, "https://example.org", token="f"
    )
    milestones.record_status(
        held, desk.secretary, project, "finalisation", day.isoformat(), "a letter", token="g"
    )
    publishing.withdraw_project(held, desk.reviewer, project, day, HOSTILE, token="h")
    publishing.publish_again(held, desk.reviewer, project, day, "settled", token="i")
    return desk, project


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_done_to_a_project_is_told_in_words(
    empty: LivePortfolio, page: Open, language: str
) -> None:
    _, project = worked_on(empty)
    said = html(page("projects", language, as_role="secretary", project=project))
    phrases = catalog(language).phrases
    for command in ("publish_draft", "record_flow", "propose_pledge", "confirm_flow",
                    "dispute_flow", "settle_dispute", "document_flow", "record_status",
                    "withdraw_project", "publish_again"):  # fmt: skip
        assert phrases[f"command.{command}"][0] in said, command
    for told in ("Joint border posts", "it was one", "reviewer", "donor"):
        assert told in said
    assert "<img" not in said
    assert "&lt;img src=x&gt;" in said
    assert '"minor"' not in said  # never the entry as it is kept


def test_a_draft_of_a_published_project_is_told_field_by_field(
    empty: LivePortfolio, page: Open
) -> None:
    desk, project = worked_on(empty)
    draft = drafts.open_draft(desk.register, desk.secretary, project, token="x")
    wanted = {**draft.document, "place": "Ghat", "titles": {"en": "Three posts"}}
    draft = drafts.save_draft(
        desk.register, desk.secretary, draft.id, wanted, draft_seen=draft, note_change=True
    )
    drafts.discard_draft(desk.register, desk.secretary, draft.id, "a try")
    said, words = html(page("projects", as_role="secretary", project=project)), Translator("en")
    for told in (
        "Three posts",
        "Ghat",
        words("command.discard_draft"),
        "a try",
        words("command.open_draft"),
    ):
        assert told in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_project_that_is_only_a_draft_opens_in_the_working_version_and_says_so(
    empty: LivePortfolio, page: Open, language: str
) -> None:
    desk = a_desk(empty.database)
    draft = drafts.open_draft(desk.register, desk.secretary, token="x")
    drafts.save_draft(desk.register, desk.secretary, draft.id, entry(), draft_seen=draft)
    phrases = catalog(language).phrases
    asked = {"project": "RD-2026-0001", "version": "working"}
    said = html(page("projects", language, as_role="secretary", **asked))
    assert phrases["projects.drafted"][0] in said
    assert f"draft={draft.id}" in said
    assert 'id="changes"' not in said
    assert phrases["action.money"][0] not in said
    said = html(page("projects", language, as_role="secretary", project="RD-2026-0001"))
    assert phrases["projects.drafted"][0] not in said


@pytest.mark.parametrize("role", ["public", "minister", "donor"])
def test_readers_and_donors_are_not_told_who_did_what(
    demonstration: LivePortfolio, page: Open, role: str
) -> None:
    opened = {} if role == "public" else {"as_role": role}
    said = html(page("projects", project="ILL-01", **opened))
    assert 'id="history"' in said
    assert 'id="changes"' not in said
    assert "#changes" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_load_told_of_every_demonstration_project_is_worded(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    shown = (("record", "EUBAM-LY"), ("record", "WB-SWEDD"), ("example", "ILL-34"))
    for portfolio, identifier in shown:
        asked = {"portfolio": portfolio, "project": identifier}
        said = html(page("projects", language, as_role="reviewer", **asked))
        assert catalog(language).phrases["command.load"][0] in said


NAMING = ("access.py", "pages.py")  # name commands to say who may, and write nothing


def told_commands() -> set[str]:
    """The commands whose names the services hand to the store as they write."""
    written = re.compile(r'(?<!may\(who, )"(\w+)"')
    folder = Path(access.__file__).parent
    said = "".join(p.read_text("utf-8") for p in folder.glob("*.py") if p.name not in NAMING)
    found = set(written.findall(said)) & access.PERMITTED.keys()
    return {name for name in found if not name.startswith("preview_")}  # rolled back, never told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_that_writes_history_has_words(language: str) -> None:
    told = told_commands()
    assert {"publish_draft", "record_flow", "add_person"} <= told
    others = {"none", "load", "set_up", "accept_invitation", "demonstrate", "change_password"}
    wanted = {f"command.{name}" for name in told | others}
    assert wanted <= catalog(language).phrases.keys()
