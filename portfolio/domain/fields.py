"""The fields of a project as people enter them (domain section 7), in four short steps."""

from dataclasses import dataclass, fields, replace
from enum import Enum, IntEnum
from typing import Final

from portfolio.domain.clauses import LIST_CLAUSES, ListState, Priority
from portfolio.domain.flows import STANDARD_GRANT, STANDARD_LOAN, Announcement, FlowKind
from portfolio.domain.projects import RECORDED, Project, Status
from portfolio.domain.reference import TYPES, Kind, ParticipantRole


class EntryStep(IntEnum):
    """The four steps of entering a project."""

    WHAT = 1
    WHERE = 2
    CLAUSES = 3
    MONEY = 4

    @property
    def word(self) -> str:
        """The key under which the catalogs name the step."""
        return self.name.lower()


class Shape(Enum):
    """Value type of a field or a column, always stored as text; the form picks the widget by it."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    REASON = "reason"  # why something is done: a paragraph of few lines
    OFFICE = "office"  # the name of an office, never of a person
    EMAIL = "email"  # the address of an office
    SPOKEN_LINE = "spoken line"  # a mapping language → text
    SPOKEN_PARAGRAPH = "spoken paragraph"
    DAY = "day"  # ISO 8601, or whatever was typed instead
    CHOICE = "choice"  # the word of a member of ``choices``
    ORGANISATION = "organisation"  # identifier
    COUNTRY = "country"  # ISO code
    PROJECT = "project"  # identifier
    CURRENCY = "currency"
    CLAUSE = "clause"  # number
    CLAUSES = "clauses"  # a list of numbers
    AMOUNT = "amount"  # plain decimal in major units
    SHARE = "share"  # per cent, plain decimal
    NUMBER = "number"
    SWITCH = "switch"  # "on" or ""
    ROWS = "rows"  # a list of mappings, each with its own "key" and the columns


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """One column of a field of rows, or one field of a small form.

    ``label`` is the key of its name where that is not ``cell.<name>``, ``help_key`` of the sentence below it.
    """

    name: str
    shape: Shape
    is_needed: bool = False
    choices: tuple[str, ...] = ()
    label: str = ""
    help_key: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field; ``is_needed`` to publish, ``is_first`` only while the project is new.

    What happens to a published project later (a status, a flow) is recorded as a dated row of its
    own and never edited in place.
    """

    name: str
    page: EntryStep
    shape: Shape
    is_needed: bool = False
    is_first: bool = False
    choices: tuple[str, ...] = ()
    columns: tuple[FieldColumn, ...] = ()


_KINDS: Final = tuple(kind.word for kind in Kind if kind is not Kind.UNCLASSIFIED)
_STATUSES: Final = tuple(status.word for status in Status)
_RELATIONS: Final = tuple(relation.word for relation in RECORDED)
_ROLES: Final = tuple(role.word for role in ParticipantRole)
_STAGES: Final = tuple(kind.word for kind in FlowKind if kind.counts)
_ANNOUNCEMENTS: Final = tuple(announcement.word for announcement in Announcement)
# IATI FinanceType: what a form offers; a row imported with another code keeps it.
FINANCE_CHOICES: Final = (str(STANDARD_GRANT), str(STANDARD_LOAN))
_ADDRESS: Final = (
    FieldColumn("title", Shape.LINE),
    FieldColumn("address", Shape.LINE, is_needed=True),
)

# A flow: who, how much, when, and which rows it names.
FLOW_TYPES: Final = ("10", "20", "21", "22", "30", "35", "36", "37", "40", "50")  # IATI FlowType
EARMARKINGS: Final = ("1", "2", "3", "4")  # IATI EarmarkingCategory
FLOW: Final = Field(
    "flow",
    EntryStep.MONEY,
    Shape.ROWS,
    columns=(
        FieldColumn("kind", Shape.CHOICE, is_needed=True, choices=_STAGES),
        FieldColumn("provider", Shape.ORGANISATION, is_needed=True),
        FieldColumn("receiver", Shape.ORGANISATION),
        FieldColumn("amount", Shape.AMOUNT, is_needed=True),
        FieldColumn("currency", Shape.CURRENCY, is_needed=True),
        FieldColumn("value_date", Shape.DAY, is_needed=True),
        FieldColumn("in_kind", Shape.SWITCH),
        FieldColumn("source", Shape.LINE, help_key="record.source.help"),
        FieldColumn("note", Shape.LINE),
        FieldColumn("corrects", Shape.LINE),
        FieldColumn("supersedes", Shape.LINE),
        FieldColumn("honours", Shape.LINE),
        FieldColumn("finance_type", Shape.CHOICE, choices=FINANCE_CHOICES),
        FieldColumn("announcement", Shape.CHOICE, choices=_ANNOUNCEMENTS),
        FieldColumn("source_word", Shape.LINE),
        FieldColumn("flow_type", Shape.CHOICE, choices=FLOW_TYPES),
        FieldColumn("earmarking", Shape.CHOICE, choices=EARMARKINGS),
    ),
)


