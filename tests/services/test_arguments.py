"""No text reaches a command unread: each has a kind, a bound, and no sign the record can't keep."""

import pkgutil
import types
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from inspect import signature
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio import services
from portfolio.domain import errors
from portfolio.domain.errors import PARAGRAPH, TextKind
from portfolio.domain.params import Principal
from portfolio.domain.parsing import EntryRefused
from portfolio.services.access import COMMANDS, PERMITTED, TextRefused, UndeclaredText, command
from portfolio.services.live import LivePortfolio
from portfolio.text.words import Translator

for found in pkgutil.iter_modules(services.__path__):
    import_module(f"{services.__name__}.{found.name}")

NOBODY: Any = None  # a register: a command that gets past its door fails at once
SIGNS = ("\0", "\x1b", "\x85", "\u202e", "\u2066", "\u200f", "\u200b", "\u2028", "\u2029",
         "\ufeff", "\ud800")  # fmt: skip
BLANKS = ("\x85", "\u2028", "\u2029")  # of these a line makes a blank
WORDS = (TextKind.LINE, TextKind.PARAGRAPH, TextKind.CODE)


def texts() -> Iterator[tuple[str, str, str, TextKind]]:
    """(command, parameter, field of it or "", kind) of every text of every command."""
    for name, function in COMMANDS.items():
        for parameter, hint in _hints(function).items():
            if (kind := _kind(hint)) is not None:
                yield name, parameter, "", kind
            elif isinstance(hint, type) and is_dataclass(hint):
                for field in fields(hint):
                    kind = _kind(get_type_hints(hint, include_extras=True)[field.name])
                    if kind is not None and hint.__name__ not in ("Draft", "ViewParams"):
                        yield name, parameter, field.name, kind


def _hints(function: Any) -> dict[str, Any]:
    every = get_type_hints(function, include_extras=True)
    return {name: every[name] for name in list(signature(function).parameters)[2:]}


def _kind(hint: Any) -> TextKind | None:
    if get_origin(hint) is Annotated:
        return next((part for part in get_args(hint) if isinstance(part, TextKind)), None)
    kinds = [_kind(part) for part in get_args(hint)] if get_origin(hint) is not dict else []
    return next((kind for kind in kinds if kind is not None), None)


TEXTS = tuple(texts())


def _call(name: str, parameter: str, field: str, value: Any) -> None:
    """Call a command with one text given and everything else left at nothing."""
    function = COMMANDS[name]
    given_ = {each: _nothing(hint) for each, hint in _hints(function).items()}
    hint = _hints(function)[parameter]
    if field:
        inner = get_type_hints(hint, include_extras=True)
        entry = {each.name: _nothing(inner[each.name]) for each in fields(hint)}
        value = hint(**{**entry, field: value})
    function(NOBODY, _who(name), **{**given_, parameter: value})


def _nothing(hint: Any) -> Any:
    if isinstance(hint, type) and is_dataclass(hint):
        inner = get_type_hints(hint, include_extras=True)
        return (
            None
            if hint.__name__ in ("Draft", "ViewParams")
            else hint(**{each.name: _nothing(inner[each.name]) for each in fields(hint)})
        )
    kind = _kind(hint)
    if kind in WORDS:
        return {} if get_origin(hint) is not Annotated and _is_mapping(hint) else ""
    return {} if kind else None


def _is_mapping(hint: Any) -> bool:
    origin = get_origin(hint)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _who(name: str) -> Principal:
    return Principal("somebody", min(PERMITTED[name]), 1, "DONOR-A")


def _given(name: str, parameter: str, field: str, text: str) -> Any:
    """The text where a value of this place would have it."""
    hint = _hints(COMMANDS[name])[parameter]
    if field:
        hint = get_type_hints(hint, include_extras=True)[field]
    if _kind(hint) not in WORDS:
        return {"titles": {"en": text}}
    return _filled(hint, text)


def _filled(hint: Any, text: str) -> Any:
    """A value of a type, with the text in each place that takes one."""
    if get_origin(hint) is Annotated or hint is str:
        return text
    if _is_mapping(hint):
        return {"en": text}
    origin = get_origin(hint)
    if origin in (tuple, list, frozenset):
        parts = [part for part in get_args(hint) if part is not ...]
        inner = [_filled(part, text) for part in parts if _kind(part) is not None]
        return origin(inner)
    several = [part for part in get_args(hint) if _kind(part) is not None]
    return _filled(several[0], text) if several else text


def test_the_texts_of_the_commands_are_found() -> None:
    assert {name for name, *_ in TEXTS} >= {"dispute_flow", "save_draft", "record_flow"}
    assert len(TEXTS) > 80


