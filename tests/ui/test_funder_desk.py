"""The desk of a funder: its own totals, what needs a word, the rest, filter, file, and what it can't touch."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fnmatch import fnmatch
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from portfolio.domain.flows import FlowKind, Verification
from portfolio.domain.params import Filters, UserRole
from portfolio.domain.transactions import FlowEntry
from portfolio.measures import delivery
from portfolio.measures.open_pledges import open_pledges
from portfolio.present.csv_file import SEPARATORS
from portfolio.present.html import esc
from portfolio.services import publishing, transactions, verification
from portfolio.services.live import LivePortfolio
from portfolio.services.verification import FlowName
from portfolio.store.history import read_entries
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html
from tests.ui.test_files import read
from tests.ui.writing import EXAMPLE, Writing, button

ENGLISH = Translator("en")
OWN, OTHER = "ILLUSTRATIVE-A", "ILLUSTRATIVE-B"


def entry(**changes: str) -> FlowEntry:
    """A commitment of the funder of the demonstration, without a source: it waits for the funder."""
    typed = {"kind": "commitment", "provider": OWN, "amount": "700", "currency": "EUR"}
    return FlowEntry(**{**typed, "value_date": "2014-03-01", **changes})


def recorded(writing: Writing, project: str, **changes: str) -> str:
    """Reference of a row that the secretariat recorded."""
    who = writing.people[UserRole.SECRETARY]
    return transactions.record_flow(
        writing.register, who, project, entry(**changes), token=writing.token()
    )


def boxes(test: AppTest) -> list[Any]:
    return [box for box in test.checkbox if str(box.key).startswith("confirm-several-")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_totals_are_those_of_the_funders_own_page(
    demonstration: LivePortfolio, page: Open, language: str
) -> None:
    words = Translator(language)
    params = demonstration.default_question()
    view = demonstration.view(replace(params, filters=Filters(funders=frozenset({OWN}))))
    [line] = delivery.delivery(view)
    amounts, currency = line.own_amounts, line.currency
    assert amounts is not None
    assert currency is not None
    desk = html(page("desk", language, as_role="donor"))
    there = html(page("funder", language, funder=OWN))
    block = desk.split('class="rp-own"')[1].split("</dl>")[0]
    for minor in (amounts.announcements, amounts.secured, amounts.disbursed, amounts.pledged_open):
        assert esc(words.exact(minor, currency)) in block
    for minor in (amounts.announcements, amounts.secured, amounts.disbursed, amounts.honoured):
        assert esc(words.amount(minor, currency)) in block
        assert esc(words.amount(minor, currency)) in there
    pledges = open_pledges(view)
    assert pledges.amount_minor == line.amounts.pledged_open
    assert pledges.oldest_days is not None
    assert words.count("count.days", pledges.oldest_days) in block


def test_the_totals_are_those_of_the_day_and_the_currency_of_the_view(
    demonstration: LivePortfolio, page: Open
) -> None:
    said = html(page("desk", as_role="donor", as_of="2013-11-30"))
    assert ENGLISH("desk.totals.none") in said
    assert 'class="rp-own"' not in said


def test_only_what_needs_a_word_is_unfolded(writing: Writing, page: Open) -> None:
    project = writing.published("Unfolded")
    reference = recorded(writing, project)
    rows = writing.own_flows()
    test = page("desk", as_role="donor")
    said = html(test)
    assert ENGLISH.count("donor.waiting", 1) in said
    [rest] = [block for block in test.expander if "other entries" in block.label]
    assert not rest.proto.expanded
    old = 2  # pledges of the demonstration
    assert rest.label == ENGLISH.count("desk.rest", len(rows) - old - 1)
    inside = "".join(str(element.proto.body) for element in rest.get("html"))
    assert reference not in inside.replace(project, "") or "Unfolded" not in inside
    assert inside.count("<tr>") == len(rows) - old - 1 + 1  # and the headings
    assert button(test, ENGLISH("donor.confirm"))


def test_the_filter_stands_in_the_address_and_holds_for_the_file(
    writing: Writing, page: Open, offered: dict[str, bytes]
) -> None:
    every = writing.own_flows()
    kinds = [row for row in every if row.flow.kind is FlowKind.DISBURSEMENT]
    test = page("desk", as_role="donor", stage="disbursement")
    counts = {"n": ENGLISH.number(len(kinds)), "of": ENGLISH.number(len(every))}
    assert ENGLISH("row_filter.shown", **counts) in html(test)
    [name] = [name for name in offered if fnmatch(name, "entries-*.csv")]
    lines = read(offered[name])
    assert [line[3] for line in lines[1 : len(kinds) + 1]] == ["Disbursement"] * len(kinds)
    assert lines[len(kinds) + 1] == []  # then the view in words
    assert [ENGLISH("desk.filter.stage"), "Disbursement"] in lines
    amounts = {(row.identifier, row.flow.reference): row.flow.amount_minor for row in kinds}
    for line in lines[1 : len(kinds) + 1]:
        assert line[4] == f"{amounts[line[0], line[2]] / 100:.2f}"

    offered.clear()
    html(page("desk", as_role="donor", search="agadez sebha"))
    [name] = [name for name in offered if fnmatch(name, "entries-*.csv")]
    titles = {line[1] for line in read(offered[name])[1:] if len(line) > 2}
    assert titles == {"Joint border posts on the Agadez–Sebha road"}

    stage = next(b for b in test.selectbox if b.label == ENGLISH("desk.filter.stage"))
    stage.set_value("commitment").run()
    assert test.query_params["stage"] in ("commitment", ["commitment"])


@pytest.mark.parametrize("stage", ["nothing", "<b>", "withdrawn", "\u202epledge"])
def test_a_stage_that_is_none_shows_every_entry(
    writing: Writing, page: Open, offered: dict[str, bytes], stage: str
) -> None:
    test = page("desk", as_role="donor", stage=stage)
    assert not test.exception
    [name] = [name for name in offered if fnmatch(name, "entries-*.csv")]
    assert len([line for line in read(offered[name])[1:] if len(line) > 2]) == len(
        writing.own_flows()
    )


def test_several_are_confirmed_by_one_press_in_one_transaction_and_once(
    writing: Writing, page: Open
) -> None:
    projects = [writing.published(title) for title in ("One of them", "Another of them")]
    for project in projects:
        recorded(writing, project)
        recorded(writing, project, amount="900")
    test = page("desk", as_role="donor")
    assert len(boxes(test)) == 4
    for box in boxes(test)[:3]:
        box.check()
    test.run()
    before = writing.register.database.revision()
    save = button(test, ENGLISH("donor.several.save"))
    save.click().run()
    assert not test.exception
    assert ENGLISH.count("donor.several.confirmed", 3) in html(test)
    assert writing.register.database.revision() == before + 1  # one transaction
    with writing.register.database.reading() as connection:
        mine = [e for e in read_entries(connection) if e.command == "confirm_flows"]
    assert {e.person_id for e in mine} == {writing.people[UserRole.DONOR].person}
    states = [row.confidence for row in writing.own_flows() if row.identifier in projects]
    assert sorted(states) == sorted([Verification.CONFIRMED] * 3 + [Verification.PROPOSED])


def forged(writing: Writing, test: AppTest, *names: FlowName) -> AppTest:
    """The press on the button while the session claims that these rows were chosen."""
    boxes(test)[0].check()
    test.run()
    save = button(test, ENGLISH("donor.several.save"))
    key = str(save.key).removesuffix("-save") + "-listed"
    assert key in test.session_state
    test.session_state[key] = list(names)
    return save.click().run()


def test_a_forged_choice_confirms_no_row_of_another_funder_and_none_that_is_hidden(
    writing: Writing, page: Open
) -> None:
    project = writing.published("Of two funders")
    mine = [recorded(writing, project), recorded(writing, project, amount="800")]
    other = recorded(writing, project, provider=OTHER, amount="900")
    hidden = writing.published("Withdrawn later")
    away = recorded(writing, hidden)
    reviewer = writing.people[UserRole.REVIEWER]
    publishing.withdraw_project(
        writing.register, reviewer, hidden, "2014-06-01", "no longer", token="away"
    )
    test = page("desk", as_role="donor")
    assert other not in [row.flow.reference for row in writing.own_flows() if row.funder == OTHER]
    forged(
        writing,
        test,
        FlowName(project, mine[0]),
        FlowName(project, other),
        FlowName(hidden, away),
        FlowName("RD-0000-0000", "C1"),
    )
    assert not test.exception
    said = html(test)
    assert ENGLISH("error.several_refused") in said
    assert esc(ENGLISH("error.unknown_flow", reference=other)) in said
    # Nothing is confirmed: not even the row that could be.
    who = writing.people[UserRole.SECRETARY]
    waiting = verification.list_awaiting(writing.register, who, EXAMPLE)
    assert {mine[0], mine[1], other} <= {
        row.flow.reference for row in waiting if row.identifier == project
    }


def test_the_folded_entries_sort_by_a_column_of_the_address_and_stay_open(
    writing: Writing, page: Open
) -> None:
    test = page("desk", as_role="donor", sort="entries:-amount")
    [rest] = [block for block in test.expander if "other entries" in block.label]
    assert rest.proto.expanded
    inside = "".join(str(element.proto.body) for element in rest.get("html"))
    rows = inside.split("<tbody")[1].split("<tr")[1:]
    amounts = sorted((row.flow.amount_minor for row in writing.own_flows()), reverse=True)
    assert ENGLISH.exact(amounts[0], "EUR") in rows[0] or amounts[0] > 900_000_000
    shown = [
        float(re.findall(r"€.?([−-]?[\d,.]+)", row)[0].replace(",", "").replace("−", "-"))
        for row in rows
    ]
    assert shown == sorted(shown, reverse=True)


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_says_which_entries_make_the_totals(
    demonstration: LivePortfolio, page: Open, offered: dict[str, bytes], language: str
) -> None:
    words = Translator(language)
    said = html(page("desk", language, as_role="donor"))
    [name] = [name for name in offered if fnmatch(name, "entries-*.csv")]
    lines = read(offered[name], SEPARATORS[language])
    heads, rows = lines[0], lines[1 : lines.index([])]
    counts = heads.index(words("desk.counts"))
    params = demonstration.default_question()
    view = demonstration.view(replace(params, filters=Filters(funders=frozenset({OWN}))))
    [line] = delivery.delivery(view)
    totals = {
        "desk.adds.pledged": line.amounts.announcements,
        "desk.adds.secured": line.amounts.secured,
        "desk.adds.disbursed": line.amounts.disbursed,
    }
    for key, minor in totals.items():
        [at] = [place for place, head in enumerate(heads) if head.startswith(words(key))]
        cells = [Decimal(row[at].replace(",", ".")) for row in rows if row[at]]
        assert sum(cells) * 100 == minor, key
        for row in rows:
            assert not row[at] or row[counts] == words("desk.counts.yes")
    later = words("desk.counts.later", day=date(2014, 10, 1))
    no_rate = words("desk.counts.no_rate")
    states = {(row[0], row[2]): row[counts] for row in rows}
    assert states["ILL-33", "C2"] == later
    assert {state for (project, _), state in states.items() if project == "ILL-08"} == {no_rate}
    assert esc(words("desk.counts.short")) in said
