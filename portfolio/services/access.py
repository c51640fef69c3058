"""Access to commands and pages by role, checked before any runs; every text is read by its kind."""

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import wraps
from inspect import signature
from typing import (
    Annotated,
    Any,
    Concatenate,
    Final,
    ParamSpec,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from portfolio.domain import errors
from portfolio.domain.documents import ListDraft
from portfolio.domain.drafts import Draft
from portfolio.domain.errors import PortfolioError, TextKind
from portfolio.domain.params import Principal, UserRole, ViewParams
from portfolio.domain.parsing import EntryRefused, FieldError
from portfolio.services.live import LivePortfolio

# A reader returns its argument as the command shall see it, and adds what is wrong.
Reader = Callable[[Any, FieldError, list[FieldError]], Any]

_WITHOUT_TEXT: Final = (Enum, int, float, Decimal, date, bytes, types.NoneType)
# Read from the store or from an address by rules of their own; no command writes their words.
_READ_BEFORE: Final = (Draft, ListDraft, ViewParams)
_WORDS: Final[Mapping[TextKind, Callable[[str], str]]] = {
    TextKind.LINE: errors.line,
    TextKind.PARAGRAPH: errors.paragraph,
    TextKind.CODE: errors.code,
}


class TextRefused(EntryRefused):
    """A text is too long or contains signs the record refuses (values: why, the first reason)."""

    def __init__(self, problems: tuple[FieldError, ...]) -> None:
        super().__init__(problems, why=problems[0].error)


class UndeclaredText(TypeError):
    """A command has a text parameter without declaring its kind."""


def text_readers(command: Callable[..., Any]) -> Mapping[str, Reader]:
    """Readers of a command's texts, by parameter; register and principal have none.

    Raises UndeclaredText for a ``str`` that is no ``errors.Line``, ``Paragraph`` or ``Code``, and
    for a type that could hide one.
    """
    hints = get_type_hints(command, include_extras=True)
    found = {}
    for name in list(signature(command).parameters)[2:]:
        reader = _reader(hints[name], f"{command.__qualname__}({name})")
        if reader is not None:
            found[name] = reader
    return found


def read(readers: Mapping[str, Reader], arguments: dict[str, Any]) -> None:
    """Replace each argument by what was read; raises TextRefused with all that is wrong."""
    problems: list[FieldError] = []
    for name, reader in readers.items():
        if name in arguments:
            error = PortfolioError()
            arguments[name] = reader(arguments[name], FieldError(name, error), problems)
    if problems:
        raise TextRefused(tuple(problems))


def _reader(hint: Any, place: str) -> Reader | None:
    """Reader of a type; None for one without text."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        kind = next((said for said in parts[1:] if isinstance(said, TextKind)), None)
        if kind is None:
            return _reader(parts[0], place)
        return _as_typed(kind) if kind in (TextKind.DOCUMENT, TextKind.FORM) else _text(kind)
    if origin in (Union, types.UnionType):
        return _one_of([_reader(part, place) for part in parts if part is not types.NoneType])
    if isinstance(hint, type) and issubclass(hint, _WITHOUT_TEXT):
        return None
    if isinstance(hint, type) and is_dataclass(hint):
        return None if hint in _READ_BEFORE else _of_fields(hint, place)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _of_mapping(_reader(parts[1], place))
    if isinstance(origin, type) and issubclass(origin, Sequence | frozenset):
        return _of_each(
            origin, _one_of([_reader(part, place) for part in parts if part is not ...])
        )
    raise UndeclaredText(f"{place}: declare the kind of its text, e.g. errors.Line, not {hint}")


def _text(kind: TextKind) -> Reader:
    def reader(value: Any, at: FieldError, problems: list[FieldError]) -> Any:
        return _checked(_WORDS[kind], value, at, problems) if isinstance(value, str) else value

    return reader


def _one_of(several: Sequence[Reader | None]) -> Reader | None:
    found = [reader for reader in several if reader is not None]
    if len(found) > 1:
        raise UndeclaredText("a union of several texts has no one kind")
    return found[0] if found else None


def _of_fields(hint: type, place: str) -> Reader | None:
    hints = get_type_hints(hint, include_extras=True)
    every = {
        field.name: _reader(hints[field.name], f"{place}.{field.name}") for field in fields(hint)
    }
    inner = {name: read_one for name, read_one in every.items() if read_one is not None}

    def reader(value: Any, at: FieldError, problems: list[FieldError]) -> Any:
        if not is_dataclass(value) or isinstance(value, type):
            return value
        changed = {
            name: read_one(getattr(value, name), replace(at, field=name), problems)
            for name, read_one in inner.items()
        }
        return replace(value, **changed)

    return reader if inner else None


def _of_mapping(inner: Reader | None) -> Reader:
    """Keys are codes; a wrong value of ``names`` by "en" is a problem of the field ``name_en``."""

    def reader(value: Any, at: FieldError, problems: list[FieldError]) -> Any:
        changed = {}
        for key, one in (value or {}).items():
            named = _checked(errors.code, str(key), at, problems)
            place = replace(at, field=f"{at.field.removesuffix('s')}_{errors.glimpse(named)}")
            changed[key] = inner(one, place, problems) if inner else one
        return changed

    return reader


def _of_each(sort: type, inner: Reader | None) -> Reader | None:
    if inner is None:
        return None

    def reader(value: Any, at: FieldError, problems: list[FieldError]) -> Any:
        changed = [
            inner(one, replace(at, row=str(row)), problems) for row, one in enumerate(value or ())
        ]
        return sort(changed) if sort in (tuple, list, frozenset) else tuple(changed)

    return reader


def _as_typed(kind: TextKind) -> Reader:
    """Reader of form content that leaves it as it is: keys are codes, texts have a limit."""

    def check(text: str) -> str:
        return errors.text_kind(text, halves=kind is TextKind.FORM)

    def look(value: Any, at: FieldError, problems: list[FieldError]) -> None:
        if isinstance(value, str):
            _checked(check, value, at, problems)
        elif isinstance(value, Mapping):
            for key, one in value.items():
                named = errors.glimpse(_checked(errors.code, str(key), at, problems))
                look(
                    one,
                    replace(at, column=named) if at.field else replace(at, field=named),
                    problems,
                )
        elif isinstance(value, list | tuple):
            for row, one in enumerate(value):
                key = one.get("key") if isinstance(one, Mapping) else None
                look(one, replace(at, row=errors.glimpse(str(key or row))), problems)

    def reader(value: Any, at: FieldError, problems: list[FieldError]) -> Any:
        look(value, replace(at, field=""), problems)
        return value

    return reader


def _checked(
    check: Callable[[str], str], text: str, at: FieldError, problems: list[FieldError]
) -> str:
    """The text as it was read, or as it was and a problem more."""
    try:
        return check(text)
    except PortfolioError as error:
        problems.append(replace(at, error=error))
        return text


P = ParamSpec("P")
R = TypeVar("R")
Command = Callable[Concatenate[LivePortfolio, Principal, P], R]

_DONOR: Final = frozenset((UserRole.DONOR,))
_ADMINISTRATOR: Final = frozenset((UserRole.ADMINISTRATOR,))
_REVIEWER: Final = frozenset((UserRole.REVIEWER, UserRole.ADMINISTRATOR))
_SECRETARIAT: Final = frozenset((UserRole.SECRETARY, UserRole.REVIEWER, UserRole.ADMINISTRATOR))
_WRITING: Final = _SECRETARIAT | _DONOR
_SIGNED_IN: Final = _WRITING | {UserRole.MINISTER}

PERMITTED: Final[Mapping[str, frozenset[UserRole]]] = {
    # drafts
    "open_draft": _SECRETARIAT,
    "copy_draft": _SECRETARIAT,
    "find_draft": _SECRETARIAT,
    "read_draft": _SECRETARIAT,
    "list_drafts": _SECRETARIAT,
    "save_draft": _SECRETARIAT,
    "submit_draft": _SECRETARIAT,
    "take_back_draft": _SECRETARIAT,
    "discard_draft": _SECRETARIAT,
    "preview_draft": _SECRETARIAT,
    "read_publishers": _SECRETARIAT,
    "find_alike": _SECRETARIAT,
    "return_draft": _REVIEWER,
    "publish_draft": _REVIEWER,
    "publish_drafts": _REVIEWER,
    "withdraw_project": _REVIEWER,
    "publish_again": _REVIEWER,
    "overrule_kind": _ADMINISTRATOR,
    # imports of files
    "start_import": _SECRETARIAT,
    "read_import": _SECRETARIAT,
    "list_imports": _SECRETARIAT,
    "answer_import": _SECRETARIAT,
    "preview_import": _SECRETARIAT,
    "find_preview": _SECRETARIAT,
    "apply_import": _SECRETARIAT,
    "cancel_import": _SECRETARIAT,
    "drafts_of_import": _SECRETARIAT,
    "lists_of_import": _SECRETARIAT,
    "read_match": _SECRETARIAT,
    "read_amount_questions": _SECRETARIAT,
    "take_back_import": _SECRETARIAT,
    # lists of priority projects
    "open_list_draft": _SECRETARIAT,
    "read_list_draft": _SECRETARIAT,
    "list_list_drafts": _SECRETARIAT,
    "save_list_draft": _SECRETARIAT,
    "submit_list_draft": _SECRETARIAT,
    "take_back_list_draft": _SECRETARIAT,
    "discard_list_draft": _SECRETARIAT,
    "preview_list_draft": _SECRETARIAT,
    "read_list_publishers": _SECRETARIAT,
    "return_list_draft": _REVIEWER,
    "publish_list_draft": _REVIEWER,
    # money and milestones of published projects
    "record_flow": _SECRETARIAT,
    "document_flow": _SECRETARIAT,
    "correct_flow": _SECRETARIAT,
    "withdraw_flow": _SECRETARIAT,
    "settle_dispute": _SECRETARIAT,
    "record_milestone": _SECRETARIAT,
    "record_status": _SECRETARIAT,
    "attach_file": _SECRETARIAT,
    "withdraw_file": _SECRETARIAT,
    "list_files": _SECRETARIAT,
    "propose_pledge": _DONOR,
    "plan_payment": _DONOR,
    "own_planned_payments": _DONOR,
    "confirm_flow": _DONOR,
    "confirm_flows": _DONOR,
    "dispute_flow": _DONOR,
    "own_flows": _DONOR,
    "list_awaiting": _SECRETARIAT,
    "flows_on_desk": _WRITING,
    "count_flows_on_desk": _WRITING,
    "give_second_looks": _SECRETARIAT,
    "count_waiting": _WRITING,
    "read_typed": _WRITING,
    "keep_typed": _WRITING,
    # one's own page
    "read_preferences": _SIGNED_IN,
    "save_preferences": _SIGNED_IN,
    "begin_visit": _SIGNED_IN,
    # history and quality
    "read_history": _SECRETARIAT,
    "read_logins": _SECRETARIAT,
    "read_quality": _SECRETARIAT,
    # administration
    "name_organisation": _SECRETARIAT,
    "identify_organisation": _REVIEWER,
    "save_organisation": _ADMINISTRATOR,
    "preview_merge": _REVIEWER,  # of provisional organisations; an administrator any
    "merge_organisations": _REVIEWER,
    "save_country": _ADMINISTRATOR,
    "enter_rate": _ADMINISTRATOR,
    "preview_rates": _ADMINISTRATOR,
    "import_rates": _ADMINISTRATOR,
    "newest_rates": _SECRETARIAT,
    "weigh_rate": _ADMINISTRATOR,
    "doubtful_rates": _SECRETARIAT,
    "flows_without_rate": _SECRETARIAT,
    "set_conference": _ADMINISTRATOR,
    "confirm_clock": _ADMINISTRATOR,
    "list_periods": _SECRETARIAT,
    "save_period": _REVIEWER,
    "lock_period": _REVIEWER,
    "unlock_period": _ADMINISTRATOR,
    # people
    "list_people": _ADMINISTRATOR,
    "add_person": _ADMINISTRATOR,
    "disable_person": _ADMINISTRATOR,
    "strike_person": _ADMINISTRATOR,
    "enable_person": _ADMINISTRATOR,
    "change_role": _ADMINISTRATOR,
    "reset_password": _ADMINISTRATOR,
    "end_sessions": _ADMINISTRATOR,
}
# Those that take a file: who has one of them may upload.
TAKES_FILES: Final = ("import_rates", "start_import", "attach_file")
COMMANDS: Final[dict[str, Callable[..., Any]]] = {}  # filled by @command as modules are imported


class NotAllowed(PortfolioError):
    """This role may not do this (values: command, role)."""


def may(who: Principal, name: str) -> bool:
    """Whether the principal's role has the command."""
    return who.duty in PERMITTED[name]


def command(function: Command[P, R]) -> Command[P, R]:
    """Guard a service: it runs for the roles in PERMITTED under its name, else raises NotAllowed.

    Every text parameter declares its kind (``errors.Line``, ``Paragraph``, ``Code``, …) and is read
    by it here, before the service sees it: raises TextRefused. A command with a text of undeclared
    kind can't be defined.
    """
    name = function.__name__
    roles, readers, parameters = PERMITTED[name], text_readers(function), signature(function)

    @wraps(function)
    def guarded(register: LivePortfolio, who: Principal, *args: P.args, **kwargs: P.kwargs) -> R:
        if who.duty not in roles:
            raise NotAllowed(command=name, role=who.duty.word)
        bound = parameters.bind(register, who, *args, **kwargs)
        read(readers, bound.arguments)
        return function(*bound.args, **bound.kwargs)

    kept: Command[P, R] = guarded  # type: ignore[assignment]  # wraps keeps the parameters' names
    COMMANDS[name] = kept
    return kept


# In the order they are offered; no commands: everybody reads it. The first is the one at "/".
PAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "summary": (),
    "declaration": (),
    "gaps": (),
    "funders": (),
    "road": (),
    "projects": (),
    "lists": (),
    "completeness": (),
    "desk": ("list_drafts", "own_flows"),
    "imports": ("start_import",),
    "quality": ("read_quality",),
    "administration": ("list_periods",),
    "method": (),
    "country": (),
    "funder": (),
    "entry": ("open_draft",),
    "review": ("publish_draft",),
    "record": ("record_flow", "propose_pledge"),
    "list_entry": ("open_list_draft",),
}
# Where those are led who may not read a page, instead of to sign-in.
PUBLIC_PART: Final[Mapping[str, str]] = {"quality": "completeness"}
FIRST: Final = next(iter(PAGES))


def is_for(page: str, duty: UserRole) -> bool:
    """Whether a page is for those in a role."""
    commands = PAGES[page]
    return not commands or any(duty in PERMITTED[command] for command in commands)
