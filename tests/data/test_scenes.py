"""Each scene of the example says what its figures show on its day."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from portfolio.domain.clauses import CONFERENCE_DEFAULT, DEMONSTRATION_DAY
from portfolio.domain.contents import Scene
from portfolio.domain.flows import FlowKind
from portfolio.ledger.view import View
from portfolio.measures import entries, road
from portfolio.measures import headline as measures_headline
from portfolio.measures.figures import Amounts
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.begun import demonstrated

PROPOSAL, MEETING = "1-secretariat-proposal", "1-tripoli-meeting"
MILLION = 100_000_000  # in minor units


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortfolio]:
    """The demonstration in a store of its own."""
    with demonstrated(tmp_path_factory) as register:
        yield register


def seen(register: LivePortfolio, scene: Scene) -> View:
    return register.view(replace(register.default_question(), as_of=scene.day))


def late(register: LivePortfolio, scene: Scene) -> set[str]:
    """References of the deliverables of the declaration past their deadline and not done."""
    wanted = register.declaration().deliverables
    found = road.limits(seen(register, scene), wanted)
    return {line.deliverable.reference for line in found if line.is_late}


def amounts(register: LivePortfolio, scene: Scene) -> Amounts:
    return measures_headline.headline(seen(register, scene)).amounts


def assert_said(scene: Scene, *told: tuple[int, str]) -> None:
    """In every language the sentence has these amounts, written as the pages write them."""
    for language in LANGUAGES:
        for minor, currency in told:
            written = re.search(r"\d[\d.,]*", Translator(language).amount(minor, currency))
            assert written
            assert written[0] in scene.sentences[language], (scene.day, language)


def test_there_are_five_scenes_in_order_and_in_three_languages(register: LivePortfolio) -> None:
    days = [scene.day for scene in register.scenes]
    assert days == sorted(days)
    assert (days[0], len(days)) == (date(2013, 11, 14), 5)
    for scene in register.scenes:
        for texts in (scene.titles, scene.sentences):
            assert all(texts[language] for language in LANGUAGES)


def test_in_rabat_seven_projects_have_a_requirement_and_no_pledge(register: LivePortfolio) -> None:
    scene = register.scenes[0]
    headline = measures_headline.headline(seen(register, scene))
    assert headline.projects == 7
    assert headline.without_requirement == ()
    assert (headline.amounts.pledged_open, headline.amounts.secured) == (0, 0)
    assert_said(scene, (headline.amounts.requirement or 0, "EUR"))


def test_the_first_pledges_come_in_december(register: LivePortfolio) -> None:
    scene = register.scenes[1]
    found = amounts(register, scene)
    assert 36 <= (scene.day - register.scenes[0].day).days <= 38, "five weeks later"
    told = (found.pledged_toward_gap, found.requirement, found.covered)
    assert_said(scene, *((minor or 0, "EUR") for minor in told))


def test_the_secretariat_is_late_the_day_after_its_deadline(register: LivePortfolio) -> None:
    scene = register.scenes[2]
    assert late(register, scene) == {PROPOSAL, MEETING}
    assert late(register, replace(scene, day=date(2014, 1, 14))) == set()


def test_a_pledge_is_lowered_and_a_disbursement_corrected(register: LivePortfolio) -> None:
    scene = register.scenes[3]
    question = replace(register.default_question(), as_of=scene.day, known_on=scene.day)
    clinics = register.project("ILL-14", question).flows
    pledges = {row.reference: row for row in clinics if row.kind is FlowKind.PLEDGE}
    assert (pledges["P1"].amount_minor, pledges["P2"].amount_minor) == (
        3 * MILLION,
        3 * MILLION // 2,
    )
    assert pledges["P2"].supersedes_id == pledges["P1"].id
    rows = {row.reference: row for row in register.project("ILL-10", question).flows}
    assert rows["D1-R"].corrects_id == rows["D1"].id
    assert rows["D1-R"].recorded_at.date() == scene.day
    net = rows["D1"].amount_minor + rows["D1-R"].amount_minor
    told = [
        (3 * MILLION, "USD"),
        (3 * MILLION // 2, "USD"),
        (rows["D1"].amount_minor, "EUR"),
        (net, "EUR"),
    ]
    assert_said(scene, *told)
    counted = entries.flows(register.view(question), "ILL-10")
    assert counted[rows["D1-R"].id].exclusion is None, "known that day, and no day sooner"
    day_before = replace(question, as_of=date(2014, 4, 2), known_on=date(2014, 4, 2))
    assert entries.flows(register.view(day_before), "ILL-10")[rows["D1-R"].id].exclusion is not None


def test_on_the_eve_of_the_conference_much_is_missing(register: LivePortfolio) -> None:
    scene = register.scenes[4]
    found = amounts(register, scene)
    assert (CONFERENCE_DEFAULT - scene.day).days == 1
    told = (found.covered, found.requirement, found.gap_after_pledges)
    assert_said(scene, *((minor or 0, "EUR") for minor in told))


def test_one_project_of_the_example_waits_for_a_rate(register: LivePortfolio) -> None:
    headline = measures_headline.headline(register.view(register.default_question()))
    assert register.default_day == DEMONSTRATION_DAY
    assert {row.project for row in headline.left_out} == {"ILL-08"}
