"""What two people typed into one form: nothing is lost, nothing is decided for them."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.drafts import changes, merge
from portfolio.domain.fields import FIELDS, Shape
from tests.building.effort import small

KEYS = st.sampled_from("abcd")
SAID = st.sampled_from(["", "x", "y", "z"])
SPOKEN = (Shape.SPOKEN_LINE, Shape.SPOKEN_PARAGRAPH)


def rows(field: Any) -> st.SearchStrategy[list[dict[str, str]]]:
    row = st.fixed_dictionaries({"key": KEYS, **{c.name: SAID for c in field.columns}})
    return st.lists(row, max_size=3, unique_by=lambda row: row["key"])


def said(field: Any) -> st.SearchStrategy[Any]:
    if field.shape is Shape.ROWS:
        return rows(field)
    if field.shape is Shape.CLAUSES:
        return st.lists(st.sampled_from(["1", "2", "10"]), unique=True).map(
            lambda numbers: sorted(numbers, key=int)
        )
    if field.shape in SPOKEN:
        return st.dictionaries(st.sampled_from(["en", "fr", "ar"]), st.sampled_from(["x", "y"]))
    return SAID


DOCUMENTS = st.fixed_dictionaries({field.name: said(field) for field in FIELDS})


@small
@given(before=DOCUMENTS, mine=DOCUMENTS)
def test_who_saves_alone_gets_what_was_typed(before: Any, mine: Any) -> None:
    merged, clashes = merge(before, before, mine)
    assert clashes == []
    assert changes(mine, merged) == ()


@small
@given(before=DOCUMENTS, theirs=DOCUMENTS)
def test_who_changed_nothing_gets_what_the_other_typed(before: Any, theirs: Any) -> None:
    merged, clashes = merge(before, theirs, before)
    assert clashes == []
    assert changes(theirs, merged) == ()


@small
@given(before=DOCUMENTS, theirs=DOCUMENTS, mine=DOCUMENTS)
def test_every_change_is_in_the_whole_or_named_as_a_clash(
    before: Any, theirs: Any, mine: Any
) -> None:
    merged, clashes = merge(before, theirs, mine)
    clashing = {(clash.field, clash.row, clash.column) for clash in clashes}
    # a row that somebody took out is out, with every cell of it
    gone = {
        (field.name, row["key"])
        for field in FIELDS
        if field.shape is Shape.ROWS
        for row in before[field.name]
        if any(
            row["key"] not in [r["key"] for r in document[field.name]]
            for document in (theirs, mine)
        )
    }
    found = {(c.field, c.row, c.column): c.after for c in changes(before, merged)}
    for side in (mine, theirs):
        for change in changes(before, side):
            place = (change.field, change.row, change.column)
            if place in clashing or place[:2] in gone:
                continue
            assert found.get(place, "") == change.after
    for clash in clashes:
        assert clash.before != clash.mine != clash.theirs != clash.before


@small
@given(document=DOCUMENTS)
def test_a_document_does_not_differ_from_itself(document: Any) -> None:
    assert changes(document, document) == ()
