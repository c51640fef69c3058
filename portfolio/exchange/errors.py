"""Errors of data files: the reasons a BrokenFile gives."""

from portfolio.domain.errors import PortfolioError


class MissingFile(PortfolioError):
    """A data file is not there or can't be read (values: file)."""

    phrase = "loading.missing_file"


class NotReadable(PortfolioError):
    """The file is no UTF-8 text."""

    phrase = "loading.not_utf8"


class NotJson(PortfolioError):
    """The text stops being JSON here (values: column)."""

    phrase = "loading.not_json"


class NotCsv(PortfolioError):
    """The row has not the columns the header names (values: expected, found)."""

    phrase = "loading.not_csv"


class OpenQuotation(PortfolioError):
    """A quotation mark of a row has no partner on its line."""

    phrase = "loading.open_quotation"


class WrongHeader(PortfolioError):
    """The table opens with other columns than it should (values: expected)."""

    phrase = "loading.wrong_header"


class RepeatedField(PortfolioError):
    """One object names a field twice, and only the last would be read (values: field)."""

    phrase = "loading.repeated_field"


class MissingField(PortfolioError):
    """A field that has to be there is not (values: field)."""

    phrase = "loading.missing_field"


class UnknownField(PortfolioError):
    """A field nobody reads (values: field)."""

    phrase = "loading.unknown_field"


class UnknownWord(PortfolioError):
    """The word is none of the list (values: field, value, allowed)."""

    phrase = "loading.unknown_word"


class NotText(PortfolioError):
    """Words, an amount or a share has to be a text in quotes (values: field)."""

    phrase = "loading.not_text"


class NotWhole(PortfolioError):
    """A whole number is wanted (values: field)."""

    phrase = "loading.not_whole"


class NotYesOrNo(PortfolioError):
    """True or false is wanted (values: field)."""

    phrase = "loading.not_yes_or_no"


class NotList(PortfolioError):
    """A list in brackets is wanted (values: field)."""

    phrase = "loading.not_a_list"


class NotObject(PortfolioError):
    """An object in braces is wanted (values: field)."""

    phrase = "loading.not_an_object"


class FileFieldIsEmpty(PortfolioError):
    """The field is there but empty (values: field)."""

    phrase = "loading.empty"


class OutOfRange(PortfolioError):
    """The value is not among those allowed (values: field, value)."""

    phrase = "loading.out_of_range"


class NotAMoment(PortfolioError):
    """Neither a day nor a time of a day (values: field, value)."""

    phrase = "loading.not_a_moment"


class NotAPercentage(PortfolioError):
    """A share is 0 to 100 with at most two decimals (values: text)."""

    phrase = "loading.not_a_percentage"


class AmountNotAsWritten(PortfolioError):
    """An amount isn't written as our files write amounts (values: text, currency, example)."""

    phrase = "loading.amount_not_as_written"


class UnknownOrganisationInFile(PortfolioError):
    """No organisation of the files has this identifier (values: identifier)."""

    phrase = "loading.unknown_organisation"


class UnknownCountryInFile(PortfolioError):
    """The list of countries has no such code (values: code)."""

    phrase = "loading.unknown_country"


class UnknownProvider(PortfolioError):
    """A flow names a provider project none of the files holds (values: identifier)."""

    phrase = "loading.unknown_provider_project"


class UnknownRowReference(PortfolioError):
    """A row names a row its project does not have (values: field, reference)."""

    phrase = "loading.unknown_reference"


class WrongTarget(PortfolioError):
    """A row names a row of the wrong kind or currency, or itself (values: field, reference)."""

    phrase = "loading.wrong_target"


class PositiveCorrection(PortfolioError):
    """A row that corrects another has to be negative (values: reference)."""

    phrase = "loading.positive_correction"


class NegativeAmount(PortfolioError):
    """An amount that can't be negative is (values: text)."""

    phrase = "loading.negative_amount"


class NoMoneyClause(PortfolioError):
    """Money can't be given to this clause: it is a view over all money (values: clause)."""

    phrase = "loading.no_money_clause"


class EndsBeforeStart(PortfolioError):
    """A project ends before it starts (values: first, last)."""

    phrase = "loading.ends_before_start"


class DoneWithoutDay(PortfolioError):
    """What is done names the day it was done, and nothing else does (values: reference)."""

    phrase = "loading.done_without_day"


class LimitWithoutDay(PortfolioError):
    """A fixed limit names its day, and no other limit does (values: reference)."""

    phrase = "loading.limit_without_day"


class WithoutSource(PortfolioError):
    """A documented record names no source (values: identifier)."""

    phrase = "loading.without_source"


class RealFunder(PortfolioError):
    """An illustrative project shows a real organisation giving money (values: identifier)."""

    phrase = "loading.real_funder"


class NobodyTakesPart(PortfolioError):
    """A participant is neither an organisation nor a country."""

    phrase = "loading.nobody_takes_part"


class DeclarationIncomplete(PortfolioError):
    """The declaration has not all its parts in order (values: part, expected, found)."""

    phrase = "loading.incomplete"
