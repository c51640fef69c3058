"""My desk: what waits for whom, for the secretariat and for a funder."""

import pytest

from portfolio.domain.people import Duty
from portfolio.services import drafts, flows
from portfolio.services.portfolio import Register
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Words
from tests.ui.conftest import Open, html
from tests.ui.writing import Writing, button

ENGLISH = Words("en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["secretary", "reviewer", "administrator", "donor"])
def test_the_desk_opens_for_those_who_work_here_in_every_language(
    demonstration: Register, page: Open, role: str, language: str
) -> None:
    test = page("desk", language, as_role=role)
    assert not test.exception
    assert f"<h1>{Words(language)('nav.desk')}</h1>" in html(test)


def test_a_draft_stands_where_it_is_on_its_way(writing: Writing, page: Open) -> None:
    draft = writing.draft("On its way")
    here = html(page("desk", as_role="secretary"))
    assert ENGLISH("desk.mine") in here
    assert f"draft={draft.id}" in here

    writing.submit(draft)
    assert f"/review?draft={draft.id}" in html(page("desk", as_role="reviewer"))

    drafts.return_draft(writing.register, writing.people[Duty.REVIEWER], draft.id, "Name the post")
    assert "Name the post" in html(page("desk", as_role="secretary"))


def test_a_new_project_begins_with_a_draft_of_its_own(writing: Writing, page: Open) -> None:
    test = page("desk", as_role="secretary")
    before = len(writing.open())
    button(test, ENGLISH("entry.begin")).click()
    test.run()
    assert not test.exception
    assert len(writing.open()) == before + 1
    number = max(draft.id for draft in writing.open())
    assert test.query_params["draft"] == str(number)
    assert ENGLISH("entry.untitled") in html(test)


def test_a_funder_sees_its_own_rows_and_no_others(demonstration: Register, page: Open) -> None:
    said = html(page("desk", as_role="donor"))
    organisation = demonstration.labels.organisations
    own = next(o for o in organisation.values() if o.identifier == "ILLUSTRATIVE-A")
    other = next(o for o in organisation.values() if o.identifier == "ILLUSTRATIVE-B")
    assert own.names["en"] in said
    assert other.names["en"] not in said


def test_a_funder_proposes_confirms_and_disputes(writing: Writing, page: Open) -> None:
    project = writing.published("Pledged to")
    test = page("desk", as_role="donor")
    test.selectbox[0].set_value(project)
    test.run()
    label = ENGLISH("entry.needed", field=ENGLISH("cell.amount"))
    next(field for field in test.text_input if field.label == label).set_value("1,500,000.50")
    next(box for box in test.selectbox if box.placeholder and "EUR" in box.options).set_value("EUR")
    next(d for d in test.text_input if d.label.startswith(ENGLISH("cell.value_date"))).set_value(
        "1/3/2014"
    )
    test.run()
    assert ENGLISH.exact(150_000_050, "EUR") in html(test)  # written out so that a slip is seen
    button(test, ENGLISH("donor.propose")).click()
    test.run()
    assert not test.exception
    rows = [row for row in writing.own_flows() if row.identifier == project]
    assert [(row.flow.minor, row.confidence.name) for row in rows] == [(150_000_050, "PROPOSED")]

    button(test, ENGLISH("donor.confirm")).click()
    test.run()
    rows = [row for row in writing.own_flows() if row.identifier == project]
    assert [row.confidence.name for row in rows] == ["CONFIRMED"]

    key = f"dispute-{project}-{rows[0].flow.reference}-"
    reason = next(area for area in test.text_area if str(area.key).startswith(key))
    button(test, ENGLISH("donor.dispute.save"), key).click()
    test.run()
    assert ENGLISH("error.reason_missing") in html(test)
    reason = next(area for area in test.text_area if str(area.key).startswith(key))
    reason.set_value("Half of this")
    button(test, ENGLISH("donor.dispute.save"), key).click()
    test.run()
    assert [row.dispute for row in writing.own_flows() if row.identifier == project] == [
        "Half of this"
    ]
    assert "Half of this" in html(page("desk", as_role="secretary"))
    reference = rows[0].flow.reference
    secretary = writing.people[Duty.SECRETARY]
    flows.settle_dispute(
        writing.register, secretary, project, reference, "It was the whole", token="end"
    )
    assert "Half of this" not in html(page("desk", as_role="secretary"))
