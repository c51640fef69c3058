"""Rates, the conference's date, reporting periods and history on the page of administration."""

import sqlite3
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from portfolio.domain import dates
from portfolio.domain.errors import RateNotExact
from portfolio.domain.money import Rate
from portfolio.domain.params import UserRole
from portfolio.present.html import esc, plain
from portfolio.services import reference, transactions
from portfolio.services.live import LivePortfolio
from portfolio.services.reference import set_conference
from portfolio.store import history
from portfolio.store.rates import read_rates
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.services.desk import flow
from tests.services.hostile import MARKUP, UNKEPT
from tests.ui.conftest import Open, html
from tests.ui.writing import Writing, button

WORDS = Translator("en")
TABLE = "currency,day,per_eur\nDZD,2014-03-03,107.5\nDZD,2014-03-04,none\n"


def named(test: AppTest, key: str, words: Translator = WORDS) -> Any:
    """The widget of a label."""
    kinds = ("text_input", "text_area", "selectbox", "date_input", "checkbox", "file_uploader")
    found: list[Any] = [widget for kind in kinds for widget in test.get(kind)]
    return next(widget for widget in found if widget.label == words(key))


def fill(test: AppTest, **said: Any) -> None:
    for key, value in said.items():
        named(test, key.replace("__", ".")).set_value(value)


def press(test: AppTest, key: str, **values: Any) -> str:
    """Everything the page says once a button was pressed."""
    button(test, WORDS(key, **values)).click()
    test.run()
    assert not test.exception
    return html(test)


def kept(register: LivePortfolio, currency: str) -> list[Rate]:
    with register.database.reading() as connection:
        return [rate for rate in read_rates(connection) if rate.currency == currency]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", ["rates", "conference", "periods", "history"])
def test_every_section_opens_in_every_language(
    demonstration: LivePortfolio, page: Open, section: str, language: str
) -> None:
    title = {"conference": "conference.set"}.get(section, f"{section}.title")
    test = page("administration", language, as_role="administrator", section=section)
    assert not test.exception
    assert f">{esc(Translator(language)(title))}<" in html(test)


def test_a_secretary_sees_what_waits_and_enters_no_rate(writing: Writing, page: Open) -> None:
    test = page("administration", as_role="secretary", section="rates")
    assert esc(WORDS("rates.waiting")) in html(test)
    assert WORDS("rates.save") not in [b.label for b in test.button]


def test_a_reviewer_keeps_periods_and_sets_no_date(writing: Writing, page: Open) -> None:
    test = page("administration", as_role="reviewer", section="periods")
    assert WORDS("periods.save") in [b.label for b in test.button]
    test = page("administration", as_role="reviewer", section="conference")
    assert WORDS("conference.save") not in [b.label for b in test.button]


def test_money_that_waits_is_listed_until_its_rate_is_entered(writing: Writing, page: Open) -> None:
    project = writing.published("Border posts")
    row = flow(provider="ILLUSTRATIVE-B", kind="commitment", currency="DZD", source="A 7")
    transactions.record_flow(
        writing.register, writing.people[UserRole.SECRETARY], project, row, token=writing.token()
    )
    test = page("administration", as_role="administrator", section="rates")
    assert esc(WORDS.exact(3_000_000_00, "DZD")) in html(test)
    fill(
        test,
        cell__currency="DZD",
        rates__day="28 février 2014",
        rates__per_eur="107.5",
        cell__source="Bank of Algeria",
    )
    said = press(test, "rates.save")
    assert WORDS("rates.saved", rate="107.5", currency="DZD", day=date(2014, 2, 28)) in said
    assert esc(WORDS.exact(3_000_000_00, "DZD")) not in said
    assert [rate.per_eur for rate in kept(writing.register, "DZD")] == [10_750_000_000]
    assert named(test, "cell.source").value == ""


def test_a_wrong_rate_is_answered_beside_its_fields_and_nothing_typed_is_lost(
    writing: Writing, page: Open
) -> None:
    before = len(kept(writing.register, "USD"))
    test = page("administration", as_role="administrator", section="rates")
    # Signs no record keeps are said first; what else is wrong with the fields is said together.
    unread = UNKEPT["right to left"][0]
    for typed, source, wrong in (
        ("-1.3", "", 3), ("1,3658", "", 3), (MARKUP[1], "", 3), (UNKEPT["too long"][0], unread, 2),
    ):  # fmt: skip
        fill(
            test,
            cell__currency="USD",
            rates__day="1/1/2099",
            rates__per_eur=typed,
            cell__source=source,
        )
        said = press(test, "rates.save")
        assert said.count('class="rp-wrong"') == wrong
        assert MARKUP[1] not in said
        assert named(test, "rates.per_eur").value == typed
        assert named(test, "rates.day").value == "1/1/2099"
    assert len(kept(writing.register, "USD")) == before


