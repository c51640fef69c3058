import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.errors import PortfolioError, UnknownCurrency
from portfolio.domain.money import Money
from portfolio.exchange.amounts import basis_points, money
from portfolio.exchange.faults import NotAPercentage


@given(st.integers(-(10**16), 10**16), st.sampled_from(["EUR", "XOF", "LYD", "USD", "MRO", "XDR"]))
def test_an_amount_written_out_reads_back(minor: int, currency: str) -> None:
    written = Money(minor, currency)
    assert money(f"{written.decimal():f}", currency) == written


@given(st.integers(0, 10_000))
def test_a_share_written_out_reads_back(points: int) -> None:
    assert basis_points(f"{points // 100}.{points % 100:02}") == points


@pytest.mark.parametrize("text", ["", "12,5", "100.01", "-0.01", "0.001", "NaN", "Infinity", "a"])
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
    assert isinstance(read.minor, int)
