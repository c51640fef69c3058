"""Rates by hand: a correction is a row beside the first, and one far from its neighbours waits."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from portfolio.domain.money import PARITIES, RateOffNeighbours
from portfolio.domain.params import ViewParams
from portfolio.domain.parsing import EntryRefused
from portfolio.measures.headline import headline
from portfolio.services import rates, reference
from portfolio.services.rate_import import LineState
from portfolio.store.database import Database
from portfolio.store.history import read_entries, verify
from tests.services.desk import AS_OF, Desk, a_desk
from tests.services.hostile import ABSURD, MARKUP, UNKEPT
from tests.services.rate_desk import DAY, MILLION, enter, kept, preview, refusals, secured_by


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def test_money_waits_for_its_rate_and_counts_once_it_is_entered(desk: Desk) -> None:
    secured_by(desk, "3000000", "DZD", "2014-03-01")
    assert headline(desk.register.view(ViewParams(AS_OF))).projects_left_out == 1
    waits = rates.flows_without_rate(desk.register, desk.secretary, ViewParams(AS_OF))
    assert [(w.currency, w.first, w.last, len(w.rows), w.projects) for w in waits] == [
        ("DZD", date(2014, 3, 1), date(2014, 3, 1), 1, 1)
    ]
    assert enter(desk, "DZD", date(2014, 2, 1), "400")
    assert not rates.flows_without_rate(desk.register, desk.secretary, ViewParams(AS_OF))
    assert desk.amounts().secured == 7_500_00


def test_a_correction_is_another_row_and_the_later_recorded_holds(desk: Desk) -> None:
    secured_by(desk, "3000000", "USD", "2014-06-02")
    assert desk.amounts().secured == 2_400_000_00
    enter(desk, "USD", DAY, "1.2")
    assert desk.amounts().secured == 2_500_000_00
    enter(desk, "USD", DAY, "1.5")
    assert desk.amounts().secured == 2 * MILLION
    assert [row for row in kept(desk) if row[:2] == ("USD", DAY)] == [
        ("USD", DAY, 120_000_000),
        ("USD", DAY, 150_000_000),
    ]
    with desk.register.database.reading() as connection:
        told = read_entries(connection, subject="rate")
        assert verify(connection).is_sound
    assert told[0].differences == ((DAY.isoformat(), "1.2 (CBL)", "1.5 (CBL)"),)


def test_the_same_rate_again_writes_nothing(desk: Desk) -> None:
    assert enter(desk, "MRO", DAY, "400", token="1")
    before = desk.register.database.revision()
    assert not enter(desk, "MRO", DAY, "400.00", token="2")
    assert enter(desk, "MRO", DAY, "500", token="1")
    assert desk.register.database.revision() == before


def test_a_rate_of_a_locked_period_is_refused(desk: Desk) -> None:
    register = desk.register
    reference.save_period(register, desk.reviewer, "H1", date(2014, 1, 1), AS_OF, token="1")
    reference.lock_period(register, desk.reviewer, "H1", token="2")
    with pytest.raises(EntryRefused) as caught:
        enter(desk, "MRO", AS_OF, "400")
    assert refusals(caught) == {"day": "error.rate_of_locked_period"}
    table = "currency,day,per_eur\nMRO,2014-06-30,400\nMRO,2014-07-01,400\nUSD,2014-06-01,1.25\n"
    standings = [line.state for line in preview(desk, table).lines]
    assert standings == [LineState.REJECTED, LineState.NEW, LineState.UNCHANGED]


def test_every_field_is_refused_beside_itself_and_nothing_written(desk: Desk) -> None:
    before, tomorrow = kept(desk), datetime.now(UTC).date() + timedelta(days=1)
    wrong: list[tuple[tuple[Any, ...], dict[str, str]]] = [
        ((code, DAY, "1.2"), {"currency": "error.fixed_parity"}) for code in PARITIES
    ]
    wrong.append((("", DAY, "1.2"), {"currency": "error.field_empty"}))
    for code in ("euro", "XYZ", "XXX", "US", "U$D", *MARKUP):
        wrong.append(((code, DAY, "1.2"), {"currency": "error.unknown_currency"}))
    wrong += [(("USD", day, "1.2"), {"day": "error.day_out_of_reason"}) for day in ABSURD]
    wrong.append((("USD", tomorrow, "1.2"), {"day": "error.in_the_future"}))
    wrong.append((("USD", None, "1.2"), {"day": "error.field_empty"}))
    for per_eur in (
        "", "0", "0.00", "-1.2", "1,2", "1.123456789", "1e3", "NaN", "Infinity", "1_000", "١٫٢",
        "1e999999", "9" * 100, "10000000", *MARKUP,
    ):  # fmt: skip
        wrong.append((("USD", DAY, per_eur), {"per_eur": "error.rate_not_exact"}))
    for text, phrase in (
        ("\0", "unreadable_signs"),
        ("\u202e1", "unreadable_signs"),
        ("9" * 10_000, "too_long"),
    ):
        wrong.append(((text, DAY, "1.2"), {"currency": f"error.{phrase}"}))
        wrong.append((("USD", DAY, text), {"per_eur": f"error.{phrase}"}))
    wrong += [(("USD", DAY, "1.2", said), {"source": why}) for said, why in UNKEPT.values()]
    wrong.append(
        (
            ("EUR", None, "-1", ""),
            {
                "currency": "error.fixed_parity",
                "day": "error.field_empty",
                "per_eur": "error.rate_not_exact",
                "source": "error.field_empty",
            },
        )
    )
    for typed, said in wrong:
        with pytest.raises(EntryRefused) as caught:
            enter(desk, *typed, token="1")
        assert refusals(caught) == said, typed
        for problem in caught.value.problems:  # nobody is told ten thousand letters again
            assert all(len(str(value)) < 60 for value in problem.error.values.values())
    assert kept(desk) == before


def test_a_rate_far_from_its_neighbour_waits_for_a_confirmation_that_shows_both(desk: Desk) -> None:
    before = kept(desk)
    with pytest.raises(RateOffNeighbours) as caught:
        enter(desk, "USD", DAY, "1366")
    assert caught.value.values == {
        "currency": "USD", "rate": Decimal(1366), "day": DAY,
        "neighbour": Decimal("1.25"), "neighbour_day": date(2014, 6, 1),
    }  # fmt: skip
    with pytest.raises(RateOffNeighbours):  # what was confirmed is another rate
        enter(desk, "USD", DAY, "1366", accepted_rate=Decimal("1367"))
    assert kept(desk) == before
    assert enter(desk, "USD", DAY, "1366", accepted_rate=Decimal(1366))
    assert set(kept(desk)) - set(before) == {("USD", DAY, 136_600_000_000)}


@pytest.mark.parametrize(
    ("days", "per_eur", "is_off"),
    [(1, "1.5625", False), (1, "1.56250001", True), (1, "1", False), (1, "0.99999999", True),
     (62, "9", True), (63, "9", False), (-62, "9", True), (-63, "9", False), (0, "9", True)],
)  # fmt: skip
def test_neighbours_are_62_days_away_at_most_and_a_quarter_is_not_too_far(
    sqlite_desk: Desk, days: int, per_eur: str, is_off: bool
) -> None:
    on = date(2014, 6, 1) + timedelta(days=days)  # the record holds 1.25 on the first of June
    weighed = rates.weigh_rate(sqlite_desk.register, sqlite_desk.administrator, "USD", on, per_eur)
    assert isinstance(weighed.error, RateOffNeighbours) == is_off


@pytest.mark.parametrize("text", ["1,366?", "1.366?", "١٫٣٦٦?"])
def test_a_rate_of_two_readings_is_the_one_that_its_neighbour_bears_out(
    desk: Desk, text: str
) -> None:
    assert enter(desk, "USD", DAY, text)
    assert kept(desk)[-1] == ("USD", DAY, 136_600_000)


def test_a_rate_of_two_readings_without_a_neighbour_is_refused_beside_its_field(desk: Desk) -> None:
    before = kept(desk)
    for code, on in (("USD", date(2013, 1, 1)), ("DZD", DAY)):
        with pytest.raises(EntryRefused) as caught:
            enter(desk, code, on, "1,366?")
        assert refusals(caught) == {"per_eur": "error.ambiguous_rate"}
    assert kept(desk) == before


def test_the_latest_rate_of_each_currency_is_listed(desk: Desk) -> None:
    enter(desk, "USD", DAY, "1.3", token="1")
    enter(desk, "USD", DAY, "1.4", token="2")
    newest = rates.newest_rates(desk.register, desk.secretary)
    assert [(rate.currency, rate.day, rate.per_eur) for rate in newest] == [
        ("TND", date(2014, 6, 1), 125_000_000),
        ("USD", DAY, 140_000_000),
    ]
