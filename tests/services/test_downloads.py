"""Files offered to one reader: whose they are, how many there may be, when they go."""

import time
from collections.abc import Iterator

import pytest

from portfolio.exchange import TABLE
from portfolio.services import sessions


@pytest.fixture(autouse=True)
def _nothing_offered() -> Iterator[None]:
    for sid, _ in sessions.pages():
        sessions.forget(sid)
    yield
    for sid, _ in sessions.pages():
        sessions.forget(sid)


def offered(sid: str = "a", page: str = "1", name: str = "table", data: bytes = b"x") -> str:
    return sessions.offer(sid, "donor", page, name, {TABLE: lambda: data}, stem="table")


def test_a_file_is_for_one_session_in_one_role() -> None:
    token = offered()
    found = sessions.find(token, "a", "donor")
    assert found is not None
    assert found.files[TABLE]() == b"x"
    assert sessions.find(token, "b", "donor") is None
    assert sessions.find(token, "a", "minister") is None
    assert sessions.find("", "a", "donor") is None


def test_a_place_of_a_page_keeps_its_address_and_gives_the_newest_file() -> None:
    token = offered(data=b"old")
    assert offered(data=b"new") == token
    found = sessions.find(token, "a", "donor")
    assert found is not None
    assert found.files[TABLE]() == b"new"
    assert offered(page="2") != token
    assert offered(name="chart") != token


def test_a_file_goes_with_its_page_and_with_its_session() -> None:
    one, two, others = offered(), offered(page="2"), offered(sid="b")
    sessions.forget("a", "1")
    assert sessions.find(one, "a", "donor") is None
    assert sessions.find(two, "a", "donor") is not None
    sessions.forget("a")
    assert sessions.find(two, "a", "donor") is None
    assert sessions.find(others, "b", "donor") is not None


def test_one_reader_pushes_out_files_of_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MAX_OFFERS_PER_READER", 3)
    others = offered(sid="b")
    tokens = [offered(name=str(number)) for number in range(5)]
    is_there = [sessions.find(token, "a", "donor") is not None for token in tokens]
    assert is_there == [False, False, True, True, True]
    assert sessions.find(others, "b", "donor") is not None


def test_of_all_readers_together_the_oldest_files_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MAX_OFFERS", 3)
    tokens = [offered(sid=str(number)) for number in range(5)]
    left = [sessions.find(token, str(n), "donor") is not None for n, token in enumerate(tokens)]
    assert left == [False, False, True, True, True]
    assert len(sessions.pages()) == 3


def test_a_file_is_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    token = offered()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + sessions.LASTING_SECONDS + 1)
    assert sessions.find(token, "a", "donor") is None
    assert not sessions.pages()
