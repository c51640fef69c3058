"""Record: money, milestones and status on a published project, its figures moving in view."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from portfolio.domain.flows import Flow
from portfolio.domain.money import Money
from portfolio.domain.params import UserRole
from portfolio.domain.transactions import FlowEntry
from portfolio.services import transactions
from portfolio.services.live import LivePortfolio
from portfolio.store import reading
from portfolio.text.languages import LANGUAGES
from portfolio.text.numbers import echo, with_scale
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html
from tests.ui.writing import Writing, button

ENGLISH = Translator("en")
TYPED_DAY = "1/3/2014"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", ["flows", "milestones", "status", "files"])
@pytest.mark.parametrize("role", ["secretary", "donor"])
def test_every_part_opens_in_every_language(
    demonstration: LivePortfolio, page: Open, role: str, field: str, language: str
) -> None:
    test = page(
        "record", language, as_role=role, project="SEAHORSE-MED", field=field, portfolio="record"
    )
    assert not test.exception
    assert Translator(language)("record.title") in html(test)


def test_a_project_that_is_not_there_is_said_so(demonstration: LivePortfolio, page: Open) -> None:
    said = html(page("record", as_role="secretary", project="NOWHERE"))
    assert ENGLISH("error.unknown_project", identifier="NOWHERE") in said


def named(test: AppTest, label: str, words: Translator = ENGLISH) -> Any:
    """The widget of a label, needed or not."""
    both = (label, words("entry.needed", field=label))
    elements: list[Any] = [
        element
        for kind in ("text_input", "text_area", "selectbox", "date_input", "radio", "checkbox")
        for element in test.get(kind)
    ]
    return next(element for element in elements if element.label in both)


def fill(test: AppTest, **said: Any) -> None:
    """Fill fields by the names of their columns."""
    for name, value in said.items():
        named(test, ENGLISH(f"cell.{name}")).set_value(value)
        test.run()


def stored(writing: Writing, project: str) -> tuple[Flow, ...]:
    with writing.register.database.reading() as connection:
        return reading.read_project(connection, project).flows


def money(writing: Writing, project: str) -> list[tuple[str, int, str]]:
    return [(flow.kind.word, flow.amount_minor, flow.currency) for flow in stored(writing, project)]


def test_a_row_is_recorded_once_and_the_figures_say_what_moved(
    writing: Writing, page: Open
) -> None:
    project = writing.published("Recorded on")
    test = page("record", as_role="secretary", project=project)
    fill(test, kind="commitment", provider="ILLUSTRATIVE-A", amount="400,000.00", currency="EUR")
    fill(test, value_date=TYPED_DAY, source="Letter 12")
    button(test, ENGLISH("record.save")).click()
    test.run()
    assert not test.exception
    assert money(writing, project) == [("commitment", 40_000_000, "EUR")]
    said = html(test)
    stage, amount = ENGLISH("flow.commitment"), ENGLISH.exact(40_000_000, "EUR")
    assert ENGLISH("record.recorded.flow", stage=stage, amount=amount) in said
    assert f"<s>{ENGLISH.amount(120_000_000, 'EUR')}</s>" in said  # the gap as it was
    assert named(test, ENGLISH("cell.amount")).value == ""  # the next form is empty


AMBIGUOUS = [
    ("en", "250,000", "EUR", ("250 thousand euros", "250 euros"), 25_000_000),
    ("fr", "250,000", "EUR", ("250 milliers d’euros", "250 euros"), 25_000_000),
    ("ar", "٢٥٠٬٠٠٠", "LYD", ("250 ألف دينار ليبي", "250 دينارًا ليبيًا"), 250_000_000),
    ("en", "250.567", "LYD", ("about 250.57 thousand Libyan dinars", "250.567 Libyan dinars"), 250_567),
    ("en", "1.000", "JPY", ("1 thousand Japanese yen", "1 Japanese yen"), 1),
    ("fr", "1,366", "EUR", ("environ 1,37 millier d’euros",), 136_600),
    ("en", "77,777", "XOF", ("about 77.78 thousand West African CFA francs",), 77_777),
]  # fmt: skip


@pytest.mark.parametrize(("language", "said", "currency", "offered", "recorded"), AMBIGUOUS)
def test_an_amount_of_two_readings_is_refused_and_a_button_fills_in_the_one_that_is_meant(
    writing: Writing,
    page: Open,
    language: str,
    said: str,
    currency: str,
    offered: tuple[str, ...],
    recorded: int,
) -> None:
    project, words = writing.published("Two readings"), Translator(language)
    test = page("record", language, as_role="secretary", project=project)
    fields = {
        "kind": "pledge", "provider": "ILLUSTRATIVE-A", "currency": currency,
        "value_date": TYPED_DAY, "amount": said,
    }  # fmt: skip
    for name, value in fields.items():
        named(test, words(f"cell.{name}"), words).set_value(value)
        test.run()
    sentence = words("error.ambiguous_amount", text=said)
    if len(offered) == 1:
        sentence = words("error.one_reading", text=said, currency=currency)
        assert words("error.ambiguous_amount", text=said) not in html(test)
    assert html(test).count(sentence) == 1
    button(test, words("record.save")).click()
    test.run()
    assert html(test).count(sentence) == 1
    assert money(writing, project) == []
    again = page("record", language, as_role="secretary", project=project)  # after a reload
    assert sentence in html(again)
    readings = [b for b in again.button if "-reading-" in str(b.key)]
    assert [b.label.replace("\\", "") for b in readings] == list(offered)
    wanted = with_scale(Money(recorded, currency), language)
    next(b for b in readings if b.label.replace("\\", "") == wanted).click()
    again.run()
    assert not again.exception
    assert not again.warning
    assert sentence not in html(again)
    assert echo(Money(recorded, currency), language) in html(again)
    button(again, words("record.save")).click()
    again.run()
    assert money(writing, project) == [("pledge", recorded, currency)]


def test_a_refused_row_keeps_what_was_typed_with_a_sentence_beside_each_field(
    writing: Writing, page: Open
) -> None:
    project, revision = writing.published("Refused"), writing.register.database.revision()
    test = page("record", as_role="secretary", project=project)
    fill(test, kind="pledge", amount="-5", currency="EUR")
    button(test, ENGLISH("record.save")).click()
    test.run()
    said = html(test)
    assert ENGLISH("error.entry_refused") in said
    assert said.count('class="rp-wrong"') >= 2  # the funder and the day are missing
    assert named(test, ENGLISH("cell.amount")).value == "-5"
    fill(test, provider="ILLUSTRATIVE-A", value_date=TYPED_DAY)
    button(test, ENGLISH("record.save")).click()
    test.run()
    assert ENGLISH("error.not_positive") in html(test)
    assert writing.register.database.revision() == revision


def test_what_was_typed_stands_there_again_after_a_reload_until_it_is_recorded(
    writing: Writing, page: Open
) -> None:
    project = writing.published("Interrupted")
    typed: dict[str, Any] = {"kind": "commitment", "provider": "ILLUSTRATIVE-A", "amount": "7"}
    typed |= {"currency": "EUR", "value_date": TYPED_DAY, "in_kind": True, "note": "*half*"}
    fill(page("record", as_role="secretary", project=project), **typed)
    again = page("record", as_role="secretary", project=project)
    assert not again.exception
    for name, said in typed.items():
        assert named(again, ENGLISH(f"cell.{name}")).value == said, name
    assert "and have not recorded it" in html(again)
    other = page("record", as_role="reviewer", project=project)
    assert named(other, ENGLISH("cell.amount")).value == ""
    button(again, ENGLISH("record.save")).click()
    again.run()
    assert money(writing, project) == [("commitment", 700, "EUR")]
    empty = page("record", as_role="secretary", project=project)
    assert named(empty, ENGLISH("cell.amount")).value == ""
    assert "and have not recorded it" not in html(empty)


def test_what_was_typed_can_be_cleared_away(writing: Writing, page: Open) -> None:
    project = writing.published("Cleared")
    fill(page("record", as_role="secretary", project=project), amount="7")
    again = page("record", as_role="secretary", project=project)
    button(again, ENGLISH("record.kept.clear")).click()
    again.run()
    assert named(again, ENGLISH("cell.amount")).value == ""
    assert (
        named(page("record", as_role="secretary", project=project), ENGLISH("cell.amount")).value
        == ""
    )


@pytest.mark.parametrize("field", ["milestones", "status"])
def test_progress_that_was_typed_stands_there_again(
    writing: Writing, page: Open, field: str
) -> None:
    project = writing.published("On its way")
    asked = {"project": project, "field": field}
    day = "record.day" if field == "milestones" else "record.status.day"
    first = page("record", as_role="secretary", **asked)
    named(first, ENGLISH(day)).set_value(TYPED_DAY)
    first.run()
    again = page("record", as_role="secretary", **asked)
    assert not again.exception
    assert named(again, ENGLISH(day)).value == TYPED_DAY


def test_a_pledge_half_typed_stands_there_again(writing: Writing, page: Open) -> None:
    project = writing.published("Half pledged")
    fill(page("record", as_role="donor", project=project), amount="9", currency="EUR")
    again = page("record", as_role="donor", project=project)
    assert named(again, ENGLISH("cell.amount")).value == "9"


def test_the_same_row_again_is_asked_for(writing: Writing, page: Open) -> None:
    project = writing.published("Twice")
    test = page("record", as_role="secretary", project=project)
    said: dict[str, Any] = {"kind": "disbursement", "provider": "ILLUSTRATIVE-A"}
    said |= {"amount": "100", "currency": "EUR", "value_date": TYPED_DAY}
    for expected in (1, 1):
        fill(test, **said)
        button(test, ENGLISH("record.save")).click()
        test.run()
        assert len(money(writing, project)) == expected
    assert ENGLISH("error.same_flow", reference=stored(writing, project)[0].reference) in html(test)
    named(test, ENGLISH("record.again")).set_value(True)
    button(test, ENGLISH("record.save")).click()
    test.run()
    assert len(money(writing, project)) == 2


def test_a_correction_is_typed_as_what_the_row_should_read(writing: Writing, page: Open) -> None:
    project = writing.published("Corrected")
    who = writing.people[UserRole.SECRETARY]
    entry = FlowEntry("disbursement", "ILLUSTRATIVE-A", "500", "XOF", "2014-03-01")
    transactions.record_flow(writing.register, who, project, entry, token="first")
    test = page("record", as_role="secretary", project=project)
    named(test, ENGLISH("record.what")).set_value(True)
    test.run()
    row = named(test, ENGLISH("cell.corrects"))
    row.set_value(row.options[-1])  # the first is none at all
    test.run()
    label = ENGLISH("record.correction.should_read", currency="XOF")
    named(test, label).set_value("300")
    test.run()
    amount, day = ENGLISH.exact(200, "XOF"), writing.day
    first = stored(writing, project)[0].reference
    lowers = ENGLISH("record.correction.lowers", reference=first, amount=amount, day=day)
    assert lowers in html(test)  # what it comes to is told before it is recorded
    button(test, ENGLISH("record.save")).click()
    test.run()
    assert not test.exception
    assert money(writing, project)[1] == ("disbursement", -200, "XOF")
    assert ENGLISH("projects.corrects", reference=first) in html(test)
    added = stored(writing, project)[1].reference
    assert ENGLISH("projects.corrected_by", reference=added) in html(test)


def test_a_row_only_proposed_is_withdrawn_with_a_reason(writing: Writing, page: Open) -> None:
    project, who = writing.published("Withdrawn from"), writing.people[UserRole.SECRETARY]
    entry = FlowEntry("commitment", "ILLUSTRATIVE-A", "777", "EUR", "2014-03-01")
    row = transactions.record_flow(writing.register, who, project, entry, token="first")
    test = page("record", as_role="secretary", project=project)
    key = f"withdraw-{project}-{row}"
    button(test, ENGLISH("record.withdraw.save"), key).click()
    test.run()
    assert ENGLISH("error.reason_missing") in html(test)
    next(f for f in test.text_area if str(f.key).startswith(key)).set_value("Typed twice")
    button(test, ENGLISH("record.withdraw.save"), key).click()
    test.run()
    assert not test.exception
    assert ENGLISH("record.rows.none") in html(test)
    assert ENGLISH.exact(77_700, "EUR") not in html(test)
    read = html(page("projects", as_role="secretary", project=project))
    assert ENGLISH("projects.ledger.none") in read
    assert "Typed twice" in read
    assert ENGLISH("confidence.withdrawn") in read


def test_another_like_this_begins_the_form_and_leaves_the_facts_to_be_typed(
    writing: Writing, page: Open
) -> None:
    project, who = writing.published("Another"), writing.people[UserRole.SECRETARY]
    entry = FlowEntry("disbursement", "ILLUSTRATIVE-A", "500", "XOF", "2014-03-01", source="L")
    transactions.record_flow(writing.register, who, project, entry, token="first")
    test = page("record", as_role="secretary", project=project)
    button(test, ENGLISH("record.another")).click()
    test.run()
    assert not test.exception
    shared = {"kind": "disbursement", "provider": "ILLUSTRATIVE-A", "currency": "XOF"}
    for name, said in shared.items():
        assert named(test, ENGLISH(f"cell.{name}")).value == said, name
    for name in ("amount", "value_date", "source"):
        assert not named(test, ENGLISH(f"cell.{name}")).value, name
    fill(test, amount="700", value_date=TYPED_DAY)
    button(test, ENGLISH("record.another")).click()
    test.run()
    assert ENGLISH("error.form_in_use") in html(test)  # nothing typed is overwritten
    assert named(test, ENGLISH("cell.amount")).value == "700"
    button(test, ENGLISH("record.save")).click()
    test.run()
    assert money(writing, project)[1] == ("disbursement", 700, "XOF")


def test_a_source_lets_a_proposed_row_count(writing: Writing, page: Open) -> None:
    project = writing.published("Documented")
    entry = FlowEntry("commitment", "ILLUSTRATIVE-A", "500", "EUR", "2014-03-01")
    who = writing.people[UserRole.SECRETARY]
    reference = transactions.record_flow(writing.register, who, project, entry, token="first")
    test = page("record", as_role="secretary", project=project)
    key = f"document-{project}-{reference}"
    next(f for f in test.text_input if str(f.key).startswith(key)).set_value("Letter 7")
    button(test, ENGLISH("record.document.save"), key).click()
    test.run()
    assert ENGLISH("record.recorded.documented", reference=reference) in html(test)
    assert ENGLISH("confidence.documented") in html(test)


def test_a_milestone_is_done_with_evidence_and_a_status_changes(
    writing: Writing, page: Open
) -> None:
    project = writing.published("Progressing")
    test = page("record", as_role="secretary", project=project, field="milestones")
    named(test, ENGLISH("record.milestone")).set_value("M-1")
    named(test, ENGLISH("record.state")).set_value("done")
    named(test, ENGLISH("record.day")).set_value(TYPED_DAY)
    test.run()
    button(test, ENGLISH("record.save")).click()
    test.run()
    assert ENGLISH("error.missing") in html(test)  # nothing is done without evidence
    named(test, ENGLISH("record.evidence")).set_value("Minutes of the opening")
    test.run()
    button(test, ENGLISH("record.save")).click()
    test.run()
    assert not test.exception
    button(test, ENGLISH("record.part.status")).click()
    test.run()
    named(test, ENGLISH("axis.status")).set_value("suspended")
    named(test, ENGLISH("record.status.day")).set_value(TYPED_DAY)
    test.run()
    button(test, ENGLISH("record.save")).click()
    test.run()
    assert not test.exception
    with writing.register.database.reading() as connection:
        found = reading.read_project(connection, project)
    assert [row.status.word for row in found.statuses] == ["implementation", "suspended"]
    assert max(found.milestones[0].versions, key=lambda v: v.recorded_at).evidence.startswith("Min")


def test_a_funder_may_only_propose_a_pledge_and_plan_a_disbursement(
    writing: Writing, page: Open
) -> None:
    project = writing.published("Proposed to")
    test = page("record", as_role="donor", project=project)
    assert [box.label for box in test.selectbox] == [  # neither a stage nor a funder to choose
        ENGLISH("entry.needed", field=ENGLISH("cell.currency")),
        ENGLISH("cell.finance_type"),
        ENGLISH("cell.announcement"),
        ENGLISH("entry.needed", field=ENGLISH("cell.currency")),  # of what is planned
    ]
    fill(test, amount="100", currency="EUR", value_date=TYPED_DAY)
    button(test, ENGLISH("donor.propose")).click()
    test.run()
    assert not test.exception
    assert money(writing, project) == [("pledge", 10_000, "EUR")]
    public = html(page("projects", project=project))
    assert ENGLISH.exact(10_000, "EUR") in public  # the funder's own word is public at once
    assert ENGLISH("confidence.stated") in public


def test_what_is_only_proposed_is_seen_by_its_funder_and_by_no_other_reader(
    writing: Writing, page: Open
) -> None:
    project, who = writing.published("Only proposed"), writing.people[UserRole.SECRETARY]
    entry = FlowEntry("pledge", "ILLUSTRATIVE-A", "100", "EUR", "2014-03-01")
    transactions.record_flow(writing.register, who, project, entry, token="first")
    said = ENGLISH.exact(10_000, "EUR")
    assert said not in html(page("projects", project=project))
    assert said in html(page("projects", as_role="donor", project=project))
