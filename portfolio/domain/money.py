"""Money: a whole number of minor units and a currency (ISO 4217 exponents), never a binary float."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from portfolio.domain import limits
from portfolio.domain.errors import AmountTooLarge, NotAnAmount, TooManyDecimals, UnknownCurrency

# ISO 4217: every currency has two decimals but these.
EXPONENTS: Final = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
REPORTING_DEFAULT: Final = "EUR"
# Known whatever the rows use: of the countries the declaration speaks of, and the reporting one.
ALWAYS_KNOWN: Final = frozenset(
    (REPORTING_DEFAULT, "XOF", "XAF", "MAD", "TND", "LYD", "DZD", "EGP", "MRO")
)
MAX_DIGITS: Final = 17  # of an amount in minor units
# No sign but these: neither an exponent nor a plus, blanks, underscores or digits of other scripts.
_PLAIN: Final = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]+)(\.(?P<decimals>[0-9]+))?")


def exponent(currency: str) -> int:
    """Number of decimals of a currency's minor unit; raises UnknownCurrency for a malformed code."""
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise UnknownCurrency(code=currency)
    return EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An exact amount: ``amount_minor`` units of ``currency``."""

    amount_minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """The amount of a plain decimal ("1234.50") with no more decimals than the currency has.

        Raises NotAnAmount, TooManyDecimals (of zeros, too: ruling 28), AmountTooLarge.
        """
        places = exponent(currency)
        written = _PLAIN.fullmatch(text)
        if written is None:
            raise NotAnAmount(text=limits.glimpse(text), currency=currency)
        sign, whole, decimals = written["sign"], written["whole"].lstrip("0"), written["decimals"]
        if len(decimals or "") > places:
            raise TooManyDecimals(text=limits.glimpse(text), currency=currency)
        digits = whole + (decimals or "").ljust(places, "0")
        if len(digits) > MAX_DIGITS:
            raise AmountTooLarge(text=limits.glimpse(text))
        return cls(int(sign + (digits or "0")), currency)

    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.amount_minor).scaleb(-exponent(self.currency))
