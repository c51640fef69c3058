"""Countries: region, list of DAC, names; and what is refused."""

from typing import Any

import pytest

from portfolio.domain.parsing import EntryRefused
from portfolio.domain.reference import Country, Region
from portfolio.services.reference import CountryEntry, UnknownCountry, save_country
from portfolio.store import history, seeding
from portfolio.store.database import Database
from tests.services.desk import Desk, a_desk, contents

GOOD = {
    "code": "ML",
    "iso3": "MLI",
    "region": "sahel_sahara",
    "is_dac_recipient": True,
    "names": {"en": "Mali", "fr": "Mali", "ar": "مالي"},
}


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def save(desk: Desk, token: str = "t", *, is_new: bool = True, **fields: Any) -> str:
    typed = CountryEntry(**{**GOOD, **fields})
    return save_country(desk.register, desk.administrator, typed, is_new=is_new, token=token)


def held(desk: Desk) -> dict[str, Country]:
    return {found.code: found for found in desk.register.labels.countries.values()}


def test_a_country_is_added_once_and_told(desk: Desk) -> None:
    assert save(desk) == save(desk) == "ML"
    assert held(desk)["ML"].names == GOOD["names"]
    with desk.register.database.reading() as connection:
        (row,) = history.read_entries(connection, subject="country")
    assert (row.identifier, row.command) == ("ML", "save_country")


def test_a_region_changed_here_outlasts_a_later_load(desk: Desk) -> None:
    save(desk, is_new=False, code="NE", iso3="NER", region="neighbouring", names={"en": "Niger"})
    seeding.save(desk.register.database, contents())
    assert (held(desk)["NE"].region, held(desk)["NE"].names) == (
        Region.NEIGHBOURING,
        {"en": "Niger"},
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "MLI"}, "code"),
        ({"code": "é1"}, "code"),
        ({"code": "LY"}, "code"),
        ({"iso3": "ML"}, "iso3"),
        ({"iso3": "LBY"}, "iso3"),
        ({"region": ""}, "region"),
        ({"region": "<i>"}, "region"),
        ({"names": {}}, "name_en"),
        ({"names": {"en": "M\u202eali"}}, "name_en"),
        ({"names": {"fr": "x" * 100_000}}, "name_fr"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(
    desk: Desk, fields: dict[str, Any], field: str
) -> None:
    revision = desk.register.database.revision()
    with pytest.raises(EntryRefused) as refused:
        save(desk, **fields)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert desk.register.database.revision() == revision


def test_an_edit_of_what_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(UnknownCountry):
        save(desk, is_new=False, code="ZZ", iso3="ZZZ")
