"""Administration: whose sections it shows, what is kept, and what is said where something is refused."""

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from portfolio.domain.params import Principal, UserRole
from portfolio.domain.reference import Region
from portfolio.present.html import esc
from portfolio.services import people
from portfolio.services.live import LivePortfolio
from portfolio.services.organisations import OrganisationEntry, save_organisation
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import navigation
from portfolio.ui.pages.administration import SECTIONS
from tests.ui.conftest import Open, html

WORDS = Translator("en")
ALL = tuple(name for name, _, _ in SECTIONS)
OWN = {
    "secretary": ("rates", "periods", "history"),
    "reviewer": ("organisations", "rates", "periods", "history"),
    "administrator": ALL,
}
ADMINISTRATOR = Principal("administrator", UserRole.ADMINISTRATOR, 1)


@pytest.mark.parametrize("duty", UserRole)
def test_the_page_is_for_the_secretariat_alone(duty: UserRole) -> None:
    assert navigation.is_theirs("administration", Principal("x", duty, 2)) == (
        duty.sees_working_versions
    )


@pytest.mark.parametrize("role", OWN)
def test_each_role_is_shown_its_own_sections(empty: LivePortfolio, page: Open, role: str) -> None:
    said = html(page("administration", as_role=role))
    offered = [name for name in ALL if f"section={name}&amp;" in said]
    assert tuple(offered) == tuple(name for name in ALL if name in OWN[role])
    said = html(page("administration", as_role=role, section="people", form="new"))
    assert (esc(WORDS("administration.no_section")) in said) == (role != "administrator")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", ["organisations", "countries", "people"])
def test_every_section_and_its_forms_open_in_every_language(
    demonstration: LivePortfolio, page: Open, section: str, language: str
) -> None:
    words = Translator(language)
    opened = [("", ""), ("new", "")]
    opened += {
        "organisations": [("edit", "XM-DAC-918"), ("merge", "XM-DAC-918")],
        "countries": [("edit", "LY")],
        "people": [],
    }[section]
    for form, item in opened:
        test = page(
            "administration",
            language,
            as_role="administrator",
            section=section,
            form=form,
            item=item,
        )
        assert not test.exception
        assert esc(words(f"administration.section.{section}")) in html(test)


def test_an_organisation_is_added_found_and_changed(empty: LivePortfolio, page: Open) -> None:
    test = page("administration", as_role="administrator", section="organisations", form="new")
    write(test, WORDS("administration.identifier"), "two words")
    write(test, WORDS("language.en"), "**Bold** <b>fund</b>")
    test.button[0].click().run()
    assert "is not an identifier" in html(test)
    assert line(test, WORDS("language.en")).value == "**Bold** <b>fund</b>"
    write(test, WORDS("administration.identifier"), "NEW-1")
    test.button[0].click().run()
    said = html(test)
    assert not test.exception
    assert "<b>fund" not in said
    assert esc("**Bold** <b>fund</b>") in said
    test = page("administration", as_role="administrator", section="organisations", search="bold")
    said = html(test)
    assert esc(WORDS.count("administration.organisation.count", 1)) in said
    assert said.count("item=NEW-1") == said.count("item=") == 1


def test_a_merge_shows_what_changes_before_it_is_done(empty: LivePortfolio, page: Open) -> None:
    for identifier in ("FUND-1", "FUND-2"):
        typed = OrganisationEntry(identifier, {"en": f"Fund {identifier}"})
        save_organisation(empty, ADMINISTRATOR, typed, is_new=True, token="")
    test = page(
        "administration",
        as_role="administrator",
        section="organisations",
        form="merge",
        item="FUND-2",
    )
    test.button[0].click().run()  # nothing to merge into is chosen yet
    assert esc(WORDS("error.field_empty")) in html(test)
    choose(test, WORDS("administration.merge.into"), "FUND-1")
    test.button[0].click().run()
    assert not test.exception
    assert esc(WORDS("administration.merge.same")) in html(test)
    assert len(empty.labels.organisations) > 1
    test.button[1].click().run()  # without a reason
    assert "FUND-2" in {row.identifier for row in empty.labels.organisations.values()}
    test.text_area[0].set_value("One ministry, entered twice")
    test.button[1].click().run()
    assert not test.exception
    assert "FUND-2" not in {row.identifier for row in empty.labels.organisations.values()}
    assert 'class="rp-recorded"' in html(test)


def test_a_country_is_moved_to_another_region(empty: LivePortfolio, page: Open) -> None:
    test = page(
        "administration", as_role="administrator", section="countries", form="edit", item="NE"
    )
    choose(test, WORDS("administration.region"), "neighbouring")
    test.button[0].click().run()
    assert not test.exception
    (niger,) = [row for row in empty.labels.countries.values() if row.code == "NE"]
    assert niger.region is Region.NEIGHBOURING


def test_a_person_is_added_with_a_link_shown_once_and_can_be_closed(
    empty: LivePortfolio, page: Open
) -> None:
    test = page("administration", as_role="administrator", section="people", form="new")
    test.button[0].click().run()
    assert esc(WORDS("administration.role.choose")) in html(test)
    write(test, WORDS("people.login"), "ré")
    write(test, WORDS("people.name"), "Desk officer")
    choose(test, WORDS("administration.role"), "donor")
    test.button[0].click().run()
    assert esc(WORDS("error.not_a_login")) in html(test)
    write(test, WORDS("people.login"), "desk.officer")
    test.button[0].click().run()
    assert esc(WORDS("error.organisation_missing")) in html(test)
    choose(test, WORDS("administration.role"), "secretary")
    test.button[0].click().run()
    assert not test.exception
    assert "/invitation?token=" in html(test)
    (closing,) = [one for one in test.button if (one.key or "").endswith("-disable")]
    closing.click().run()
    assert not test.exception
    said = html(test)
    assert "/invitation?token=" not in said
    assert esc(WORDS("administration.disable.done", login="desk.officer")) in said
    account = next(
        one
        for one in people.list_people(empty, ADMINISTRATOR)
        if one.person.login == "desk.officer"
    )
    assert account.person.is_disabled
    said = html(page("administration", as_role="administrator", section="people"))
    assert esc(WORDS("administration.state.closed")) in said


def choose(test: AppTest, label: str, value: str) -> None:
    """Choose a value in the list that is called so."""
    (found,) = [one for one in test.selectbox if one.label == label]
    found.set_value(value)


def write(test: AppTest, label: str, value: str) -> None:
    """Write into the line that is called so."""
    line(test, label).set_value(value)


def line(test: AppTest, label: str) -> TextInput:
    """The line that is called so."""
    (found,) = [one for one in test.text_input if one.label == label]
    return found