def test_a_decimal_comma_is_read_in_french(writing: Writing, page: Open) -> None:
    words = Translator("fr")
    test = page("administration", "fr", as_role="administrator", section="rates")
    for key, value in (
        ("cell.currency", "DZD"),
        ("rates.day", "28/02/2014"),
        ("rates.per_eur", "107,5"),
        ("cell.source", "Banque d’Algérie"),
    ):
        named(test, key, words).set_value(value)
    button(test, words("rates.save")).click().run()
    assert [rate.per_eur for rate in kept(writing.register, "DZD")] == [10_750_000_000]


def test_a_rate_far_from_its_neighbour_is_saved_only_when_both_were_shown(
    writing: Writing, page: Open
) -> None:
    before = kept(writing.register, "USD")
    test = page("administration", as_role="administrator", section="rates")
    fill(test, cell__currency="USD", rates__day="1/3/2014", cell__source="CBL")
    fill(test, rates__per_eur="1366.5")
    said = press(test, "rates.save")
    near = max((rate for rate in before if rate.day < date(2014, 3, 1)), key=lambda r: r.day)
    assert f"{near.decimal().normalize():f}" in said
    assert kept(writing.register, "USD") == before
    button(test, plain(WORDS("rates.confirm", rate=Decimal("1366.5")))).click()
    test.run()
    assert not test.exception
    (new,) = set(kept(writing.register, "USD")) - set(before)
    assert (new.day, new.decimal()) == (date(2014, 3, 1), Decimal("1366.5"))
    again = html(page("administration", as_role="administrator", section="rates"))
    assert WORDS("rates.doubtful") in again


def test_a_rate_of_two_readings_is_echoed_as_the_one_its_neighbours_bear_out(
    writing: Writing, page: Open
) -> None:
    before = kept(writing.register, "USD")
    test = page("administration", as_role="administrator", section="rates")
    fill(test, cell__currency="USD", rates__day="1/3/2014", cell__source="CBL")
    fill(test, rates__per_eur="1,366")
    test.run()
    assert "1.366 USD for 1 euro; beside it" in html(test)
    press(test, "rates.save")
    (new,) = set(kept(writing.register, "USD")) - set(before)
    assert new.decimal() == Decimal("1.366")


def test_a_rate_of_two_readings_without_a_neighbour_offers_both(
    writing: Writing, page: Open
) -> None:
    test = page("administration", as_role="administrator", section="rates")
    fill(test, cell__currency="DZD", rates__day="1/3/2014", cell__source="BA")
    fill(test, rates__per_eur="107,123")
    said = press(test, "rates.save")
    assert said.count(esc(WORDS("error.ambiguous_rate", text="107,123"))) == 1
    assert not kept(writing.register, "DZD")
    button(test, plain("107.123 DZD for 1 euro")).click()
    test.run()
    assert named(test, "rates.per_eur").value == "107.1230"
    press(test, "rates.save")
    assert [rate.decimal() for rate in kept(writing.register, "DZD")] == [Decimal("107.123")]


def test_lines_far_from_their_neighbours_are_confirmed_one_by_one(
    writing: Writing, page: Open
) -> None:
    before = kept(writing.register, "USD")
    table = "currency,day,per_eur\nUSD,2014-03-01,1366\nUSD,2014-03-02,0.001\n"
    test = page("administration", as_role="administrator", section="rates")
    fill(test, rates__paste=table, rates__source__rest="CBL")
    said = press(test, "rates.look")
    assert WORDS("rates.waits") in said
    boxes = [box for box in test.checkbox if "confirm-" in str(box.key)]
    assert [box.label.count("1,366") for box in boxes] == [1, 0]
    boxes[0].check()
    test.run()
    test.checkbox(key=_key(test, WORDS.count("rates.leave_out.waiting", 1))).check()
    _pressed(test, WORDS.count("rates.write", 1))
    assert [r.decimal() for r in set(kept(writing.register, "USD")) - set(before)] == [1366]


def test_a_table_of_which_every_line_is_bad_says_so(writing: Writing, page: Open) -> None:
    test = page("administration", as_role="administrator", section="rates")
    fill(test, rates__paste="currency,day,per_eur\nDZD,2014-03-04,none\n", rates__source__rest="B")
    said = press(test, "rates.look")
    assert esc(WORDS("rates.none_usable")) in said
    assert esc(WORDS("rates.nothing")) not in said


