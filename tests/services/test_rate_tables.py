"""Rates as a table: looked at first, then written whole or not at all."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.parsing import EntryRefused
from portfolio.exchange.rates import MOST_BYTES, MOST_RATES, read_lines
from portfolio.services import rate_import, rates
from portfolio.services.rate_import import LineState, RatesRefused
from portfolio.store.database import Database
from portfolio.store.history import read_entries
from tests.building.effort import small
from tests.services.desk import Desk, a_desk
from tests.services.rate_desk import DAY, enter, keep, kept, preview, refusals


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


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


def test_a_rate_is_never_taken_away(desk: Desk) -> None:
    before = kept(desk)
    keep(desk, TABLE, leave_out=True)
    enter(desk, "USD", date(2014, 6, 1), "9", accepted_rate=Decimal(9))
    with desk.register.database.reading() as connection:
        count = connection.scalar(sa.text("SELECT count(*) FROM rate"))
    assert count == len(before) + 3
    assert set(before) <= set(kept(desk))
