"""The ways an entry or a request can be wrong: a phrase key and its values, worded at the edge."""

from collections.abc import Mapping


class PortfolioError(Exception):
    """Something a person asked for can't be done; ``phrase`` names the sentence in the catalogs."""

    phrase = "error.unknown"

    def __init__(self, **values: object) -> None:
        self.values: Mapping[str, object] = values
        super().__init__(self.phrase, values)

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.phrase} ({said})" if said else self.phrase


class UnknownCurrency(PortfolioError):
    """No currency of ISO 4217 has this code (values: code)."""

    phrase = "error.unknown_currency"


class NotAnAmount(PortfolioError):
    """The text is no exact amount of the currency (values: text, currency)."""

    phrase = "error.not_an_amount"


class TooManyDecimals(NotAnAmount):
    """An amount has more decimals than its currency, be they zeros (values: text, currency)."""

    phrase = "error.too_many_decimals"


class AmountTooLarge(PortfolioError):
    """An amount is larger than the record holds (values: text)."""

    phrase = "error.amount_too_large"


class AmbiguousAmount(PortfolioError):
    """A sign before three digits may part thousands or decimals: ruling 28 (values: text)."""

    phrase = "error.ambiguous_amount"


class UnknownFilter(PortfolioError):
    """The address names a filter value that does not exist (values: name, value)."""

    phrase = "error.unknown_filter"


class StatusOfAnotherBand(PortfolioError):
    """A status filter chooses inside the band shown (values: status, band, other)."""

    phrase = "error.status_of_another_band"


class NotADate(PortfolioError):
    """The address or a file holds something that is no calendar day (values: name, value)."""

    phrase = "error.not_a_date"


class UnknownProject(PortfolioError):
    """No project the reader may see has this identifier (values: identifier)."""

    phrase = "error.unknown_project"


class UnknownFigure(PortfolioError):
    """No figure has this name (values: name)."""

    phrase = "error.unknown_figure"


class SharesIncomplete(PortfolioError):
    """Shares do not sum to 100 % (values: axis, total in basis points)."""

    phrase = "error.shares_incomplete"


class BudgetOverlaps(PortfolioError):
    """Two budget periods overlap without being the same period (values: first, last)."""

    phrase = "error.budget_overlaps"


class BudgetTooLong(PortfolioError):
    """A budget period is longer than twelve months or ends before it starts (values: first, last)."""

    phrase = "error.budget_too_long"


class SecondSuccessor(PortfolioError):
    """A pledge that was replaced already can't be replaced again (values: reference)."""

    phrase = "error.second_successor"


class CorrectionWithoutTarget(PortfolioError):
    """A negative row has to name the row it corrects (values: reference)."""

    phrase = "error.correction_without_target"


class ClauseTakesNoMoney(PortfolioError):
    """Money shares go to clauses 1-8 and 11 only (values: clause)."""

    phrase = "error.clause_takes_no_money"


class RateNotExact(PortfolioError):
    """A rate is positive and has at most eight decimals (values: text)."""

    phrase = "error.rate_not_exact"


class BrokenFile(PortfolioError):
    """A data file can't be loaded (values: file, line, reason)."""

    phrase = "error.broken_file"


class AlreadyExists(PortfolioError):
    """Something with this identifier exists already (values: what, identifier)."""

    phrase = "error.already_exists"


class DatabaseUnavailable(PortfolioError):
    """The database can't be reached or is newer than this program (values: reason)."""

    phrase = "error.database_unavailable"
