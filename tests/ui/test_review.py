"""Review: what changes field by field, what it does to the figures, and the answers to it."""

import pytest

from portfolio.domain.params import UserRole
from portfolio.services import draft_checks, drafts
from portfolio.services.live import LivePortfolio
from portfolio.store import history, reading
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html
from tests.ui.writing import ENTRY, Writing, button

ENGLISH = Translator("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_and_a_draft_open_in_every_language(
    writing: Writing, page: Open, language: str
) -> None:
    words = Translator(language)
    assert words("empty.review") in html(page("review", language, as_role="reviewer"))
    draft = writing.submit(writing.draft("Reviewed"))
    assert f"draft={draft.id}" in html(page("review", language, as_role="reviewer"))
    test = page("review", language, as_role="reviewer", draft=str(draft.id))
    assert not test.exception
    said = html(test)
    assert words("field.objective") in said
    assert words.exact(120_000_000, "EUR") in said  # what publishing would make of the figures
    assert words("review.headline") in said


def test_a_reviewer_publishes_with_a_reason(writing: Writing, page: Open) -> None:
    draft = writing.submit(writing.draft("Published by a reviewer"))
    test = page("review", as_role="reviewer", draft=str(draft.id))
    test.text_area[0].set_value("All in order")
    button(test, ENGLISH("review.publish")).click()
    test.run()
    assert not test.exception
    published = writing.read(draft.id)
    assert published.state.word == "published"
    assert f"project={published.project}" in html(test)
    assert "Published by a reviewer" in html(page("projects", project=str(published.project)))


def test_a_change_is_shown_against_what_is_published_and_hidden_from_the_public(
    writing: Writing, page: Open
) -> None:
    project, who = writing.published("Before the change"), writing.people[UserRole.SECRETARY]
    draft = drafts.open_draft(writing.register, who, project, token="change")
    budget = {**ENTRY["budgets"][0], "amount": "2000000"}
    document = {**draft.document, "titles": {"en": "After the change"}, "budgets": [budget]}
    document["effective"] = "2014-03-01"
    writing.submit(drafts.save_draft(writing.register, who, draft.id, document, draft_seen=draft))
    said = html(page("review", as_role="reviewer", draft=str(draft.id)))
    assert "Before the change" in said
    assert "After the change" in said
    assert ENGLISH("field.objective") not in said  # only what changes
    assert f"<s>{ENGLISH.amount(120_000_000, 'EUR')}</s>" in said
    assert "After the change" not in html(page("projects", project=project))


def test_a_draft_goes_back_with_a_message_and_not_without(writing: Writing, page: Open) -> None:
    draft = writing.submit(writing.draft("Goes back"))
    test = page("review", as_role="reviewer", draft=str(draft.id))
    key = f"return-{draft.id}-{draft.version}-"
    button(test, ENGLISH("review.return.save"), key).click()
    test.run()
    assert ENGLISH("error.reason_missing") in html(test)
    next(a for a in test.text_area if str(a.key).startswith(key)).set_value("Name the crossing")
    button(test, ENGLISH("review.return.save"), key).click()
    test.run()
    assert writing.read(draft.id).state.word == "returned"
    back = html(page("entry", as_role="secretary", draft=str(draft.id)))
    assert "Name the crossing" in back


def test_what_moved_on_since_it_was_read_is_not_published(writing: Writing, page: Open) -> None:
    draft = writing.submit(writing.draft("Read before"))
    test = page("review", as_role="reviewer", draft=str(draft.id))
    who = writing.people[UserRole.SECRETARY]
    taken = drafts.take_back_draft(writing.register, who, draft.id)
    changed = {**taken.document, "objective": "Something else"}
    writing.submit(drafts.save_draft(writing.register, who, draft.id, changed, draft_seen=taken))
    button(test, ENGLISH("review.publish")).click()
    test.run()
    assert writing.read(draft.id).state.word == "submitted"
    said = html(test)
    assert ENGLISH("review.moved") in said
    assert "Something else" in said


