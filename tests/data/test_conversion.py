"""Every converted amount of the data can be redone by hand from what its explanation shows."""

import json
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from click.testing import CliRunner

from portfolio import settings
from portfolio.cli.commands import portfolio
from portfolio.measures.figures import Figure
from portfolio.services import live

# Decimals of a currency (ISO 4217), written down here once more.
DECIMALS = {"XOF": 0, "XAF": 0, "TND": 3, "LYD": 3}
MADE_OF_ROWS = (Figure.REQUIREMENT, Figure.SECURED, Figure.PLEDGED_OPEN, Figure.PAID, Figure.SPENT)


@pytest.fixture(scope="module", autouse=True)
def _demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    file = tmp_path_factory.mktemp("data") / "portfolio.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTFOLIO_DATABASE_URL", f"sqlite:///{file}")
        patch.setenv("PORTFOLIO_DEMONSTRATION", "on")
        settings.current.cache_clear()
        live.register.cache_clear()
        yield
        live.register().database.close()
    settings.current.cache_clear()
    live.register.cache_clear()


def _explained(figure: Figure, band: str, currency: str) -> Iterator[dict[str, Any]]:
    words = ("explain", figure.value, "--band", band, "--currency", currency, "--json")
    result = CliRunner().invoke(portfolio, words)
    assert result.exit_code == 0, result.output
    for part in json.loads(result.stdout)["contributions"]:
        yield from part["rows"]


def _by_hand(row: dict[str, Any], currency: str) -> Decimal:
    """Amount ÷ the rate of its currency × the rate of the other, half even."""
    value = Fraction(row["amount"])
    for rate in row["rates"]:
        if rate["currency"] == row["currency"]:
            value /= Fraction(rate["per_eur"])
        else:
            assert rate["currency"] == currency
            value *= Fraction(rate["per_eur"])
    with localcontext() as context:
        context.prec = 80
        smallest = Decimal(1).scaleb(-DECIMALS.get(currency, 2))
        scaled = round(value / Fraction(smallest))  # Fraction rounds halves to even
        return (Decimal(scaled) * smallest).quantize(smallest, ROUND_HALF_EVEN)


@pytest.mark.parametrize("currency", ["EUR", "USD", "XOF", "GBP"])
def test_every_converted_amount_is_redone_by_hand_from_what_is_shown(currency: str) -> None:
    redone, converted = 0, set()
    for band in ("official", "pipeline"):
        for figure in MADE_OF_ROWS:
            for row in _explained(figure, band, currency):
                if row["source"].startswith("rule:"):
                    continue
                assert Decimal(row["converted"]) == _by_hand(row, currency), row
                if not row["reason"]:
                    assert Decimal(row["adds"]) == Decimal(row["converted"])
                if row["reason"] == "explain.internal":
                    left = Decimal(row["converted"]) - Decimal(row["internal"])
                    assert Decimal(row["adds"]) == left
                wanted = (
                    {row["currency"], currency} - {"EUR"} if row["currency"] != currency else set()
                )
                assert {rate["currency"] for rate in row["rates"]} == wanted
                assert all(rate["source"] for rate in row["rates"])
                assert all(
                    rate["day"] is None or rate["day"] <= "2014-06-30" for rate in row["rates"]
                )
                redone += 1
                converted.add(row["currency"])
    assert redone > 100
    assert len(converted) >= 3
