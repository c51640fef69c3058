"""Errors of rows and columns of a file that people fill in."""

from typing import ClassVar

from portfolio.domain.errors import PortfolioError


class TemplateError(PortfolioError):
    """What is wrong with a row, a column or a sheet of the template."""

    section: ClassVar = "template_error"
    phrase = PortfolioError.phrase


class NotADayCell(TemplateError):
    """A number stands where a day belongs (values: text)."""


class NoSuchChoice(TemplateError):
    """A word is none of the choices of its column (values: value, closest)."""


class UnknownCountryWord(TemplateError):
    """No country has this code or name (values: value, closest)."""


class NoCountry(TemplateError):
    """No country has this code or name, and none a name like it (values: value)."""


class UnknownOrganisationWord(TemplateError):
    """No organisation has this identifier or name (values: value, closest)."""


class NoOrganisations(TemplateError):
    """No organisation has this identifier or name, and none a name like it (values: value)."""


class SeveralOrganisations(TemplateError):
    """Several organisations have this name (values: value, identifiers)."""


class ExampleChanged(TemplateError):
    """Warning: a row has the mark of an example, but says something else."""


class KeyMissing(TemplateError):
    """A row does not say which project, or which list, it belongs to."""


class UnknownKey(TemplateError):
    """A row names a project that is neither in the file nor published (values: value)."""


class UnknownListKey(TemplateError):
    """A row names a list that is neither in the file nor recorded (values: value)."""


class KeyTwice(TemplateError):
    """Two rows of projects, organisations or lists have the same key (values: value, row)."""


class IdentifierPublished(TemplateError):
    """A row is a new project by its key, and by its identifier one published (values: value)."""


class NoSuchReference(TemplateError):
    """The project has no row of this reference (values: value)."""


class ReferenceTwice(TemplateError):
    """Two rows of a project have one reference, or say what one row is (values: value, row)."""


class ColumnTwice(TemplateError):
    """Two columns of a sheet have the same heading; the first is read (values: heading)."""


class ColumnPassedOver(TemplateError):
    """A column is none of the template's: nothing of it is read (values: heading)."""


class SheetPassedOver(TemplateError):
    """A sheet is none of the template's: nothing of it is read (values: sheet)."""


class HiddenSheetRead(TemplateError):
    """Warning: a sheet is hidden and was read like the others (values: sheet)."""


class OnlyNewProjects(TemplateError):
    """A cell is read of new projects alone (values: heading)."""


class OnlyPublishedProjects(TemplateError):
    """A cell is read of published projects alone (values: heading)."""


class NewerTemplate(TemplateError):
    """The template is of a newer version of the product (values: version)."""


class ColumnNotMatched(TemplateError):
    """A column is matched with no field: nothing of it is read (values: heading)."""


class ConventionMissing(TemplateError):
    """A text has several readings, and nobody said which is that of its column (values: text)."""


class RowDiffers(TemplateError):
    """Rows of one project say different things of it; the first is read (values: heading, row)."""


class NoKeyColumn(TemplateError):
    """No column of a table says which project a row is of."""
