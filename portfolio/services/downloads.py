"""Files offered to one reader: made when they are fetched, given to nobody else, gone with the session."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

MAX_OFFERS: Final = 4_000  # of all readers together: the oldest go
MAX_OFFERS_PER_READER: Final = 200
LASTING_SECONDS: Final = 12 * 3600.0


@dataclass(frozen=True, slots=True)
class Offer:
    """One file that a page offers: for whom, under which name, and what makes it.

    ``sid`` is the digest of the reader's session, ``role`` the role it was offered to.
    """

    sid: str
    role: str
    file_name: str
    media_type: str
    make: Callable[[], bytes]
    until: float


_offers: Final[OrderedDict[str, Offer]] = OrderedDict()
_tokens: Final[dict[tuple[str, str, str], str]] = {}  # by session, page and place on it
_places: Final[dict[str, tuple[str, str, str]]] = {}
_lock: Final = Lock()


def offer(
    sid: str,
    role: str,
    page: str,
    name: str,
    make: Callable[[], bytes],
    *,
    file_name: str,
    media_type: str = "text/csv",
) -> str:
    """Offer a file in a place of a page; returns the token of its address.

    ``page`` tells the open pages of a session apart, ``name`` the places on one. A file offered in
    the same place before is replaced, and its address opens the new one.
    """
    place = (sid, page, name)
    with _lock:
        token = _tokens.get(place) or secrets.token_urlsafe(24)
        _tokens[place], _places[token] = token, place
        until = time.monotonic() + LASTING_SECONDS
        _offers[token] = Offer(sid, role, file_name, media_type, make, until)
        _offers.move_to_end(token)
        own = [mine for mine, kept in _offers.items() if kept.sid == sid]
        for old in own[:-MAX_OFFERS_PER_READER]:
            _withdraw(old)
        while len(_offers) > MAX_OFFERS:
            _withdraw(next(iter(_offers)))
    return token


def find(token: str, sid: str, role: str) -> Offer | None:
    """The file of a token for the session and the role it was offered to; None for anybody else."""
    with _lock:
        found = _offers.get(token)
        if found is None or (found.sid, found.role) != (sid, role):
            return None
        if found.until < time.monotonic():
            _withdraw(token)
            return None
        return found


def forget(sid: str, page: str | None = None) -> None:
    """Withdraw what a session was offered, on one of its pages or on all."""
    with _lock:
        for (owner, on, _), token in list(_tokens.items()):
            if owner == sid and page in (None, on):
                _withdraw(token)


def pages() -> set[tuple[str, str]]:
    """The sessions and pages something is offered to."""
    with _lock:
        return {place[:2] for place in _tokens}


def _withdraw(token: str) -> None:
    _offers.pop(token, None)
    _tokens.pop(_places.pop(token, ("", "", "")), None)