def test_a_file_is_looked_at_like_what_is_pasted(writing: Writing, page: Open) -> None:
    test = page("administration", as_role="administrator", section="rates")
    named(test, "rates.file").set_value(("rates.csv", TABLE.encode(), "text/csv"))
    fill(test, rates__source__rest="Bank of Algeria")
    assert esc(WORDS.error(RateNotExact(text="none"))) in press(test, "rates.look")


def test_a_table_is_looked_at_and_then_written(writing: Writing, page: Open) -> None:
    test = page("administration", as_role="administrator", section="rates")
    fill(test, rates__paste=TABLE, rates__source__rest="Bank of Algeria")
    said = press(test, "rates.look")
    assert esc(WORDS.error(RateNotExact(text="none"))) in said
    assert not kept(writing.register, "DZD")
    label = WORDS.count("rates.write", 1)
    refused = _pressed(test, label)
    assert esc(WORDS("error.rates_refused", lines=1)) in refused
    assert not kept(writing.register, "DZD")
    test.checkbox(key=_key(test, WORDS.count("rates.leave_out", 1))).check()
    said = _pressed(test, label)
    assert esc(WORDS.count("rates.imported", 1)) in said
    assert [rate.day for rate in kept(writing.register, "DZD")] == [date(2014, 3, 3)]


def test_what_is_no_table_is_said_beside_the_field(writing: Writing, page: Open) -> None:
    test = page("administration", as_role="administrator", section="rates")
    fill(test, rates__paste=MARKUP[1])
    said = press(test, "rates.look")
    assert 'class="rp-wrong"' in said
    assert MARKUP[1] not in said
    assert named(test, "rates.paste").value == MARKUP[1]


def test_the_conference_is_set_with_a_warning_outside_its_window(
    writing: Writing, page: Open
) -> None:
    test = page("administration", as_role="administrator", section="conference")
    day = date(2015, 2, 1)
    fill(test, conference__day="1 February 2015")
    assert "rp-warning" in html(test.run())
    said = press(test, "conference.save")
    assert esc(WORDS("error.field_empty")) in said
    assert dates.parse(named(test, "conference.day").value) == day
    fill(test, conference__source="Note verbale 7", column__reason="put off by the host")
    assert esc(WORDS("conference.saved", day=day)) in press(test, "conference.save")
    assert writing.register.conference == day


def test_a_period_is_added_locked_and_unlocked(writing: Writing, page: Open) -> None:
    name = "<b>Q1</b> **2014**"
    test = page("administration", as_role="administrator", section="periods")
    fill(test, periods__name=name, periods__first="31.3.2014")
    fill(test, periods__last="01012014")
    said = press(test, "periods.save")
    assert 'class="rp-wrong"' in said
    assert named(test, "periods.name").value == name
    fill(test, periods__first="1/1/2014", periods__last="31 مارس 2014")
    said = press(test, "periods.save")
    assert esc(name) in said
    assert name not in said
    who = writing.people[UserRole.ADMINISTRATOR]
    lock = next(b for b in test.button if b.label.startswith("Lock “"))
    lock.click().run()
    assert [p.is_locked for p in reference.list_periods(writing.register, who)] == [True]
    unlock = next(b for b in test.button if b.label.startswith("Unlock “"))
    unlock.click().run()
    assert esc(WORDS("error.field_empty")) in html(test)
    fill(test, column__reason="a row was missing")
    next(b for b in test.button if b.label.startswith("Unlock “")).click().run()
    assert [p.is_locked for p in reference.list_periods(writing.register, who)] == [False]


def _key(test: AppTest, label: str) -> str:
    return next(str(box.key) for box in test.checkbox if box.label == label)


def _pressed(test: AppTest, label: str) -> str:
    button(test, label).click().run()
    assert not test.exception
    return html(test)


def test_the_chain_is_checked_from_the_page(writing: Writing, page: Open) -> None:
    register, who = writing.register, writing.people[UserRole.ADMINISTRATOR]
    why = f"put off {MARKUP[1]}"
    set_conference(register, who, date(2014, 11, 3), "A letter", why, token=writing.token())
    test = page("administration", as_role="secretary", section="history")
    said = html(test)
    assert esc(why) in said
    assert why not in said
    assert 'rp-verdict"' not in said
    said = press(test, "history.check")
    with register.database.reading() as connection:
        head = history.read_head(connection)
    assert esc(WORDS("history.sound", entries=head.length, head=head.hash)) in said
    with sqlite3.connect(str(register.database.engine.url.database)) as tampering:
        tampering.execute("DROP TRIGGER history_is_never_changed")
        tampering.execute("UPDATE history SET reason = 'other' WHERE number = ?", (head.length,))
    said = press(test, "history.check")
    assert esc(WORDS("history.changed", number=head.length)) in said