def _columns(field: Field, *names: str) -> tuple[FieldColumn, ...]:
    return tuple(column for column in field.columns if column.name in names)


CORRECTION: Final = replace(
    FLOW,
    columns=tuple(
        replace(column, is_needed=column.name in ("corrects", "amount"))
        for column in _columns(FLOW, "corrects", "amount", "value_date", "source", "note")
    ),
)
_PERIOD: Final = (
    FieldColumn("first_day", Shape.DAY, is_needed=True),
    FieldColumn("last_day", Shape.DAY, is_needed=True),
    FieldColumn("amount", Shape.AMOUNT, is_needed=True),
    FieldColumn("currency", Shape.CURRENCY, is_needed=True),
)
# What a funder plans for one period of a published project; the funder is the one recording it.
PLANNED_PAYMENT: Final = Field(
    "planned_payment",
    EntryStep.MONEY,
    Shape.ROWS,
    columns=(
        *_PERIOD,
        FieldColumn("planned_on", Shape.DAY, is_needed=True),
        FieldColumn("source", Shape.LINE),
    ),
)


def _shares(name: str, shape: Shape, choices: tuple[str, ...] = ()) -> Field:
    """The shares of one axis, in per cent."""
    return Field(
        f"{name}_shares",
        EntryStep.CLAUSES,
        Shape.ROWS,
        is_needed=True,
        columns=(
            FieldColumn(name, shape, is_needed=True, choices=choices),
            FieldColumn("share", Shape.SHARE, is_needed=True),
        ),
    )


FIELDS: Final = (
    Field("titles", EntryStep.WHAT, Shape.SPOKEN_LINE, is_needed=True),
    Field("summaries", EntryStep.WHAT, Shape.SPOKEN_PARAGRAPH),
    Field("objective", EntryStep.WHAT, Shape.PARAGRAPH, is_needed=True),
    Field("status", EntryStep.WHAT, Shape.CHOICE, is_needed=True, is_first=True, choices=_STATUSES),
    Field("status_from", EntryStep.WHAT, Shape.DAY, is_needed=True, is_first=True),
    Field("start_planned", EntryStep.WHAT, Shape.DAY),
    Field("end_planned", EntryStep.WHAT, Shape.DAY),
    Field("start_actual", EntryStep.WHAT, Shape.DAY),
    Field("end_actual", EntryStep.WHAT, Shape.DAY),
    Field("sector", EntryStep.WHAT, Shape.LINE),
    Field("identifier", EntryStep.WHAT, Shape.LINE, is_first=True),
    Field("kind", EntryStep.WHERE, Shape.CHOICE, is_needed=True, choices=_KINDS),
    Field(
        "participants",
        EntryStep.WHERE,
        Shape.ROWS,
        is_needed=True,
        columns=(
            FieldColumn("role", Shape.CHOICE, is_needed=True, choices=_ROLES),
            FieldColumn("country", Shape.COUNTRY),
            FieldColumn("organisation", Shape.ORGANISATION),
        ),
    ),
    Field("owner", EntryStep.WHERE, Shape.ORGANISATION),
    Field("place", EntryStep.WHERE, Shape.LINE),
    Field("requesting_authority", EntryStep.WHERE, Shape.LINE),
    Field("contact_office", EntryStep.WHERE, Shape.OFFICE, is_needed=True),
    Field("contact_address", EntryStep.WHERE, Shape.LINE),
    Field("contact_email", EntryStep.WHERE, Shape.EMAIL),
    _shares("clause", Shape.CLAUSE),
    Field("relevant_clauses", EntryStep.CLAUSES, Shape.CLAUSES),
    _shares("country", Shape.COUNTRY),
    _shares("priority", Shape.CHOICE, tuple(priority.word for priority in Priority)),
    # Why a project counts for the declaration or is context: one row, reason and source with it.
    Field("relation", EntryStep.CLAUSES, Shape.CHOICE, choices=_RELATIONS),
    Field("relation_reasons", EntryStep.CLAUSES, Shape.SPOKEN_PARAGRAPH),
    Field("relation_source", EntryStep.CLAUSES, Shape.LINE),
    Field("budgets", EntryStep.MONEY, Shape.ROWS, columns=_PERIOD),
    Field(
        "flows",
        EntryStep.MONEY,
        Shape.ROWS,
        is_first=True,
        columns=_columns(
            FLOW,
            "kind",
            "provider",
            "amount",
            "currency",
            "value_date",
            "in_kind",
            "source",
            "finance_type",
            "announcement",
        ),
    ),
    Field(
        "planned_payments",
        EntryStep.MONEY,
        Shape.ROWS,
        columns=(
            FieldColumn("provider", Shape.ORGANISATION, is_needed=True),
            *_PERIOD,
            FieldColumn("source", Shape.LINE),
        ),
    ),
    Field(
        "milestones",
        EntryStep.MONEY,
        Shape.ROWS,
        columns=(
            FieldColumn("title", Shape.LINE, is_needed=True),
            FieldColumn("language", Shape.CHOICE, choices=("en", "fr", "ar")),
            FieldColumn("clause", Shape.CLAUSE),
            FieldColumn("due", Shape.DAY, is_needed=True),
            FieldColumn("weight", Shape.NUMBER, is_needed=True),
        ),
    ),
    Field("documents", EntryStep.MONEY, Shape.ROWS, columns=_ADDRESS),
    Field("notes", EntryStep.MONEY, Shape.PARAGRAPH),
    # From when the changes of a draft to a published project are valid.
    Field("effective", EntryStep.WHAT, Shape.DAY),
)
# A list of priority projects (ruling 34) is typed by itself, on one page.
_LANGUAGES: Final = ("en", "fr", "ar")
LIST_FIELDS: Final = (
    Field(
        "list_clause",
        EntryStep.WHAT,
        Shape.CHOICE,
        is_needed=True,
        choices=tuple(map(str, LIST_CLAUSES)),
    ),
    Field(
        "list_state",
        EntryStep.WHAT,
        Shape.CHOICE,
        is_needed=True,
        choices=tuple(state.word for state in ListState),
    ),
    Field("list_from", EntryStep.WHAT, Shape.DAY, is_needed=True),
    Field("list_titles", EntryStep.WHAT, Shape.SPOKEN_LINE, is_needed=True),
    Field("list_source", EntryStep.WHAT, Shape.LINE, is_needed=True),
    Field(
        "list_projects",
        EntryStep.WHAT,
        Shape.ROWS,
        columns=(
            FieldColumn("project", Shape.PROJECT, is_needed=True),
            FieldColumn("reason", Shape.LINE, is_needed=True),
            FieldColumn("language", Shape.CHOICE, choices=_LANGUAGES),
        ),
    ),
    Field(
        "list_needs",
        EntryStep.WHAT,
        Shape.ROWS,
        columns=(
            FieldColumn("what", Shape.LINE, is_needed=True),
            FieldColumn("language", Shape.CHOICE, choices=_LANGUAGES),
            FieldColumn("country", Shape.COUNTRY),
            FieldColumn("place", Shape.LINE),
            FieldColumn("clause", Shape.CLAUSE, is_needed=True),
            FieldColumn("estimate", Shape.AMOUNT),
            FieldColumn("currency", Shape.CURRENCY),
            FieldColumn("asked_by", Shape.LINE, is_needed=True),
        ),
    ),
)


