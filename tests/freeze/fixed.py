"""A clock that stands still and tokens that are counted: put in place before the product is imported."""

import datetime as module
import importlib
import itertools
import re
import secrets
import sys
from datetime import datetime, tzinfo
from typing import Any, Final

MOMENT: Final = datetime(2026, 9, 1, 12, tzinfo=module.UTC)
_TOKEN: Final = re.compile(r"token-\d+-")
_numbers = itertools.count(1)


class _Meta(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, datetime)


class _Fixed(datetime, metaclass=_Meta):
    """Real datetimes, but for what is now."""

    def __new__(cls, *args: Any, **named: Any) -> Any:
        return datetime(*args, **named)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return MOMENT.astimezone(tz) if tz else MOMENT.replace(tzinfo=None)

    @classmethod
    def combine(cls, *args: Any, **named: Any) -> Any:
        return datetime.combine(*args, **named)

    @classmethod
    def fromisoformat(cls, text: str) -> Any:
        return datetime.fromisoformat(text)

    @classmethod
    def fromtimestamp(cls, stamp: float, tz: tzinfo | None = None) -> Any:
        return datetime.fromtimestamp(stamp, tz)

    @classmethod
    def strptime(cls, text: str, form: str) -> Any:
        return datetime.strptime(text, form)


def _token(nbytes: int | None = None) -> str:
    return f"token-{next(_numbers):08d}-{'x' * 24}"


def put_in_place() -> None:
    """Stop the clock and count the tokens, for everything imported from now on."""
    assert not [name for name in sys.modules if name.split(".")[0] == "portfolio"]
    importlib.import_module("pandas")  # takes the real datetime or none
    secrets.token_urlsafe = _token
    secrets.token_hex = _token
    module.datetime = _Fixed  # type: ignore[misc]


def without_tokens(text: str) -> str:
    """The text with every counted token made equal: how many were needed before says nothing."""
    return _TOKEN.sub("token-", text)