def test_only_an_administrator_lets_a_kind_stand(writing: Writing, page: Open) -> None:
    draft = writing.submit(writing.draft("Kind"))
    labels = [b.label for b in page("review", as_role="reviewer", draft=str(draft.id)).button]
    assert ENGLISH("review.overrule.save") not in labels
    test = page("review", as_role="administrator", draft=str(draft.id))
    key = f"overrule-{draft.id}-"
    next(a for a in test.text_area if str(a.key).startswith(key)).set_value("Agreed in Rabat")
    button(test, ENGLISH("review.overrule.save"), key).click()
    test.run()
    assert not test.exception
    assert writing.read(draft.id).document[draft_checks.EXCEPTION] == "Agreed in Rabat"


def test_a_project_is_withdrawn_with_a_reason_and_published_again(
    writing: Writing, page: Open
) -> None:
    project = writing.published("Withdrawn")
    test = page("projects", as_role="reviewer", project=project)
    key = f"withdraw-{project}-"
    next(a for a in test.text_area if str(a.key).startswith(key)).set_value("Entered twice")
    button(test, ENGLISH("action.withdraw"), key).click()
    test.run()
    assert not test.exception
    assert 'role="alert"' in html(page("projects", project=project))
    with writing.register.database.reading() as connection:
        found = reading.read_project(connection, project)
    assert [row.state.name for row in found.publications] == ["PUBLISHED", "WITHDRAWN"]


@pytest.mark.parametrize("role", [None, "minister", "donor", "secretary", "reviewer"])
def test_a_project_offers_what_a_role_may_do_with_it(
    demonstration: LivePortfolio, page: Open, role: str | None
) -> None:
    test = page("projects", as_role=role, project="SEAHORSE-MED", portfolio="record")
    said = html(test)
    offers = {
        "edit": "/entry?" in said,
        "record": "/record?" in said,
        "withdraw": any(b.label == ENGLISH("action.withdraw") for b in test.button),
    }
    works = role in ("secretary", "reviewer")
    assert offers == {
        "edit": works,
        "record": works or role == "donor",
        "withdraw": role == "reviewer",
    }


def test_the_secretariat_asks_for_the_working_version_and_others_are_refused(
    writing: Writing, page: Open
) -> None:
    writing.submit(writing.draft("Only in the working version"))
    title = "Only in the working version"
    asked = {"page": "2", "as_role": "secretary"}
    assert title in html(page("projects", **asked, version="working"))
    assert title not in html(page("projects", **asked))
    for role in (None, "minister", "donor"):
        said = html(page("projects", as_role=role, page="2", version="working"))
        assert title not in said
        named = ENGLISH("filter.version")
        assert ENGLISH("error.unknown_filter", name=named, value="working") in said


def test_the_view_says_which_confidence_it_asks_for(
    demonstration: LivePortfolio, page: Open
) -> None:
    level = ENGLISH("confidence.level.documented")
    assert level in html(page("summary", confidence="documented"))
    assert level not in html(page("summary"))


def test_a_withdrawal_says_from_when(writing: Writing, page: Open) -> None:
    project = writing.published("From when")
    test = page("projects", as_role="reviewer", project=project)
    key = f"withdraw-{project}-"
    day = next(d for d in test.text_input if str(d.key).startswith(key))
    assert day.value == "30/06/2014"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_review_names_who_typed_and_who_can_publish(
    writing: Writing, page: Open, language: str
) -> None:
    words = Translator(language)
    draft = writing.submit(writing.draft("Named"))
    able = words.join(("demonstration-reviewer", "demonstration-administrator"))
    for name, role in (("entry", "secretary"), ("review", "reviewer")):
        test = page(name, language, as_role=role, draft=str(draft.id))
        said = html(test)
        assert words("review.typed_by", people="demonstration-secretary") in said
        assert words("review.can_publish", people=able) in said
    assert words("review.publish") in [b.label for b in test.button]


