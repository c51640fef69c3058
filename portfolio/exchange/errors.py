"""Errors of data files: the reasons of a BrokenFile."""

from typing import ClassVar

from portfolio.domain.errors import PortfolioError


class FileError(PortfolioError):
    """A reason why a data file can't be loaded."""

    section: ClassVar = "loading"
    phrase = PortfolioError.phrase


class MissingFile(FileError):
    """A data file is not there or can't be read (values: file)."""


class NotReadable(FileError):
    """The file is no UTF-8 text."""

    phrase = "loading.not_utf8"


class NotJson(FileError):
    """The text stops being JSON here (values: column)."""


class NotCsv(FileError):
    """The row has not the columns the header names (values: expected, found)."""


class OpenQuotation(FileError):
    """A quotation mark of a row has no partner on its line."""


class WrongHeader(FileError):
    """The table opens with other columns than it should (values: expected)."""


class RepeatedField(FileError):
    """One object names a field twice, and only the last would be read (values: field)."""


class MissingField(FileError):
    """A field that has to be there is not (values: field)."""


class UnknownField(FileError):
    """A field nobody reads (values: field)."""


class UnknownWord(FileError):
    """The word is none of the list (values: field, value, allowed)."""


class NotText(FileError):
    """Words, an amount or a share has to be a text in quotes (values: field)."""


class NotWhole(FileError):
    """A whole number is required (values: field)."""


class NotYesOrNo(FileError):
    """True or false is required (values: field)."""


class NotList(FileError):
    """A list in brackets is required (values: field)."""

    phrase = "loading.not_a_list"


class NotObject(FileError):
    """An object in braces is required (values: field)."""

    phrase = "loading.not_an_object"


class FileFieldIsEmpty(FileError):
    """The field is there but empty (values: field)."""

    phrase = "loading.empty"


class OutOfRange(FileError):
    """The value is not among those allowed (values: field, value)."""


class NotAMoment(FileError):
    """Neither a day nor a time of a day (values: field, value)."""


class NotAPercentage(FileError):
    """A share is 0 to 100 with at most two decimals (values: text)."""


class AmountNotAsWritten(FileError):
    """An amount isn't written as our files write amounts (values: text, currency, example)."""


class UnknownOrganisationInFile(FileError):
    """No organisation of the files has this identifier (values: identifier)."""

    phrase = "loading.unknown_organisation"


class UnknownCountryInFile(FileError):
    """The list of countries has no such code (values: code)."""

    phrase = "loading.unknown_country"


class UnknownProvider(FileError):
    """A flow names a provider project that is in none of the files (values: identifier)."""

    phrase = "loading.unknown_provider_project"


class UnknownRowReference(FileError):
    """A row names a row its project does not have (values: field, reference)."""

    phrase = "loading.unknown_reference"


class NegativeAmount(FileError):
    """An amount that can't be negative is (values: text)."""


class DoneWithoutDay(FileError):
    """What is done must have its day, and nothing else may have one (values: reference)."""


class LimitWithoutDay(FileError):
    """A fixed limit names its day, and no other limit does (values: reference)."""


class WithoutSource(FileError):
    """A documented record names no source (values: identifier)."""


class RealFunder(FileError):
    """An illustrative project names a real organisation as funder (values: identifier)."""


class DeclarationIncomplete(FileError):
    """The declaration has not all its parts in order (values: part, expected, found)."""

    phrase = "loading.incomplete"
