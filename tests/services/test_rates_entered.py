"""Rates by hand: a correction is a row beside the first, a table is written whole or not at all."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.money import PARITIES, RateOffNeighbours
from portfolio.domain.params import ViewParams
from portfolio.domain.parsing import EntryRefused
from portfolio.exchange.rates import MOST_BYTES, MOST_RATES, read_lines
from portfolio.measures.headline import headline
from portfolio.services import rate_import, rates, reference, transactions
from portfolio.services.rate_import import LineState, RateImportPreview, RatesRefused
from portfolio.store.database import Database
from portfolio.store.history import read_entries, verify
from portfolio.store.rates import read_rates
from tests.building.effort import small
from tests.services.desk import AS_OF, Desk, a_desk, flow
from tests.services.hostile import ABSURD, MARKUP, UNKEPT

MILLION = 1_000_000_00
DAY = date(2014, 6, 2)


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


@pytest.fixture
def sqlite_desk(sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    """No engine decides what is a table."""
    shutil.copy(sqlite_template, tmp_path / "rates.db")
    opened = Database(f"sqlite:///{tmp_path / 'rates.db'}")
    yield a_desk(opened)
    opened.close()


def enter(desk: Desk, code: str, on: Any, per_eur: str, source: str = "CBL", **how: Any) -> bool:
    how.setdefault("token", f"{code[:9]}{on}{per_eur[:9]}{source[:9]}")
    register, who = desk.register, desk.administrator
    return rates.enter_rate(register, who, code, on, per_eur, source, **how)


def preview(desk: Desk, table: str, source: str = "CBL") -> RateImportPreview:
    return rate_import.preview_rates(desk.register, desk.administrator, table.encode(), source)


def keep(desk: Desk, table: str, source: str = "CBL", **how: Any) -> RateImportPreview:
    how.setdefault("token", "t")
    data = table.encode()
    return rate_import.import_rates(desk.register, desk.administrator, data, source, **how)


def kept(desk: Desk) -> list[tuple[str, date, int]]:
    with desk.register.database.reading() as connection:
        return [(rate.currency, rate.day, rate.per_eur) for rate in read_rates(connection)]


def refusals(caught: pytest.ExceptionInfo[EntryRefused]) -> dict[str, str]:
    return {problem.field: problem.error.phrase for problem in caught.value.problems}


def secured_by(desk: Desk, amount: str, currency: str, value_date: str) -> None:
    """A commitment of some currency on a published project."""
    paid = flow(
        kind="commitment", amount=amount, currency=currency, value_date=value_date, source="A 7"
    )
    transactions.record_flow(desk.register, desk.secretary, desk.published(), paid, token="flow")


# -- by hand --------------------------------------------------------------------------------------


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


OFF = """currency,day,per_eur
USD,2014-06-02,1.3
USD,2014-06-03,1366
DZD,2014-06-02,107
DZD,2014-06-03,0.107
DZD,2014-06-04,107.5
"""


def test_lines_far_from_their_neighbours_wait_line_by_line(desk: Desk) -> None:
    before = kept(desk)
    found = preview(desk, OFF)
    assert [line.state for line in found.lines] == [
        LineState.NEW, LineState.DOUBTFUL, LineState.NEW, LineState.DOUBTFUL, LineState.NEW,
    ]  # fmt: skip
    doubt = found.lines[1].doubt
    assert doubt is not None
    assert doubt.values["neighbour"] == Decimal("1.25")
    with pytest.raises(RatesRefused):
        keep(desk, OFF)
    one = found.lines[1].key
    with pytest.raises(RatesRefused):
        keep(desk, OFF, accepted_doubts=frozenset((one,)))
    assert kept(desk) == before
    keep(desk, OFF, accepted_doubts=frozenset((one,)), leave_out=True)
    assert {row[2] for row in set(kept(desk)) - set(before)} == {
        130_000_000, 136_600_000_000, 10_700_000_000, 10_750_000_000,
    }  # fmt: skip
    doubtful = rates.doubtful_rates(desk.register, desk.secretary)
    assert [(rate.per_eur, near.per_eur) for rate, near in doubtful] == [
        (136_600_000_000, 130_000_000)
    ]


def test_a_column_of_a_fixed_rate_has_to_agree_with_it(sqlite_desk: Desk) -> None:
    table = "Date,USD,XOF\n2014-06-02,1.3,655.957\n2014-06-03,1.3,0.655\n"
    assert [line.state for line in preview(sqlite_desk, table).lines] == [
        LineState.NEW, LineState.NEW, LineState.REJECTED,
    ]  # fmt: skip


# -- as a table -----------------------------------------------------------------------------------

TABLE = """currency,day,per_eur,source
USD,2014-06-01,1.25,test
USD,2014-06-02,1.36,
TND,2014-06-01,1.5,
XYZ,2014-06-01,2,
"""


def test_a_table_is_looked_at_before_anything_is_written(desk: Desk) -> None:
    before = kept(desk)
    found = preview(desk, TABLE)
    assert [line.state for line in found.lines] == [
        LineState.UNCHANGED, LineState.NEW, LineState.CHANGED, LineState.REJECTED,
    ]  # fmt: skip
    assert [(line.rate.line, line.before) for line in found.lines] == [
        (2, 125_000_000), (3, 0), (4, 125_000_000), (5, 0),
    ]  # fmt: skip
    error = found.lines[3].rate.error
    assert error is not None
    assert error.phrase == "error.unknown_currency"
    assert kept(desk) == before


def test_a_table_with_a_broken_line_is_not_written_until_that_line_is_left_out(desk: Desk) -> None:
    before, revision = kept(desk), desk.register.database.revision()
    with pytest.raises(RatesRefused):
        keep(desk, TABLE)
    assert (kept(desk), desk.register.database.revision()) == (before, revision)
    found = keep(desk, TABLE, leave_out=True)
    assert (found.count(LineState.NEW), found.count(LineState.CHANGED)) == (1, 1)
    assert set(kept(desk)) - set(before) == {
        ("USD", DAY, 136_000_000),
        ("TND", date(2014, 6, 1), 150_000_000),
    }
    with desk.register.database.reading() as connection:
        told = {entry.identifier: entry for entry in read_entries(connection, subject="rate")}
    assert told["TND"].differences == (("2014-06-01", "1.25 (test)", "1.5 (CBL)"),)
    assert told["USD"].differences == (("2014-06-02", None, "1.36 (CBL)"),)
    keep(desk, TABLE, leave_out=True)
    assert desk.register.database.revision() == revision + 1


def test_a_day_a_line_is_read_as_the_bank_publishes_it(desk: Desk) -> None:
    table = "Date,USD,XOF,TND,\n2014-06-02,1.3,655.957,N/A,\n2014-06-03,1.31,,0,\n"
    found = preview(desk, table, "ECB")
    assert [(line.rate.line, line.rate.currency, line.state) for line in found.lines] == [
        (2, "USD", LineState.NEW),
        (3, "USD", LineState.NEW),
        (3, "", LineState.REJECTED),
    ]


def test_semicolons_may_part_columns_and_a_point_is_still_the_decimal_sign(desk: Desk) -> None:
    rows = (
        "BAM;2014-06-02;mad;11.2375\r\nBAM;2014-06-03;mad;11,2375\r\nBAM;2014-06-04;mad;11,237\r\n"
    )
    good, *commas = preview(desk, f"\ufeffsource;day;currency;per_eur\r\n{rows}", "").lines
    assert (good.rate.currency, good.rate.per_eur) == ("MAD", 1_123_750_000)
    for line in commas:
        assert line.rate.error is not None
        assert line.rate.error.phrase == "error.rate_not_exact"


def test_one_currency_and_day_stands_in_a_table_once(desk: Desk) -> None:
    rows = "USD,2014-06-02,1.3\nUSD,2014-06-02,1.4\n"
    found = preview(desk, f"currency,day,per_eur\n{rows}")
    assert [line.state for line in found.lines] == [LineState.NEW, LineState.REJECTED]


@pytest.mark.parametrize(
    ("table", "source", "wrong"),
    [
        (b"", "CBL", {"file": "loading.wrong_header"}),
        (b"\n\n", "CBL", {"file": "loading.wrong_header"}),
        (b"a,b,c\n1,2,3", "CBL", {"file": "loading.wrong_header"}),
        (b"currency,day,per_eur,day\n", "CBL", {"file": "loading.wrong_header"}),
        (b"currency,day,per_eur\n", "CBL", {"file": "error.no_rates"}),
        (b"currency,day,per_eur\nUSD,2014-06-02,1.3\n", "", {"source": "error.field_empty"}),
        (b"currency,day,per_eur\nUSD,2014-06-02,1.3\n", "\0", {"source": "error.unreadable_signs"}),
        (b"\xff\xfe\x00", "CBL", {"file": "loading.not_utf8"}),
        (b'currency,"day,per_eur\n', "CBL", {"file": "loading.open_quotation"}),
        (b"a" * (MOST_BYTES + 1), "CBL", {"file": "error.file_too_big"}),
        (b"currency,day,per_eur\n" + b"x\n" * (MOST_RATES + 1), "B", {"file": "error.too_many_rates"}),
    ],
)  # fmt: skip
def test_what_is_no_table_of_rates_is_refused(
    sqlite_desk: Desk, table: bytes, source: str, wrong: dict[str, str]
) -> None:
    with pytest.raises(EntryRefused) as caught:
        rate_import.preview_rates(sqlite_desk.register, sqlite_desk.administrator, table, source)
    assert refusals(caught) == wrong


@pytest.mark.parametrize(
    ("line", "phrase"),
    [
        ("USD,2014-02-30,1.3", "error.not_a_day"),
        ("USD,20140220,1.3", "error.not_a_day"),
        ("USD,02/03/2014,1.3", "error.not_a_day"),
        ("USD,1999-12-31,1.3", "error.day_out_of_reason"),
        ("USD,2014-06-02,0", "error.rate_not_exact"),
        ("USD,2014-06-02,-1.3", "error.rate_not_exact"),
        ("EUR,2014-06-02,1", "error.fixed_parity"),
        ("XOF,2014-06-02,655.957", "error.fixed_parity"),
        ("USD,2014-06-02", "loading.not_csv"),
        ("USD,2014-06-02,1.3,x", "loading.not_csv"),
        ('USD,"2014-06-02,1.3', "loading.open_quotation"),
        ("\0,2014-06-02,1.3", "error.unknown_currency"),
        (f"{'A' * 200_000},2014-06-02,1.3", "loading.open_quotation"),
        ("<img src=x>,2014-06-02,1.3", "error.unknown_currency"),
    ],
)
def test_a_broken_line_is_named_with_its_number_and_reason(line: str, phrase: str) -> None:
    good, bad = read_lines(f"currency,day,per_eur\nUSD,2014-06-01,1.3\n{line}\n".encode())
    assert good.error is None
    assert bad.error is not None
    assert (bad.line, bad.error.phrase) == (3, phrase)
    assert len(bad.text) <= 41


codes = st.sampled_from(("USD", "GBP", "TND", "JPY"))
days = st.dates(date(2008, 1, 1), date(2025, 12, 31))
exact = st.integers(1, 10**15 - 1)


@small
@given(st.dictionaries(st.tuples(codes, days), exact, min_size=1, max_size=8), st.booleans())
def test_what_is_written_as_a_table_is_read_to_the_last_decimal(
    table: dict[tuple[str, date], int], semicolons: bool
) -> None:
    separator = ";" if semicolons else ","
    written = [separator.join(("currency", "day", "per_eur"))]
    for (code, day), value in table.items():
        rate = f"{value // 10**8}.{value % 10**8:08d}"
        written.append(separator.join((code, day.isoformat(), rate)))
    read = read_lines("\n".join(written).encode())
    assert {(line.currency, line.day): Fraction(line.per_eur) for line in read} == table


def test_the_latest_rate_of_each_currency_is_listed(desk: Desk) -> None:
    enter(desk, "USD", DAY, "1.3", token="1")
    enter(desk, "USD", DAY, "1.4", token="2")
    newest = rates.newest_rates(desk.register, desk.secretary)
    assert [(rate.currency, rate.day, rate.per_eur) for rate in newest] == [
        ("TND", date(2014, 6, 1), 125_000_000),
        ("USD", DAY, 140_000_000),
    ]


def test_a_rate_is_never_taken_away(desk: Desk) -> None:
    before = kept(desk)
    keep(desk, TABLE, leave_out=True)
    enter(desk, "USD", date(2014, 6, 1), "9", accepted_rate=Decimal(9))
    with desk.register.database.reading() as connection:
        count = connection.scalar(sa.text("SELECT count(*) FROM rate"))
    assert count == len(before) + 3
    assert set(before) <= set(kept(desk))
