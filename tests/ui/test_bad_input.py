"""Bad input of relations, lists, schedules and addresses: a sentence beside the field, nothing lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from portfolio.domain.clauses import AdoptedAhead
from portfolio.domain.errors import UnknownFilter
from portfolio.domain.fields import EntryStep
from portfolio.domain.flows import OutsideItsEnd, OutsideItsStart
from portfolio.domain.params import UserRole
from portfolio.services import draft_checks, lists
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import entry_form
from tests.ui.conftest import Open, html
from tests.ui.test_list_entry import DOCUMENT
from tests.ui.test_list_entry import draft as a_list
from tests.ui.writing import Writing, button

RELATION = {
    "relation": "context",
    "relation_reasons": {"en": "A wider programme"},
    "relation_source": "Report of 2014",
}
SCHEDULE = {
    "key": "s",
    "provider": "ILLUSTRATIVE-B",
    "first_day": "2014-07-01",
    "last_day": "2014-12-31",
    "amount": "100000",
    "currency": "EUR",
    "source": "",
}
LIFE = {"start_planned": "2014-01-01", "end_planned": "2015-06-30"}


def blocks(found: Block) -> Iterator[Block]:
    for child in found.children.values():
        if isinstance(child, Block):
            yield child
            yield from blocks(child)


def beside(test: AppTest, field: str) -> str:
    """What stands in the container of a field, in plain text."""
    own = next(b for b in blocks(test.main) if getattr(b.proto, "id", "").endswith(f"-{field}"))
    return unescape(
        "\n".join(child.proto.body for child in own if getattr(child, "type", "") == "html")
    )


def widget(test: AppTest, form: str, field: str, row: str = "", column: str = "") -> Any:
    key = entry_form.key(form, field, row, column)
    every = (*test.text_input, *test.text_area, *test.selectbox)
    return next(element for element in every if element.key == key)


def typing(writing: Writing, page: Open, language: str, step: EntryStep, **changes: Any) -> AppTest:
    """The form of a draft that could be published but for ``changes``, at a step."""
    draft = writing.draft("In hand", **changes)
    return page("entry", language, as_role="secretary", draft=str(draft.id), step=str(int(step)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", ["relation_reasons", "relation_source"])
def test_a_relation_without_reason_or_source_says_so_beside_the_field(
    writing: Writing, page: Open, language: str, field: str
) -> None:
    words = Translator(language)
    test = typing(writing, page, language, EntryStep.CLAUSES, **RELATION)
    number = int(test.query_params["draft"])
    form, own = f"e{number}-0", "en" if field == "relation_reasons" else ""
    phrase = words(f"error.relation_without_{'reason' if own else 'source'}")
    assert phrase not in html(test)
    widget(test, form, field, "", own).set_value("")
    widget(test, form, "relation").set_value("contributing")
    test.run()
    assert not test.exception
    assert phrase in beside(test, f"field-{field}")
    kept = writing.read(number).document
    assert kept["relation"] == "contributing"
    assert not (kept[field] or {}).get("en") if own else not kept[field]
    other = {"relation_reasons", "relation_source"} - {field}
    assert all(kept[name] == RELATION[name] for name in other)
    found = draft_checks.problems(writing.register, kept, project=None)
    assert [problem.field for problem in found] == [field]


def typed_list(writing: Writing, page: Open, language: str) -> tuple[AppTest, str, int]:
    made = a_list(writing, DOCUMENT)
    test = page("list_entry", language, as_role="secretary", draft=str(made.id))
    return test, f"list{made.id}-0", made.id


def read_list(writing: Writing, number: int) -> Any:
    return lists.read_list_draft(writing.register, writing.people[UserRole.SECRETARY], number)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("field", "row", "column"),
    [("list_source", "", ""), ("list_projects", "a", "reason")],
)
def test_a_list_without_source_or_a_reason_is_not_handed_in_and_says_so_beside_the_field(
    writing: Writing, page: Open, language: str, field: str, row: str, column: str
) -> None:
    words = Translator(language)
    test, form, number = typed_list(writing, page, language)
    widget(test, form, field, row, column).set_value("")
    button(test.run(), words("lists.submit")).click().run()
    assert not test.exception
    place = f"row-{field}-{row}" if row else f"field-{field}"
    assert words("error.missing") in beside(test, place)
    kept = read_list(writing, number)
    assert kept.state.can_be_edited
    assert kept.document["list_titles"] == DOCUMENT["list_titles"]
    assert widget(test, form, "list_titles", "", "en").value == "The people of the border"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_adopted_in_the_future_says_so_beside_its_day_and_the_day_stays(
    writing: Writing, page: Open, language: str
) -> None:
    words = Translator(language)
    today = datetime.now(UTC).date()
    ahead = today + timedelta(days=30)
    test, form, number = typed_list(writing, page, language)
    widget(test, form, "list_from").set_value(f"{ahead:%d/%m/%Y}")
    test.run()
    assert not test.exception
    assert words.error(AdoptedAhead(day=ahead, today=today)) in beside(test, "field-list_from")
    assert widget(test, form, "list_from").value == f"{ahead:%d/%m/%Y}"
    assert read_list(writing, number).document["list_from"] == ahead.isoformat()
    button(test, words("lists.submit")).click().run()
    assert read_list(writing, number).state.can_be_edited


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("column", "day", "error"),
    [
        ("first_day", "2013-12-31", OutsideItsStart),
        ("last_day", "2015-07-01", OutsideItsEnd),
    ],
)
def test_a_planned_payment_outside_its_projects_life_says_so_beside_its_row(
    writing: Writing, page: Open, language: str, column: str, day: str, error: Any
) -> None:
    words = Translator(language)
    test = typing(writing, page, language, EntryStep.MONEY, planned_payments=[SCHEDULE], **LIFE)
    number = int(test.query_params["draft"])
    widget(test, f"e{number}-0", "planned_payments", "s", column).set_value(day)
    test.run()
    assert not test.exception
    (problem,) = draft_checks.problems(
        writing.register, writing.read(number).document, project=None
    )
    assert isinstance(problem.error, error)
    assert (problem.field, problem.column) == ("planned_payments", column)
    assert words.error(problem.error) in beside(test, "row-planned_payments-s")
    kept = writing.read(number).document["planned_payments"]
    assert kept == [{**SCHEDULE, column: day}]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["band", "portfolio"])
@pytest.mark.parametrize("shown", ["summary", "gaps", "projects", "lists", "completeness"])
def test_an_unknown_band_or_portfolio_in_the_address_is_told_and_the_usual_one_shown(
    demonstration: LivePortfolio, page: Open, language: str, name: str, shown: str
) -> None:
    words, wrong = Translator(language), "<b>both</b>"
    told = html(page(shown, language, **{name: wrong}))
    assert words.error(UnknownFilter(name=name, value=wrong)) in unescape(told)
    assert wrong not in told
    usual = html(page(shown, language))
    assert words("example.mark") in told
    assert headline(told) == headline(usual)


def headline(said: str) -> str:
    start = said.index("rp-answer-said") if "rp-answer-said" in said else said.index("<table")
    return said[start : start + 400]
