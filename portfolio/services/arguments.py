"""Arguments of a command: every text among them is read by its declared kind before it runs."""

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from inspect import signature
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from portfolio.domain import limits
from portfolio.domain.drafts import Draft
from portfolio.domain.entry import EntryRefused, FieldError
from portfolio.domain.errors import PortfolioError
from portfolio.domain.filters import ViewParams
from portfolio.domain.limits import TextKind
from portfolio.domain.list_entry import ListDraft

# A reader returns what it was given as the command shall see it, and adds what is wrong.
Reader = Callable[[Any, FieldError, list[FieldError]], Any]

_WITHOUT_TEXT: Final = (Enum, int, float, Decimal, date, bytes, types.NoneType)
# Read from the store or from an address by rules of their own; no command writes their words.
_READ_BEFORE: Final = (Draft, ListDraft, ViewParams)
_WORDS: Final[Mapping[TextKind, Callable[[str], str]]] = {
    TextKind.LINE: limits.line,
    TextKind.PARAGRAPH: limits.paragraph,
    TextKind.CODE: limits.code,
}


class TextRefused(EntryRefused):
    """A text is too long or holds signs no record keeps (values: why, the first of the reasons)."""

    phrase = "error.text_refused"

    def __init__(self, problems: tuple[FieldError, ...]) -> None:
        super().__init__(problems, why=problems[0].error)


class UndeclaredText(TypeError):
    """A command takes a text without saying of which kind it is."""


def readers(command: Callable[..., Any]) -> Mapping[str, Reader]:
    """The readers of a command's texts, by parameter; register and principal hold none.

    Raises UndeclaredText for a ``str`` that is no ``limits.Line``, ``Paragraph`` or ``Code``, and
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
    """Put each argument in place as it was read; raises TextRefused with all that is wrong."""
    problems: list[FieldError] = []
    for name, reader in readers.items():
        if name in arguments:
            error = PortfolioError()
            arguments[name] = reader(arguments[name], FieldError(name, error), problems)
    if problems:
        raise TextRefused(tuple(problems))


def _reader(hint: Any, place: str) -> Reader | None:
    """The reader of a type; None for one that holds no text."""
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
    raise UndeclaredText(f"{place}: declare the kind of its text, e.g. limits.Line, not {hint}")


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
            named = _checked(limits.code, str(key), at, problems)
            place = replace(at, field=f"{at.field.removesuffix('s')}_{limits.glimpse(named)}")
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
    """Checks what stands in a form and leaves it as it is: keys are codes, texts have a bound."""

    def check(text: str) -> str:
        return limits.text_kind(text, halves=kind is TextKind.FORM)

    def look(value: Any, at: FieldError, problems: list[FieldError]) -> None:
        if isinstance(value, str):
            _checked(check, value, at, problems)
        elif isinstance(value, Mapping):
            for key, one in value.items():
                named = limits.glimpse(_checked(limits.code, str(key), at, problems))
                look(
                    one,
                    replace(at, column=named) if at.field else replace(at, field=named),
                    problems,
                )
        elif isinstance(value, list | tuple):
            for row, one in enumerate(value):
                key = one.get("key") if isinstance(one, Mapping) else None
                look(one, replace(at, row=limits.glimpse(str(key or row))), problems)

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
