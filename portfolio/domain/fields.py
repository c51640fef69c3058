"""The fields of a project as people enter them (domain section 7), in four short steps."""

from dataclasses import dataclass, replace
from enum import Enum, IntEnum
from typing import Final

from portfolio.domain.clauses import Priority
from portfolio.domain.cooperation import Kind, Role
from portfolio.domain.finance import STANDARD_GRANT, STANDARD_LOAN, Announcement
from portfolio.domain.flows import FlowKind
from portfolio.domain.priority_lists import LIST_CLAUSES, ListState
from portfolio.domain.projects import Status
from portfolio.domain.relations import RECORDED


class Page(IntEnum):
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
    """What a field or a column holds, always kept as text; the form draws it by this."""

    LINE = "line"
    PARAGRAPH = "paragraph"
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
    ROWS = "rows"  # a list of mappings, each with its own "key" beside the columns


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a field of rows."""

    name: str
    shape: Shape
    is_needed: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field; ``is_needed`` to publish, ``is_first`` only while the project is new.

    What happens to a published project later (a status, a flow) is recorded as a dated row of its
    own and never edited in place.
    """

    name: str
    page: Page
    shape: Shape
    is_needed: bool = False
    is_first: bool = False
    choices: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()


_KINDS: Final = tuple(kind.word for kind in Kind if kind is not Kind.UNCLASSIFIED)
_STATUSES: Final = tuple(status.word for status in Status)
_RELATIONS: Final = tuple(relation.word for relation in RECORDED)
_ROLES: Final = tuple(role.word for role in Role)
_STAGES: Final = tuple(kind.word for kind in FlowKind if kind.counts)
_ANNOUNCEMENTS: Final = tuple(announcement.word for announcement in Announcement)
# IATI FinanceType: what a form offers; a row imported with another code keeps it.
FINANCE_CHOICES: Final = (str(STANDARD_GRANT), str(STANDARD_LOAN))
_ADDRESS: Final = (Column("title", Shape.LINE), Column("address", Shape.LINE, is_needed=True))

