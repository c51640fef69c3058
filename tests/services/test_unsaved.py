"""What is typed into a form outlives the page until it is recorded, and is its author's alone."""

import pytest

from portfolio.domain import parsing
from portfolio.domain.errors import DOCUMENT, TooLong
from portfolio.services import transactions, working
from portfolio.services.working import Values
from portfolio.store.database import Database
from tests.services.desk import Desk, a_desk, flow

FORM = "flow-RD"
TYPED: Values = {"amount": "1,000", "in_kind": True, "note": "a\x00b \ud800 😀 واحد"}


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def kept(desk: Desk, form: str = FORM) -> dict[str, object] | None:
    found = working.read_typed(desk.register, desk.secretary, form)
    return None if found is None else dict(found.values)


def test_what_is_typed_is_read_again_sign_by_sign(desk: Desk) -> None:
    assert kept(desk) is None
    working.keep_typed(desk.register, desk.secretary, FORM, TYPED)
    assert kept(desk) == TYPED


def test_nobody_reads_what_another_typed(desk: Desk) -> None:
    working.keep_typed(desk.register, desk.secretary, FORM, TYPED)
    assert working.read_typed(desk.register, desk.reviewer, FORM) is None
    assert working.read_typed(desk.register, desk.donor, FORM) is None


def test_the_last_filling_of_a_form_stands_and_an_empty_one_leaves_nothing(desk: Desk) -> None:
    working.keep_typed(desk.register, desk.secretary, FORM, TYPED)
    working.keep_typed(desk.register, desk.secretary, FORM, {"amount": "2"})
    assert kept(desk) == {"amount": "2"}
    working.keep_typed(desk.register, desk.secretary, FORM, {"amount": "", "in_kind": False})
    assert kept(desk) is None


def test_recording_takes_away_what_was_typed_into_its_form_and_nothing_else(desk: Desk) -> None:
    project = desk.published()
    working.keep_typed(desk.register, desk.secretary, FORM, TYPED)
    working.keep_typed(desk.register, desk.secretary, "status-RD", {"source": "a letter"})
    transactions.record_flow(desk.register, desk.secretary, project, flow(), token=f"{FORM}.random")
    assert kept(desk) is None
    assert kept(desk, "status-RD") == {"source": "a letter"}


def test_what_is_refused_stays_as_it_was_typed(desk: Desk) -> None:
    project = desk.published()
    working.keep_typed(desk.register, desk.secretary, FORM, TYPED)
    with pytest.raises(parsing.EntryRefused):
        transactions.record_flow(
            desk.register, desk.secretary, project, flow(amount="x"), token=f"{FORM}.random"
        )
    assert kept(desk) == TYPED


def test_typing_changes_neither_the_revision_nor_the_history(desk: Desk) -> None:
    before = desk.register.database.revision()
    working.keep_typed(desk.register, desk.secretary, FORM, TYPED)
    assert desk.register.database.revision() == before


def test_what_no_form_could_hold_is_not_kept(desk: Desk) -> None:
    with pytest.raises(TooLong):
        working.keep_typed(desk.register, desk.secretary, FORM, {"note": "x" * DOCUMENT})
    assert kept(desk) is None
