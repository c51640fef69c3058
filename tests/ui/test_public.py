"""What the public reads depends on public rows alone: pages, files and answers, byte for byte."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest
import streamlit
from hypothesis import given
from streamlit.testing.v1 import AppTest

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.domain.contents import Contents
from portfolio.services import drafts, transactions, verification
from portfolio.services.live import LivePortfolio
from portfolio.services.sessions import Files
from portfolio.sheet import typesetting
from portfolio.store import saving, seeding
from portfolio.store.database import Database
from portfolio.ui import downloads, session
from tests.building import hidden
from tests.building.effort import few_pages
from tests.services.desk import Desk, a_desk, entry, flow
from tests.ui.conftest import opened

AS_OF = "2014-06-30"
Address = tuple[str, dict[str, str | list[str]]]
PAGES: tuple[Address, ...] = (
    ("summary", {}),
    ("summary", {"funder": "A", "currency": "USD"}),
    ("declaration", {"clause_shown": "3"}),
    ("gaps", {"band": "pipeline"}),
    ("funders", {"funder": ["SECRET", "NOBODY-KNOWS", "NO-SUCH"]}),
    ("funders", {"in_kind": "on"}),
    ("road", {"funder": "A"}),
    ("country", {"country": "LY"}),
    ("country", {"country": "ML", "funder": "A", "lang": "fr"}),
    ("country", {"country": "XX"}),
    ("country", {}),
    ("funder", {"funder": "A"}),
    ("funder", {"funder": "SECRET"}),
    ("funder", {"funder": "A", "country": "LY", "lang": "ar"}),
    ("funder", {}),
    ("completeness", {}),
    ("projects", {"search": "SECRET", "currency": "TND"}),
    ("projects", {"portfolio": "example"}),
    ("summary", {"portfolio": "example"}),
    ("projects", {"project": "H0"}),
    ("projects", {"project": "P", "lang": "fr"}),
    ("projects", {"project": "P", "known_on": "then", "as_of": "2014-03-31"}),
    ("projects", {"project": "Q", "currency": "XOF", "lang": "ar"}),
)
EXPLAINED = ("explain-secured", "explain-pledged_open", "explain-gap")


@dataclass
class Reading:
    """What a public reader was given: every element as it is sent, and every file."""

    sent: list[tuple[str, bytes]] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)


class OpenPopover:
    """A popover that is always open, so that the fields in it are drawn."""

    open = True

    def __init__(self, label: str, **_: Any) -> None:
        self.place = streamlit.container()
        self.place.caption(label)

    def __enter__(self) -> Self:
        self.place.__enter__()
        return self

    def __exit__(self, *raised: Any) -> None:
        self.place.__exit__(*raised)


@contextmanager
def held(file: Path, template: Path, contents: Contents) -> Iterator[LivePortfolio]:
    """A register on a store of its own that holds the contents."""
    shutil.copy(template, file)
    database = Database(f"sqlite:///{file}")
    try:
        seeding.save(database, contents)
        yield LivePortfolio(database, demonstration=True, conference=CONFERENCE_DEFAULT)
    finally:
        database.close()
        file.unlink()


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Imported records may break rules of entry; the store takes them here as they are."""
    monkeypatch.setattr(saving, "refuse_broken", lambda project: None)


@pytest.fixture
def read(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[LivePortfolio, tuple[Address, ...]], Reading]:
    """Reads pages as the public does, with every filter open, every explanation and every file."""

    def everything(register: LivePortfolio, pages: tuple[Address, ...]) -> Reading:
        found = Reading()

        def keep(_: Any, files: Files, *, stem: str, **__: Any) -> None:
            found.files += [(own.file_name(stem), make()) for own, make in files.items()]

        monkeypatch.setattr(session, "register", lambda: register)
        monkeypatch.setattr(downloads, "draw_download", keep)
        # The content of a sheet: setting it is a function of that alone (tests/sheet).
        monkeypatch.setattr(typesetting, "as_pdf", lambda one, others: repr((one, others)).encode())
        monkeypatch.setattr(streamlit, "popover", OpenPopover)
        for name, query in pages:
            test = opened(name, **{"as_of": AS_OF, "portfolio": "record", **query})  # type: ignore[arg-type]
            found.sent += sent(test)
            for key in EXPLAINED:
                if any(button.key == key for button in test.button):
                    found.sent += sent(test.button(key=key).click().run())
        return found

    return everything