FIELDS: Final = (
    Field("titles", Page.WHAT, Shape.SPOKEN_LINE, is_needed=True),
    Field("summaries", Page.WHAT, Shape.SPOKEN_PARAGRAPH),
    Field("objective", Page.WHAT, Shape.PARAGRAPH, is_needed=True),
    Field("status", Page.WHAT, Shape.CHOICE, is_needed=True, is_first=True, choices=_STATUSES),
    Field("status_from", Page.WHAT, Shape.DAY, is_needed=True, is_first=True),
    Field("start_planned", Page.WHAT, Shape.DAY),
    Field("end_planned", Page.WHAT, Shape.DAY),
    Field("start_actual", Page.WHAT, Shape.DAY),
    Field("end_actual", Page.WHAT, Shape.DAY),
    Field("sector", Page.WHAT, Shape.LINE),
    Field("identifier", Page.WHAT, Shape.LINE, is_first=True),
    Field("kind", Page.WHERE, Shape.CHOICE, is_needed=True, choices=_KINDS),
    Field(
        "participants",
        Page.WHERE,
        Shape.ROWS,
        is_needed=True,
        columns=(
            Column("role", Shape.CHOICE, is_needed=True, choices=_ROLES),
            Column("country", Shape.COUNTRY),
            Column("organisation", Shape.ORGANISATION),
        ),
    ),
    Field("owner", Page.WHERE, Shape.ORGANISATION),
    Field("place", Page.WHERE, Shape.LINE),
    Field("requesting_authority", Page.WHERE, Shape.LINE),
    Field("contact_office", Page.WHERE, Shape.OFFICE, is_needed=True),
    Field("contact_address", Page.WHERE, Shape.LINE),
    Field("contact_email", Page.WHERE, Shape.EMAIL),
    Field(
        "clause_shares",
        Page.CLAUSES,
        Shape.ROWS,
        is_needed=True,
        columns=(
            Column("clause", Shape.CLAUSE, is_needed=True),
            Column("share", Shape.SHARE, is_needed=True),
        ),
    ),
    Field("relevant_clauses", Page.CLAUSES, Shape.CLAUSES),
    Field(
        "country_shares",
        Page.CLAUSES,
        Shape.ROWS,
        is_needed=True,
        columns=(
            Column("country", Shape.COUNTRY, is_needed=True),
            Column("share", Shape.SHARE, is_needed=True),
        ),
    ),
    Field(
        "priority_shares",
        Page.CLAUSES,
        Shape.ROWS,
        is_needed=True,
        columns=(
            Column(
                "priority",
                Shape.CHOICE,
                is_needed=True,
                choices=tuple(priority.word for priority in Priority),
            ),
            Column("share", Shape.SHARE, is_needed=True),
        ),
    ),
    # Why a project counts for the declaration or is context: one row, reason and source with it.
    Field("relation", Page.CLAUSES, Shape.CHOICE, choices=_RELATIONS),
    Field("relation_reasons", Page.CLAUSES, Shape.SPOKEN_PARAGRAPH),
    Field("relation_source", Page.CLAUSES, Shape.LINE),
    Field(
        "budgets",
        Page.MONEY,
        Shape.ROWS,
        columns=(
            Column("first_day", Shape.DAY, is_needed=True),
            Column("last_day", Shape.DAY, is_needed=True),
            Column("amount", Shape.AMOUNT, is_needed=True),
            Column("currency", Shape.CURRENCY, is_needed=True),
        ),
    ),
    Field(
        "flows",
        Page.MONEY,
        Shape.ROWS,
        is_first=True,
        columns=(
            Column("kind", Shape.CHOICE, is_needed=True, choices=_STAGES),
            Column("provider", Shape.ORGANISATION, is_needed=True),
            Column("amount", Shape.AMOUNT, is_needed=True),
            Column("currency", Shape.CURRENCY, is_needed=True),
            Column("value_date", Shape.DAY, is_needed=True),
            Column("in_kind", Shape.SWITCH),
            Column("source", Shape.LINE),
            Column("finance_type", Shape.CHOICE, choices=FINANCE_CHOICES),
            Column("announcement", Shape.CHOICE, choices=_ANNOUNCEMENTS),
        ),
    ),
    Field(
        "planned_payments",
        Page.MONEY,
        Shape.ROWS,
        columns=(
            Column("provider", Shape.ORGANISATION, is_needed=True),
            Column("first_day", Shape.DAY, is_needed=True),
            Column("last_day", Shape.DAY, is_needed=True),
            Column("amount", Shape.AMOUNT, is_needed=True),
            Column("currency", Shape.CURRENCY, is_needed=True),
            Column("source", Shape.LINE),
        ),
    ),
    Field(
        "milestones",
        Page.MONEY,
        Shape.ROWS,
        columns=(
            Column("title", Shape.LINE, is_needed=True),
            Column("language", Shape.CHOICE, choices=("en", "fr", "ar")),
            Column("clause", Shape.CLAUSE),
            Column("due", Shape.DAY, is_needed=True),
            Column("weight", Shape.NUMBER, is_needed=True),
        ),
    ),
    Field("documents", Page.MONEY, Shape.ROWS, columns=_ADDRESS),
    Field("notes", Page.MONEY, Shape.PARAGRAPH),
    # From when what a draft changes in a published project holds.
    Field("effective", Page.WHAT, Shape.DAY),
)
# A row of money recorded on a published project: who, how much, when, and which rows it names.
FLOW_TYPES: Final = ("10", "20", "21", "22", "30", "35", "36", "37", "40", "50")  # IATI FlowType
EARMARKINGS: Final = ("1", "2", "3", "4")  # IATI EarmarkingCategory
# What a funder plans for one period of a published project; the funder is whoever records it.
PLANNED_PAYMENT: Final = Field(
    "planned_payment",
    Page.MONEY,
    Shape.ROWS,
    columns=(
        Column("first_day", Shape.DAY, is_needed=True),
        Column("last_day", Shape.DAY, is_needed=True),
        Column("amount", Shape.AMOUNT, is_needed=True),
        Column("currency", Shape.CURRENCY, is_needed=True),
        Column("planned_on", Shape.DAY, is_needed=True),
        Column("source", Shape.LINE),
    ),
)
FLOW: Final = Field(
    "flow",
    Page.MONEY,
    Shape.ROWS,
    columns=(
        Column("kind", Shape.CHOICE, is_needed=True, choices=_STAGES),
        Column("provider", Shape.ORGANISATION, is_needed=True),
        Column("receiver", Shape.ORGANISATION),
        Column("amount", Shape.AMOUNT, is_needed=True),
        Column("currency", Shape.CURRENCY, is_needed=True),
        Column("value_date", Shape.DAY, is_needed=True),
        Column("in_kind", Shape.SWITCH),
        Column("source", Shape.LINE),
        Column("note", Shape.LINE),
        Column("corrects", Shape.LINE),
        Column("supersedes", Shape.LINE),
        Column("honours", Shape.LINE),
        Column("finance_type", Shape.CHOICE, choices=FINANCE_CHOICES),
        Column("announcement", Shape.CHOICE, choices=_ANNOUNCEMENTS),
        Column("source_word", Shape.LINE),
        Column("flow_type", Shape.CHOICE, choices=FLOW_TYPES),
        Column("earmarking", Shape.CHOICE, choices=EARMARKINGS),
    ),
)
CORRECTION: Final = Field(
    "flow",
    Page.MONEY,
    Shape.ROWS,
    columns=tuple(
        replace(column, is_needed=column.name in ("corrects", "amount"))
        for column in FLOW.columns
        if column.name in ("corrects", "amount", "value_date", "source", "note")
    ),
)
# A list of priority projects (ruling 34) is typed by itself, on one page.
_LANGUAGES: Final = ("en", "fr", "ar")
LIST_FIELDS: Final = (
    Field(
        "list_clause",
        Page.WHAT,
        Shape.CHOICE,
        is_needed=True,
        choices=tuple(map(str, LIST_CLAUSES)),
    ),
    Field(
        "list_state",
        Page.WHAT,
        Shape.CHOICE,
        is_needed=True,
        choices=tuple(state.word for state in ListState),
    ),
    Field("list_from", Page.WHAT, Shape.DAY, is_needed=True),
    Field("list_titles", Page.WHAT, Shape.SPOKEN_LINE, is_needed=True),
    Field("list_source", Page.WHAT, Shape.LINE, is_needed=True),
    Field(
        "list_projects",
        Page.WHAT,
        Shape.ROWS,
        columns=(
            Column("project", Shape.PROJECT, is_needed=True),
            Column("reason", Shape.LINE, is_needed=True),
            Column("language", Shape.CHOICE, choices=_LANGUAGES),
        ),
    ),
    Field(
        "list_needs",
        Page.WHAT,
        Shape.ROWS,
        columns=(
            Column("what", Shape.LINE, is_needed=True),
            Column("language", Shape.CHOICE, choices=_LANGUAGES),
            Column("country", Shape.COUNTRY),
            Column("place", Shape.LINE),
            Column("clause", Shape.CLAUSE, is_needed=True),
            Column("estimate", Shape.AMOUNT),
            Column("currency", Shape.CURRENCY),
            Column("asked_by", Shape.LINE, is_needed=True),
        ),
    ),
)
BY_NAME: Final = {field.name: field for field in FIELDS}
EVERY_BY_NAME: Final = {
    field.name: field for field in (*FIELDS, FLOW, PLANNED_PAYMENT, *LIST_FIELDS)
}


def fields_of(page: Page, *, is_new: bool) -> tuple[Field, ...]:
    """The fields of one step: some belong to a new project only, one to changes only."""
    return tuple(
        field
        for field in FIELDS
        if field.page is page
        and (is_new or not field.is_first)
        and not (is_new and field.name == "effective")
    )
