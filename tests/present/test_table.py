"""Tables as HTML: each cell carries the heading that a card of a narrow screen writes beside it."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from portfolio.present.html import tag
from portfolio.present.table import Cell, Column, Table, as_html, html_table

TEXTS = st.text("ab<>\"'&=/ tdhr\u0635", max_size=12)


class _Cells(HTMLParser):
    """The text and the label of every cell, row by row."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, str | None]]] = []
        self.is_inside = False
        self.feed(html)
        self.close()

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        if name == "tr":
            self.rows.append([])
        elif name in ("th", "td"):
            self.rows[-1].append(("", dict(attrs).get("data-label")))
            self.is_inside = True

    def handle_endtag(self, name: str) -> None:
        self.is_inside = self.is_inside and name not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if self.is_inside:
            text, label = self.rows[-1][-1]
            self.rows[-1][-1] = (text + data, label)


@given(st.data(), st.integers(2, 6))
def test_every_cell_carries_the_heading_of_its_column(data: st.DataObject, width: int) -> None:
    line = st.tuples(*[TEXTS] * width)
    heads, rows, total = (
        data.draw(line),
        data.draw(st.lists(line, max_size=3)),
        data.draw(st.none() | line),
    )
    table = Table(
        "",
        tuple(map(Column, heads)),
        tuple(tuple(map(Cell, row)) for row in rows),
        tuple(map(Cell, total)) if total else (),
    )
    written = _Cells(as_html(table)).rows[1:]
    expected = [*rows, *((total,) if total else ())]
    assert [[text for text, _ in row] for row in written] == [list(row) for row in expected]
    for row in written:
        assert [label for _, label in row] == [None, *(head or None for head in heads[1:])]


def test_a_cell_across_columns_has_no_label_and_the_next_one_has_its_own() -> None:
    row = tag("tr", tag("th", "Posts"), tag("td", "none", colspan="2"), tag("td", "12"))
    columns = [Column(label) for label in ("Project", "Need", "Gap", "Days")]
    (cells,) = _Cells(html_table("", columns, (row,))).rows[1:]
    assert cells == [("Posts", None), ("none", None), ("12", "Days")]


def test_a_table_that_a_telephone_has_no_room_for_is_stacked() -> None:
    name, text, number = Column("Name"), Column("Reason"), Column("Gap", is_number=True)
    for columns, is_stacked in (
        ((name, number, number), False),
        ((name, text), False),
        ((name, number, number, number), True),
        ((name, text, text), True),
    ):
        assert ("rp-stacked" in html_table("", columns)) is is_stacked, columns
