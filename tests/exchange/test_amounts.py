import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.errors import AmountTooLarge, PortfolioError, UnknownCurrency
from portfolio.domain.money import Money
from portfolio.exchange.documents import basis_points, money
from portfolio.exchange.errors import AmountNotAsWritten, NotAPercentage


@given(st.integers(-(10**16), 10**16), st.sampled_from(["EUR", "XOF", "LYD", "USD", "MRO", "XDR"]))
def test_an_amount_written_out_reads_back(minor: int, currency: str) -> None:
    written = Money(minor, currency)
    assert money(f"{written.decimal():f}", currency) == written


@given(st.integers(0, 10_000))
def test_a_share_written_out_reads_back(points: int) -> None:
    assert basis_points(f"{points // 100}.{points % 100:02}") == points


@pytest.mark.parametrize(
    "text",
    ["", "12,5", "100.01", "-0.01", "0.001", "NaN", "Infinity", "a", "1e1", "1_0", "+5", " 5", "５",
     "5."],
)  # fmt: skip
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(NotAPercentage):
        basis_points(text)


@pytest.mark.parametrize("code", ["EURO", "eur", "UA", "XXY", ""])
def test_a_code_that_is_no_currency_is_refused(code: str) -> None:
    with pytest.raises(UnknownCurrency):
        money("1", code)


@given(st.text(max_size=10))
def test_any_text_is_an_amount_or_a_refusal(text: str) -> None:
    try:
        read = money(text, "EUR")
    except PortfolioError:
        return
    assert isinstance(read.amount_minor, int)


@pytest.mark.parametrize(
    ("text", "currency"),
    [("1e6", "EUR"), ("1_000", "EUR"), ("+5", "EUR"), (" 100 ", "EUR"), ("２５", "EUR"),
     ("1,000", "EUR"), ("12.5", "EUR"), ("12.500", "EUR"), ("1.00", "JPY"), ("1.50", "LYD"),
     ("100.", "XOF"), ("\u0662\u0665", "EUR"), ("", "EUR")],
)  # fmt: skip
def test_a_file_writes_all_decimals_of_the_currency_or_none(text: str, currency: str) -> None:
    with pytest.raises(AmountNotAsWritten):
        money(text, currency)


def test_an_amount_too_large_for_the_record_is_called_so() -> None:
    with pytest.raises(AmountTooLarge):
        money("9" * 30, "EUR")
