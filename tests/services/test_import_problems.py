"""Problems of a file: in its order, one line for those alike, causes without what follows from them."""

import pytest

from portfolio.domain.imports import ImportProblem
from portfolio.domain.parsing import Missing, NotAChoice
from portfolio.services import imports
from portfolio.services.import_order import groups_of, in_file_order
from portfolio.store.database import Database
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.building.import_workbook import workbook
from tests.building.imports import titled
from tests.services.desk import Desk, a_desk, entry


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


@pytest.mark.parametrize("language", LANGUAGES)
def test_problems_stand_in_the_order_of_the_template_by_sheet_row_and_column(language: str) -> None:
    words = Translator(language)
    projects, shares = words("nav.projects"), words("field.country_shares")[:31]
    places = [
        ("", 0, ""),
        (projects, 0, ""),
        (projects, 4, words("field.status")),
        (projects, 4, "implementer"),
        (projects, 4, "something else"),
        (projects, 10, ""),
        (projects, 10, words("field.kind")),
        (shares, 3, words("cell.country")),
        (shares, 3, words("cell.share")),
        ("Other sheet", 2, "b"),
    ]
    given = [ImportProblem(Missing(), *place) for place in places]
    ordered = [(one.sheet, one.row, one.column) for one in in_file_order(reversed(given))]
    assert sorted(ordered) == sorted(places)
    assert [place[:2] for place in ordered] == [place[:2] for place in places]
    assert ordered[-3:-1] == places[-3:-1]
    assert ordered[4] == places[4]


def test_one_mistake_in_every_row_stands_once_with_its_rows() -> None:
    rows = [*range(4, 64), 70]
    several = [ImportProblem(Missing(), "S", row, "reason") for row in rows]
    other = ImportProblem(NotAChoice(value="x"), "S", 5, "reason")
    lighter = ImportProblem(Missing(), "S", 6, "reason", is_blocking=False)
    found = groups_of([*reversed(several), other, lighter])
    assert [one.spans for one in found] == [((4, 63), (70, 70)), ((5, 5),), ((6, 6),)]
    assert [len(one.rows) for one in found] == [61, 1, 1]


def test_what_follows_from_a_row_that_could_not_be_read_is_not_listed_beside_it(
    desk: Desk,
) -> None:
    shares = [{"key": "a", "country": "NE", "share": "all of it"}]
    document = {**entry(titles={"en": titled(1)}), "country_shares": shares}
    number = imports.start_import(
        desk.register, desk.secretary, workbook([("N1", document)]), "p.xlsx", token="t"
    )
    found = imports.preview_import(desk.register, desk.secretary, number)
    assert [one.effect.word for one in found.projects] == ["rejected"]
    (problem,) = found.every_problem
    assert problem.row == 2
    assert problem.sheet == Translator("en")("field.country_shares")
    assert found.before == found.after