def sent(test: AppTest) -> list[tuple[str, bytes]]:
    """Every element of a page in order, as its reader is shown it."""
    assert not test.exception, test.exception[0].stack_trace
    return [
        (node.type, node.proto.SerializeToString(deterministic=True))
        for node in test._tree
        if getattr(node, "proto", None) is not None
    ]


def assert_equal(one: Reading, other: Reading) -> None:
    """Byte for byte; what differs first is shown as text."""
    pairs = (*zip(one.sent, other.sent, strict=False), *zip(one.files, other.files, strict=False))
    for (name, mine), (other_name, theirs) in pairs:
        if (name, mine) != (other_name, theirs):
            at = next(
                (i for i, two in enumerate(zip(mine, theirs, strict=False)) if len(set(two)) > 1), 0
            )
            near = slice(max(0, at - 300), at + 300)
            assert mine[near].decode(errors="replace") == theirs[near].decode(errors="replace"), (
                name
            )
    assert (len(one.sent), len(one.files)) == (len(other.sent), len(other.files))


@pytest.mark.timeout(1800)
@few_pages
@given(hidden.pairs())
def test_what_is_not_public_changes_nothing_the_public_reads(
    unchecked: None,
    read: Callable[[LivePortfolio, tuple[Address, ...]], Reading],
    sqlite_template: Path,
    tmp_path: Path,
    pair: hidden.Pair,
) -> None:
    with held(tmp_path / "public.db", sqlite_template, pair.public) as register:
        alone = read(register, PAGES)
    with held(tmp_path / "whole.db", sqlite_template, pair.whole) as register:
        assert register.portfolio().size > len(pair.public.projects)
        beside = read(register, PAGES)
    assert_equal(alone, beside)


RECORD: tuple[Address, ...] = tuple(page for page in PAGES if "portfolio" not in page[1])


@pytest.mark.timeout(1800)
@few_pages
@given(hidden.examples())
def test_nothing_of_the_example_changes_what_the_record_shows(
    unchecked: None,
    read: Callable[[LivePortfolio, tuple[Address, ...]], Reading],
    sqlite_template: Path,
    tmp_path: Path,
    pair: hidden.Pair,
) -> None:
    with held(tmp_path / "one.db", sqlite_template, pair.public) as register:
        alone = read(register, RECORD)
    with held(tmp_path / "other.db", sqlite_template, pair.whole) as register:
        beside = read(register, RECORD)
    assert_equal(alone, beside)


def a_desk_at(file: Path, template: Path) -> Desk:
    shutil.copy(template, file)
    desk = a_desk(Database(f"sqlite:///{file}"))
    seeding.save(desk.register.database, hidden.declaration())
    return desk


def test_work_that_is_not_public_leaves_no_trace(
    read: Callable[[LivePortfolio, tuple[Address, ...]], Reading],
    sqlite_template: Path,
    tmp_path: Path,
) -> None:
    """Drafts, proposals, a dispute, an organisation and what awaits confirmation (ruling 23)."""
    alone = a_desk_at(tmp_path / "alone.db", sqlite_template)
    busy = a_desk_at(tmp_path / "busy.db", sqlite_template)
    project = alone.published()
    assert busy.published() == project
    register = busy.register
    said = flow(provider="DONOR-B", amount="77", currency="TND")
    transactions.record_flow(register, busy.secretary, project, said, token="1")
    transactions.record_flow(register, busy.secretary, project, flow(amount="88"), token="2")
    agreed = flow(kind="commitment", source="Agreement", amount="900000")
    made = [
        transactions.record_flow(desk.register, desk.secretary, project, agreed, token="3")
        for desk in (alone, busy)
    ]
    assert made[0] == made[1]
    verification.dispute_flow(
        register, busy.donor, project, made[1], "Not what was agreed", token="4"
    )
    draft = drafts.open_draft(register, busy.secretary, token="5")
    typed = entry(titles={"en": "A project that nobody knows"})
    drafts.save_draft(register, busy.secretary, draft.id, typed, draft_seen=draft)
    drafts.open_draft(register, busy.secretary, project=project, token="6")
    pages: tuple[Address, ...] = (
        ("summary", {"currency": "TND"}),
        ("funders", {"funder": ["DONOR-B", "AGENCY"]}),
        ("projects", {"search": "Donor B"}),
        ("projects", {"search": "nobody knows"}),
        ("projects", {"project": project}),
    )
    assert_equal(read(alone.register, pages), read(register, pages))
    seen = read(register, pages)
    assert any(b"Donor A" in content for _, content in seen.sent)
    assert not [name for name, content in seen.sent if b"Donor B</span>" in content]