def test_who_typed_finds_no_way_to_publish_and_nobody_is_left_but_an_administrator(
    writing: Writing, page: Open
) -> None:
    reviewer, administrator = (
        writing.people[duty] for duty in (UserRole.REVIEWER, UserRole.ADMINISTRATOR)
    )
    draft = writing.draft("Written by everybody")
    for who in (reviewer, administrator):
        document = {**draft.document, "place": who.login}
        draft = drafts.save_draft(writing.register, who, draft.id, document, draft_seen=draft)
    draft = writing.submit(draft)
    test = page("review", as_role="reviewer", draft=str(draft.id))
    assert ENGLISH("error.own_draft") in html(test)
    assert ENGLISH("review.nobody_else") in html(test)
    labels = {b.label for b in test.button}
    assert not labels & {ENGLISH("review.publish"), ENGLISH("review.alone.publish")}

    test = page("review", as_role="administrator", draft=str(draft.id))
    assert ENGLISH("review.alone") in html(test)
    button(test, ENGLISH("review.alone.publish")).click()
    test.run()
    assert ENGLISH("error.reason_missing") in html(test)
    test.text_area[0].set_value("Both reviewers wrote it")
    button(test, ENGLISH("review.alone.publish")).click()
    test.run()
    assert not test.exception
    published = writing.read(draft.id)
    assert published.state.word == "published"
    history = html(page("projects", as_role="secretary", project=str(published.project)))
    assert ENGLISH("command.publish_alone") in history
    assert "Both reviewers wrote it" in history


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_review_names_the_rows_that_stay_only_proposed(
    writing: Writing, page: Open, language: str
) -> None:
    row = {"key": "m", "kind": "pledge", "provider": "ILLUSTRATIVE-B", "amount": "2500",
           "currency": "EUR", "value_date": "2014-03-01"}  # fmt: skip
    rows = [
        row,
        {**row, "key": "n", "source": "Minutes"},
        {**row, "key": "o", "kind": "expenditure"},
    ]
    draft = writing.submit(writing.draft("Proposed", flows=rows))
    words = Translator(language)
    said = html(page("review", language, as_role="reviewer", draft=str(draft.id)))
    assert words.count("review.proposed", 1) in said
    assert words.exact(250_000, "EUR") in said


def test_several_drafts_are_listed_first_and_published_one_by_one(
    writing: Writing, page: Open
) -> None:
    good = [writing.submit(writing.draft(title)) for title in ("One of several", "Two of several")]
    own = writing.draft("Typed by the reviewer")
    reviewer = writing.people[UserRole.REVIEWER]
    document = {**own.document, "place": "Tummo"}
    own = writing.submit(
        drafts.save_draft(writing.register, reviewer, own.id, document, draft_seen=own)
    )
    before = writing.register.database.revision()
    test = page("review", as_role="reviewer")
    for box in test.checkbox:
        box.check()
    test.run()
    button(test, ENGLISH("several.look")).click()
    test.run()
    assert not test.exception
    assert ENGLISH("several.refused", name="Typed by the reviewer") in html(test)
    assert writing.register.database.revision() == before  # nothing yet
    next(a for a in test.text_area if a.label == ENGLISH("review.reason")).set_value("Seen by all")
    button(test, ENGLISH.count("several.publish", 2)).click()
    test.run()
    assert not test.exception
    states = [writing.read(draft.id).state.word for draft in (*good, own)]
    assert states == ["published", "published", "submitted"]
    for draft in good:
        project = str(writing.read(draft.id).project)
        assert ENGLISH("several.published", project=project) in html(test)
    with writing.register.database.reading() as connection:
        told = history.read_entries(connection)
    assert [e.reason for e in told if e.command == "publish_draft"].count("Seen by all") == 2


def test_each_waiting_draft_stands_once_with_its_box_and_what_it_does(
    writing: Writing, page: Open
) -> None:
    several = [writing.submit(writing.draft(title)) for title in ("Once listed", "Listed once")]
    test = page("review", as_role="reviewer")
    assert [box.label for box in test.checkbox] == ["Once listed", "Listed once"]
    for box in test.checkbox:
        box.check()
    test.run()
    button(test, ENGLISH("several.look")).click()
    test.run()
    assert not test.exception
    said = html(test)
    for draft in several:
        assert said.count(f"draft={draft.id}") == 1
    test.checkbox[0].uncheck()
    test.run()
    button(test, ENGLISH.count("several.publish", 1)).click()
    test.run()
    states = [writing.read(draft.id).state.word for draft in several]
    assert states == ["submitted", "published"]
