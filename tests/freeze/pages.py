"""Every page in three languages for six readers, as the browser is given it: HTML, words and pictures."""

import json
from collections.abc import Iterator
from typing import Any, Final

from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]
from google.protobuf.message import Message  # type: ignore[import-untyped]
from streamlit.testing.v1 import AppTest

from portfolio.domain.params import PUBLIC, Principal, UserRole
from portfolio.text.languages import LANGUAGES
from portfolio.ui import navigation, session
from tests.freeze.world import World
from tests.ui import conftest

READERS: Final = ("", "minister", "donor", "secretary", "reviewer", "administrator")
# What follows from where the code stands and not from what a reader sees.
UNSEEN: Final = ("id", "elementId", "formId", "fragmentId", "pageScriptHash", "activeScriptHash")
DOCUMENTED: Final = "EUBAM-LY"
SECTIONS: Final = "people organisations countries rates periods conference history".split()


def texts(world: World) -> Iterator[tuple[str, str]]:
    """Every page with the name it is kept under."""
    vars(session)["register"] = lambda: world.live
    for reader in READERS:
        for language in LANGUAGES:
            test = conftest.opened("summary", language, as_role=reader or None)
            yield _line(test, reader, language, "summary", {})
            for name, query in _addresses(world):
                if not navigation.is_theirs(name, _who(reader)):
                    continue
                _go(test, name, language, query)
                yield _line(test, reader, language, name, query)


def _who(reader: str) -> Principal:
    return Principal(reader, UserRole[reader.upper()]) if reader else PUBLIC


def _addresses(world: World) -> Iterator[tuple[str, dict[str, str]]]:
    for name in navigation.NAMES[1:]:
        yield name, {}
    yield "summary", {"portfolio": "record"}
    yield "gaps", {"country": "LY", "as_of": "2014-03-31", "known_on": "then"}
    yield "declaration", {"clause_shown": "2"}
    yield "projects", {"project": world.project}
    yield "projects", {"portfolio": "record", "project": DOCUMENTED}
    yield "record", {"project": world.project}
    yield "entry", {"draft": str(world.draft)}
    yield "review", {"draft": str(world.submitted)}
    yield "quality", {"rule": "no_requirement"}
    for section in SECTIONS:
        yield "administration", {"section": section}


def _go(test: AppTest, name: str, language: str, query: dict[str, str]) -> None:
    test.query_params.clear()
    conftest.turn(test, name)
    test.query_params["lang"] = language
    for parameter, value in query.items():
        test.query_params[parameter] = value
    test.run()


def _line(
    test: AppTest, reader: str, language: str, name: str, query: dict[str, str]
) -> tuple[str, str]:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return f"page {reader or 'public'} {language} {name}?{asked}", _text(test)


def _text(test: AppTest) -> str:
    said = [str(error.value) for error in test.exception]
    for element in test.main:
        proto = getattr(element, "proto", None)
        if isinstance(proto, Message):
            said.append(json.dumps(_seen(MessageToDict(proto)), sort_keys=True, ensure_ascii=False))
    return "\n".join(said)


def _seen(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _seen(held) for name, held in value.items() if name not in UNSEEN}
    if isinstance(value, list):
        return [_seen(held) for held in value]
    return value
