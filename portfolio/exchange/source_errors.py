"""Errors and warnings of files that people bring: what they are, what is too large, what was passed over."""

from typing import ClassVar

from portfolio.domain.errors import PortfolioError


class SourceError(PortfolioError):
    """Why a file that somebody brings can't be read, or what to know of it (values: file)."""

    section: ClassVar = "imports"
    phrase = PortfolioError.phrase


class EmptyFile(SourceError):
    """A file has no byte, or nothing but blanks (values: file)."""


class FileTooLarge(SourceError):
    """A file is larger than is read at once (values: file, most in megabytes)."""


class ProtectedWorkbook(SourceError):
    """A workbook is encrypted with a password (values: file)."""


class OldWorkbook(SourceError):
    """A workbook of Excel 97 to 2003, whatever its name ends with (values: file)."""


class BinaryWorkbook(SourceError):
    """A binary workbook, .xlsb (values: file)."""


class OpenDocument(SourceError):
    """A spreadsheet of LibreOffice, .ods (values: file)."""


class WebPage(SourceError):
    """A web page, or a table saved as one (values: file)."""


class XmlFile(SourceError):
    """XML of some kind, such as XML Spreadsheet 2003 (values: file)."""


class PdfFile(SourceError):
    """A PDF document (values: file)."""


class PictureFile(SourceError):
    """A picture (values: file)."""


class OtherDocument(SourceError):
    """A document of another program, or an archive with no workbook in it (values: file)."""


class UnknownContent(SourceError):
    """Bytes that are no text and no workbook (values: file)."""


class DamagedWorkbook(SourceError):
    """A workbook that can't be unpacked or read (values: file)."""


class DamagedSheet(SourceError):
    """A sheet that can't be read (values: file, sheet)."""


class DocumentTypeInWorkbook(SourceError):
    """A part of a workbook declares a document type, which may name other files (values: file, part)."""


class TooManyParts(SourceError):
    """A workbook is packed from more parts than are read (values: file, most)."""


class UnpackedTooLarge(SourceError):
    """What a workbook unpacks to is larger than is read (values: file, most in megabytes)."""


class TooManySheets(SourceError):
    """A workbook has more sheets than are read (values: file, most)."""


class SheetTooLong(SourceError):
    """A sheet has more rows than are read (values: file, sheet, rows, most)."""


class SheetTooWide(SourceError):
    """A sheet has more columns than are read (values: file, sheet, columns, most)."""


class TooManyCells(SourceError):
    """A workbook has more cells than are read (values: file, sheet, most)."""


class TooManyCellsTogether(SourceError):
    """The sheets of a file have more cells than are read, up to one of them (values: file, sheet, most)."""


class CellTooLong(SourceError):
    """A cell has more characters than a cell of Excel can have.

    Values: file, sheet, cell, most.
    """


class QuotationLeftOpen(SourceError):
    """A quotation mark of a CSV file has no partner, or stands amid a cell (values: file, row)."""


class TextNotWhole(SourceError):
    """A text file breaks off amid a character of its encoding (values: file, encoding)."""


class MacrosLeftOut(SourceError):
    """Warning: a workbook has macros; they are never run."""


class EncodingTaken(SourceError):
    """Warning: a text file is not in UTF-8 and was read in another encoding (values: encoding)."""


class CellsFarOutside(SourceError):
    """Warning: a few cells lie outside what is read and were passed over (values: cells)."""


class HiddenRows(SourceError):
    """Warning: rows that the sheet hides were read like the others (values: rows)."""


class HiddenColumns(SourceError):
    """Warning: columns that the sheet hides were read like the others (values: columns)."""


class FormulasWithoutValue(SourceError):
    """Warning: formulas whose values were never saved (values: cells)."""


class TimesLeftOut(SourceError):
    """Warning: of a day with a time only the day was read (values: cells)."""


class CellHasError(SourceError):
    """A cell has an error of the spreadsheet, such as #REF! (values: text)."""


class FormulaWithoutValue(SourceError):
    """A cell has a formula whose value was never saved."""


class DigitsLost(SourceError):
    """A number cell has more digits than a spreadsheet keeps: the last are gone (values: text)."""


class NoHeading(SourceError):
    """No row of a sheet looks like the heading of a table."""


class RowsAboveHeading(SourceError):
    """Warning: rows above the heading of a table were passed over (values: rows)."""


class RowAboveHeading(SourceError):
    """A row above the heading of a table looks like one of its rows."""


class HeadingOfTwoRows(SourceError):
    """Warning: the heading of a table stands in two rows and was read from both (values: rows)."""


class HeadingTwice(SourceError):
    """Warning: several columns have one heading (values: heading, columns)."""


class HeadingAgain(SourceError):
    """Warning: a row repeats the heading and was passed over."""


class ColumnWithoutHeading(SourceError):
    """Warning: a column has cells but no heading."""


class TotalRow(SourceError):
    """Warning: a row adds up others and was passed over."""


class NotesBelow(SourceError):
    """Warning: notes below a table were passed over (values: rows)."""


class CellsMerged(SourceError):
    """Warning: of merged cells the first alone has a value (values: cells)."""


class RowTooWide(SourceError):
    """A row of a text file has more cells than there are headings (values: cells, columns)."""


class AmountNotReadable(SourceError):
    """A cell is no amount by the convention of its column (values: text)."""


class CurrencyUnclear(SourceError):
    """What stands beside an amount is the code of no currency (values: text)."""


class CurrencyDiffers(SourceError):
    """An amount names another currency than the cell beside it (values: currency)."""


class DayNotReadable(SourceError):
    """A cell is no day by the convention of its column (values: text)."""
