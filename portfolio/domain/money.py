"""Money: a whole number of minor units and a currency (ISO 4217 exponents), never a binary float."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from portfolio.domain.errors import NotAnAmount, UnknownCurrency

# ISO 4217: every currency has two decimals but these.
EXPONENTS: Final = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
REPORTING_DEFAULT: Final = "EUR"


def exponent(currency: str) -> int:
    """Number of decimals of a currency's minor unit; raises UnknownCurrency for a malformed code."""
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise UnknownCurrency(code=currency)
    return EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An exact amount: ``minor`` units of ``currency``."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """The amount written as a plain decimal ("1234.50"); raises NotAnAmount if it is not exact."""
        places = exponent(currency)
        try:
            amount = Decimal(text)
        except InvalidOperation:
            raise NotAnAmount(text=text, currency=currency) from None
        if not amount.is_finite():
            raise NotAnAmount(text=text, currency=currency)
        scaled = amount.scaleb(places)
        if scaled != scaled.to_integral_value() or abs(scaled) >= 10**17:
            raise NotAnAmount(text=text, currency=currency)
        return cls(int(scaled), currency)

    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))
