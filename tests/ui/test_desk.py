"""My desk: what waits for whom, for the secretariat and for a funder."""

from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Checkbox

from portfolio.domain.params import UserRole
from portfolio.domain.transactions import FlowEntry
from portfolio.present.html import esc
from portfolio.services import drafts, transactions, verification
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html
from tests.ui.writing import Writing, button

ENGLISH = Translator("en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["secretary", "reviewer", "administrator", "donor"])
def test_the_desk_opens_for_those_who_work_here_in_every_language(
    demonstration: LivePortfolio, page: Open, role: str, language: str
) -> None:
    test = page("desk", language, as_role=role)
    assert not test.exception
    assert f"<h1>{Translator(language)('nav.desk')}</h1>" in html(test)


def test_a_draft_stands_where_it_is_on_its_way(writing: Writing, page: Open) -> None:
    draft = writing.draft("On its way")
    here = html(page("desk", as_role="secretary"))
    assert ENGLISH("desk.mine") in here
    assert f"draft={draft.id}" in here

    writing.submit(draft)
    assert f"/review?draft={draft.id}" in html(page("desk", as_role="reviewer"))

    drafts.return_draft(
        writing.register, writing.people[UserRole.REVIEWER], draft.id, "Name the post"
    )
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
    draft = writing.read(number)
    when = Translator("en").moment(draft.created_at)
    assert ENGLISH("entry.untitled.number", number=str(number), when=when) in html(test)
    assert "UTC" in when  # nobody said where they are


def test_a_funder_sees_its_own_rows_and_no_others(demonstration: LivePortfolio, page: Open) -> None:
    said = html(page("desk", as_role="donor"))
    organisation = demonstration.labels.organisations
    own = next(o for o in organisation.values() if o.identifier == "ILLUSTRATIVE-A")
    other = next(o for o in organisation.values() if o.identifier == "ILLUSTRATIVE-B")
    assert own.names["en"] in said
    assert other.names["en"] not in said


def test_a_funder_states_a_pledge_and_disputes(writing: Writing, page: Open) -> None:
    project = writing.published("Pledged to")
    test = page("desk", as_role="donor")
    next(box for box in test.selectbox if str(box.key).startswith("pledge--")).set_value(project)
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
    assert [(row.flow.amount_minor, row.confidence.name) for row in rows] == [
        (150_000_050, "CONFIRMED")
    ]
    assert ENGLISH("confidence.stated") in html(test)
    public = html(page("projects", project=project))
    assert ENGLISH.exact(150_000_050, "EUR") in public  # it counts and is public at once
    assert ENGLISH("confidence.stated") in public

    def chosen() -> Any:
        """The list of entries that may be disputed."""
        return next(box for box in test.selectbox if str(box.key).startswith("dispute-"))

    name = next(o for o in chosen().options if "1,500,000.50" in o)
    chosen().set_value(name).run()
    button(test, ENGLISH("donor.dispute.save"), "dispute-dispute.").click()
    test.run()
    assert ENGLISH("error.reason_missing") in html(test)
    reason = next(area for area in test.text_area if str(area.key).startswith("dispute-dispute."))
    reason.set_value("Half of this")
    button(test, ENGLISH("donor.dispute.save"), "dispute-dispute.").click()
    test.run()
    assert [row.dispute for row in writing.own_flows() if row.identifier == project] == [
        "Half of this"
    ]
    assert "Half of this" in html(page("desk", as_role="secretary"))
    reference = rows[0].flow.reference
    secretary = writing.people[UserRole.SECRETARY]
    verification.settle_dispute(
        writing.register, secretary, project, reference, "It was the whole", token="end"
    )
    assert "Half of this" not in html(page("desk", as_role="secretary"))


def test_a_funder_plans_a_disbursement_and_changes_it(writing: Writing, page: Open) -> None:
    project = writing.published("Planned for", start_planned="2014-02-01", end_planned="2015-01-31")
    test = page("desk", as_role="donor")
    chosen = next(box for box in test.selectbox if box.key == "planned-project")
    chosen.set_value(project).run()

    def field(name: str) -> Any:
        label = ENGLISH("entry.needed", field=ENGLISH(f"cell.{name}"))
        widgets = (*test.text_input, *test.selectbox)
        own = [w for w in widgets if str(w.key).startswith(f"planned-{project}-")]
        return next(widget for widget in own if widget.label == label)

    for name, said in (
        ("first_day", "1/3/2014"),
        ("last_day", "1/3/2034"),
        ("amount", "1,500,000"),
        ("currency", "EUR"),
        ("planned_on", "1/2/2014"),
    ):
        field(name).set_value(said)
    test.run()
    assert ENGLISH.exact(150_000_000, "EUR") in html(test)
    button(test, ENGLISH("planned.save")).click().run()
    assert "rp-wrong" in html(test)
    assert "disbursement is planned until 1 March 2034, but the project ends" in html(test)
    field("last_day").set_value("31/3/2014").run()
    button(test, ENGLISH("planned.save")).click().run()
    assert not test.exception
    said = html(test)
    assert 'class="rp-planned"' in said
    assert said.count(esc(ENGLISH("planned.saved", project="Planned for"))) == 2  # also beside it
    period = ENGLISH.period(date(2014, 3, 1), date(2014, 3, 31))
    row = ENGLISH("planned.row", period=period, amount=ENGLISH.exact(150_000_000, "EUR"))
    assert f"<li>{row}</li>" in said
    assert period in html(page("projects", project=project))

    told = html(page("desk", as_role="secretary"))
    assert ENGLISH("desk.count", title=ENGLISH("desk.plans"), n="1") in told
    assert f"<p>{row}</p>" in told

    own = next(box for box in test.selectbox if str(box.key).endswith("-period"))
    own.set_value("2014-03-01 2014-03-31").run()
    field("amount").set_value("0")
    field("currency").set_value("EUR")
    field("planned_on").set_value("2/2/2014")
    test.run()
    assert ENGLISH("planned.withdraw.help") in html(test)
    button(test, ENGLISH("planned.save")).click().run()
    assert f"<li>{row}</li>" not in html(test)
    public = html(page("projects", project=project))
    assert ENGLISH("projects.planned.withdrawn") in public


def entry(**changes: str) -> FlowEntry:
    """A commitment of the funder of the demonstration."""
    typed = {"kind": "commitment", "provider": "ILLUSTRATIVE-A", "amount": "700", "currency": "EUR"}
    return FlowEntry(**{**typed, "value_date": "2014-03-01", **changes})


def boxes(test: AppTest, name: str) -> list[Checkbox]:
    """The boxes of the rows of a choice."""
    return [box for box in test.checkbox if str(box.key).startswith(f"{name}-")]


def test_a_documented_row_leaves_the_desk_once_a_colleague_has_looked(
    writing: Writing, page: Open
) -> None:
    project, who = writing.published("Looked at"), writing.people[UserRole.SECRETARY]
    transactions.record_flow(writing.register, who, project, entry(source="Letter"), token="a")
    assert not boxes(page("desk", as_role="secretary"), "second-looks")
    assert ENGLISH("confidence.awaits_look") in html(page("projects", project=project))

    test = page("desk", as_role="reviewer")
    [box] = boxes(test, "second-looks")
    box.check()
    test.run()
    assert ENGLISH.count("desk.looks.chosen", 1) in html(test)
    button(test, ENGLISH("desk.looks.save")).click()
    test.run()
    assert not test.exception
    assert ENGLISH.count("desk.looks.given", 1) in html(test)
    assert not boxes(test, "second-looks")
    assert ENGLISH("confidence.awaits_look") not in html(page("projects", project=project))
    told = html(page("projects", as_role="secretary", project=project))
    assert ENGLISH("command.give_second_looks") in told
    assert ENGLISH("second_look.given") in told


def test_a_look_can_be_given_where_the_row_is_read(writing: Writing, page: Open) -> None:
    project, who = writing.published("Read again"), writing.people[UserRole.SECRETARY]
    transactions.record_flow(writing.register, who, project, entry(source="Letter"), token="a")
    own = page("record", as_role="secretary", project=project)
    assert ENGLISH("record.look") not in [b.label for b in own.button]
    test = page("record", as_role="reviewer", project=project)
    button(test, ENGLISH("record.look")).click()
    test.run()
    assert not test.exception
    assert ENGLISH("record.look") not in [b.label for b in test.button]
    assert project not in [
        row.identifier for row in verification.list_awaiting(writing.register, who)
    ]


def test_a_funder_confirms_several_rows_each_listed_first(writing: Writing, page: Open) -> None:
    project, who = writing.published("Several"), writing.people[UserRole.SECRETARY]
    for amount in ("700", "900"):
        typed = entry(amount=amount)
        transactions.record_flow(writing.register, who, project, typed, token=amount)
    test = page("desk", as_role="donor")
    waiting = len(boxes(test, "confirm-several"))
    assert waiting >= 2
    button(test, ENGLISH.count("several.choose_all", waiting)).click()
    test.run()
    said = html(test)
    assert ENGLISH.count("donor.several.chosen", waiting) in said
    for minor in (70_000, 90_000):
        assert said.count(ENGLISH.exact(minor, "EUR")) >= 2  # in its row and in the list
    button(test, ENGLISH("donor.several.save")).click()
    test.run()
    assert not test.exception
    assert ENGLISH.count("donor.several.confirmed", waiting) in html(test)
    assert all(row.confidence.is_official for row in writing.own_flows())


def test_a_row_that_refuses_is_named_and_nothing_is_confirmed(writing: Writing, page: Open) -> None:
    project, who = writing.published("Refusing"), writing.people[UserRole.SECRETARY]
    names = [
        transactions.record_flow(writing.register, who, project, entry(amount=amount), token=amount)
        for amount in ("700", "900")
    ]
    test = page("desk", as_role="donor")
    for box in boxes(test, "confirm-several"):
        box.check()
    test.run()
    donor = writing.people[UserRole.DONOR]
    verification.confirm_flow(writing.register, donor, project, names[0], token="first")
    button(test, ENGLISH("donor.several.save")).click()
    test.run()
    said = html(test)
    assert ENGLISH("error.several_refused") in said
    why = ENGLISH("error.not_waiting", reference=names[0])
    assert why in said
    states = {
        r.flow.reference: r.confidence for r in writing.own_flows() if r.identifier == project
    }
    assert not states[names[1]].is_official


def test_the_menu_counts_what_waits_on_the_desk(writing: Writing, page: Open) -> None:
    desk = ENGLISH("nav.desk")

    def label(role: str) -> str:
        links = page("summary", as_role=role).get("page_link")
        return next(str(found.proto.label) for found in links if desk in found.proto.label)

    assert label("secretary") == desk
    draft = writing.draft("Waits")
    assert label("secretary") == ENGLISH("desk.count", title=desk, n="1")
    assert label("reviewer") == desk
    writing.submit(draft)
    assert label("secretary") == desk
    assert label("reviewer") == ENGLISH("desk.count", title=desk, n="1")