@pytest.mark.parametrize(("name", "parameter", "field", "kind"), TEXTS)
def test_no_command_takes_a_text_without_a_bound(
    name: str, parameter: str, field: str, kind: TextKind
) -> None:
    with pytest.raises(TextRefused) as caught:
        _call(name, parameter, field, _given(name, parameter, field, "a" * 10_000_000))
    assert [p.error.phrase for p in caught.value.problems] == ["error.too_long"]


@pytest.mark.parametrize(("name", "parameter", "field", "kind"), TEXTS)
def test_no_command_takes_a_sign_the_record_can_not_keep(
    name: str, parameter: str, field: str, kind: TextKind
) -> None:
    # A form and a draft keep what was typed until it is read field by field, escaped.
    for sign in SIGNS if kind in WORDS else {TextKind.DOCUMENT: SIGNS[-1:]}.get(kind, ()):
        if kind is TextKind.LINE and sign in BLANKS:
            continue
        with pytest.raises(TextRefused) as caught:
            _call(name, parameter, field, _given(name, parameter, field, f"a{sign}b"))
        assert caught.value.problems[0].error.phrase == "error.unreadable_signs"


def test_a_line_is_one_line_and_joiners_stay_in_it() -> None:
    assert errors.line("a\u2028b\u2029c") == "a b c"
    for joined in ("می\u200cخواهم", "ه\u200d"):
        assert errors.line(joined) == errors.paragraph(joined) == joined


def test_the_keys_of_what_is_typed_are_read_too() -> None:
    for key in ("a" * 300, "a\0"):
        with pytest.raises(TextRefused):
            _call("save_draft", "document", "", {key: "x"})
        with pytest.raises(TextRefused):
            _call("save_draft", "document", "", {"budgets": [{"key": "1", key: "x"}]})
        with pytest.raises(TextRefused):
            _call("keep_typed", "values", "", {key: "x"})
        with pytest.raises(TextRefused):
            _call("save_organisation", "entry", "names", {key: "x"})


def test_a_text_of_a_draft_is_refused_where_it_stands() -> None:
    rows = [{"key": "r1", "source": "\ud800"}]
    with pytest.raises(TextRefused) as caught:
        _call("save_draft", "document", "", {"flows": rows, "notes": "\ud800"})
    places = [(p.field, p.row, p.column) for p in caught.value.problems]
    assert places == [("flows", "r1", "source"), ("notes", "", "")]


def test_everything_wrong_is_said_at_once_in_the_readers_language() -> None:
    with pytest.raises(EntryRefused) as caught:
        COMMANDS["document_flow"](NOBODY, _who("document_flow"), "RD\0", "F1", "x" * 201, token="1")
    assert [problem.field for problem in caught.value.problems] == ["identifier", "source"]
    for language in ("en", "fr", "ar"):
        assert "U+0000" in Translator(language).error(caught.value)


def _undeclared(hint: Any) -> Any:
    def save_draft(register: LivePortfolio, who: Principal, number: Any) -> None: ...

    save_draft.__annotations__["number"] = hint
    return save_draft


@pytest.mark.parametrize(
    "hint",
    [str, str | None, tuple[str, ...], Mapping[str, str], Any, object, types.SimpleNamespace],
    ids=str,
)
def test_a_command_that_takes_a_text_of_no_kind_can_not_be_defined(hint: Any) -> None:
    before = dict(COMMANDS)
    with pytest.raises(UndeclaredText):
        command(_undeclared(hint))
    assert before == COMMANDS


def test_a_text_goes_on_as_it_was_read() -> None:
    seen: list[Any] = []

    def save_draft(
        register: LivePortfolio,
        who: Principal,
        one: errors.Line,
        more: errors.Paragraph,
        code: errors.Code,
        several: tuple[errors.Line, ...],
    ) -> None:
        seen.extend((one, more, code, several))

    held = COMMANDS["save_draft"]
    try:
        read = command(save_draft)
    finally:
        COMMANDS["save_draft"] = held
    read(NOBODY, _who("save_draft"), " e\u0301 \n a ", "a\r\nb ", " 1\u202f000 ", (" x ",))
    assert seen == ["\u00e9 a", "a\nb", " 1\u202f000 ", ("x",)]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=PARAGRAPH))
def test_reading_twice_is_reading_once(text: str) -> None:
    for reader in (errors.line, errors.paragraph, errors.code):
        try:
            once = reader(text)
        except (errors.TooLong, errors.UnreadableSigns):
            continue
        assert reader(once) == once