def _plain(*shapes: Shape) -> tuple[str, ...]:
    """Fields of these shapes that a project has by the same name and a draft may change."""
    own = {field.name for field in fields(Project)}
    return tuple(
        field.name
        for field in FIELDS
        if field.shape in shapes and field.name in own and not field.is_first
    )


TEXT_FIELDS: Final = _plain(Shape.LINE, Shape.PARAGRAPH, Shape.OFFICE, Shape.EMAIL)
DAY_FIELDS: Final = _plain(Shape.DAY)


def form_fields(name: str, *columns: FieldColumn) -> Field:
    """Small form for data other than projects: its fields, drawn as those of a project are."""
    return Field(name, EntryStep.WHAT, Shape.ROWS, columns=columns)


def form_field(
    name: str, shape: Shape, label: str, help_key: str = "", *, choices: tuple[str, ...] = ()
) -> FieldColumn:
    """A field of a small form under the keys of its name and its help."""
    return FieldColumn(name, shape, choices=choices, label=label, help_key=help_key)


ORGANISATION: Final = form_fields(
    "organisation",
    form_field(
        "identifier", Shape.LINE, "administration.identifier", "administration.identifier.help"
    ),
    form_field("names", Shape.SPOKEN_LINE, "administration.names"),
    form_field("type", Shape.CHOICE, "administration.type", choices=TYPES),
    form_field("country", Shape.COUNTRY, "administration.country"),
    form_field("office", Shape.LINE, "administration.office"),
)
# Sections of the catalogs that name choices, where it is not the field's own name.
_SECTIONS: Final = {
    ("flows", "kind"): "flow",
    ("flow", "kind"): "flow",
    ("organisation", "type"): "organisation.type",
    ("person", "role"): "duty",
}


def choice_section(field: str, column: str = "") -> str:
    """The section of the catalogs that names the choices of a field or of a column of it."""
    return _SECTIONS.get((field, column), column or field)


BY_NAME: Final = {field.name: field for field in FIELDS}
LIST_BY_NAME: Final = {field.name: field for field in LIST_FIELDS}
EVERY_BY_NAME: Final = {
    field.name: field for field in (*FIELDS, FLOW, PLANNED_PAYMENT, *LIST_FIELDS)
}


def fields_of(page: EntryStep, *, is_new: bool) -> tuple[Field, ...]:
    """The fields of one step: some belong to a new project only, one to changes only."""
    return tuple(
        field
        for field in FIELDS
        if field.page is page
        and (is_new or not field.is_first)
        and not (is_new and field.name == "effective")
    )
