"""Attached files on pages: listed beside the sources, evidence of a milestone, told in the history."""

import pytest

from portfolio.domain.params import UserRole
from portfolio.services.attachments import attach_file, withdraw_file
from portfolio.services.milestones import record_milestone
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.building import files
from tests.ui.conftest import Open, html
from tests.ui.test_record import named
from tests.ui.writing import Writing, button

ENGLISH = Translator("en")
TITLE = "<b>Certificate</b> شهادة"


def with_a_file(writing: Writing, title: str) -> tuple[str, str]:
    """A published project and the reference of a file of its milestone."""
    project = writing.published(title)
    who = writing.people[UserRole.SECRETARY]
    reference = attach_file(
        writing.register, who, project, "M-1", TITLE, "a.pdf", files.pdf(), token="a"
    )
    return project, reference


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_listed_for_everybody_until_it_is_withdrawn(
    writing: Writing, page: Open, language: str
) -> None:
    words = Translator(language)
    project, reference = with_a_file(writing, "With a file")
    who = writing.people[UserRole.SECRETARY]
    record_milestone(
        writing.register, who, project, "M-1", "done", "2014-03-01", "minutes", file=reference,
        token="m",
    )  # fmt: skip
    shown = page("projects", language, project=project)
    assert not shown.exception
    said = html(shown)
    assert words("attachment.list") in said
    assert said.count(f'href="/attachments/{reference}"') == 2  # in the list and as evidence
    assert "&lt;b&gt;Certificate" in said
    staff = html(page("projects", language, as_role="reviewer", project=project))
    assert words("command.attach_file") in staff
    assert words("attachment.sha256") in staff
    withdraw_file(writing.register, who, reference, "an error", token="w")
    said = html(page("projects", language, project=project))
    assert reference not in said
    assert words("attachment.list") not in said
    assert words("attachment.gone") in said
    assert words("command.withdraw_file") in html(
        page("projects", language, as_role="reviewer", project=project)
    )
    update = page("record", language, as_role="secretary", project=project, field="files")
    assert words("attachment.gone.list") in html(update)
    assert "an error" in html(update)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_part_of_files_opens_in_every_language(
    writing: Writing, page: Open, language: str
) -> None:
    project, _ = with_a_file(writing, "Files")
    test = page("record", language, as_role="secretary", project=project, field="files")
    assert not test.exception
    assert Translator(language)("attachment.public") in html(test)


def test_a_file_alone_is_evidence_enough_and_what_is_typed_stays(
    writing: Writing, page: Open
) -> None:
    project, reference = with_a_file(writing, "Done by a file")
    test = page("record", as_role="secretary", project=project, field="milestones")
    named(test, ENGLISH("record.day")).set_value("1/3/2014")
    test.run()
    button(test, ENGLISH("attachment.save")).click()  # no file chosen: refused, nothing is lost
    test.run()
    assert ENGLISH("error.attachment_empty") in html(test)
    assert named(test, ENGLISH("record.day")).value == "1/3/2014"
    milestone = named(test, ENGLISH("record.milestone"))
    milestone.set_value(milestone.options[-1])
    named(test, ENGLISH("record.state")).set_value("done")
    evidence = named(test, ENGLISH("record.evidence.file"))
    evidence.set_value(evidence.options[-1])
    test.run()
    button(test, ENGLISH("record.save")).click()
    test.run()
    assert not test.exception
    shown = html(page("projects", project=project))
    assert shown.count(f'href="/attachments/{reference}"') == 2
