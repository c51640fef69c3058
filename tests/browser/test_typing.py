"""A person who types fast: every value of a whole project as it was typed, in each language."""

from contextlib import closing
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, expect

from portfolio.store import drafts
from portfolio.store.database import Database
from portfolio.text.languages import LANGUAGES, NAMES
from portfolio.text.words import Translator
from tests.browser.desk import Hand, parameter, somebody
from tests.browser.serving import Serving
from tests.browser.typist import KEY, PATIENCE, TYPED, Typing, Typist

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

ROWS: Final = 12


# role, country, organisation
PARTICIPANTS: Final = (
    ("beneficiary", "LY", ""),
    ("pivotal", "TN", ""),
    ("facilitating", "", "ILLUSTRATIVE-B"),
    ("implementing", "", "ILLUSTRATIVE-C"),
)


# A busy server: what a page holds arrives, and the word that its script is at rest half a second later.
BUSY_SERVER = """(() => {
  const listen = WebSocket.prototype.addEventListener;
  let arrived = Promise.resolve();
  WebSocket.prototype.addEventListener = function (kind, take, ...more) {
    if (kind !== "message") return listen.call(this, kind, take, ...more);
    return listen.call(this, kind, (event) => {
      const wait = window.rpBusy && event.data.byteLength <= 2 ? 500 : 0;
      arrived = arrived.then(() => new Promise((done) => setTimeout(done, wait)));
      arrived.then(() => take(event));
    }, ...more);
  };
})()"""


# Somebody goes to the place of a field in the moment it is there, while the page is still drawn.
FAST_HANDS = """(wanted) => {
  const hands = setInterval(() => {
    const field = document.querySelector(wanted);
    if (field === null) return;
    clearInterval(hands);
    field.focus();
  }, 10);
}"""


def document(serving: Serving, number: str) -> dict[str, Any]:
    """A draft as the record holds it, without the keys of its rows and without what is empty."""
    with closing(Database(serving.database_url)) as database, database.reading() as connection:
        held = drafts.read_draft(connection, int(number)).document
    return {name: _without_keys(value) for name, value in held.items() if value}


def _without_keys(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [
        {name: said for name, said in row.items() if name != "key" and said}
        if isinstance(row, dict)
        else row
        for row in value
    ]


def a_draft(hand: Hand, spoken: str) -> str:
    hand.open(f"/entry?lang={spoken}")
    hand.press(Translator(spoken)("entry.begin"))
    hand.page.wait_for_url("**/entry?draft=*")
    hand.rest()
    return parameter(hand, "draft")


def what(typist: Typist, typed: Typing, spoken: str) -> None:
    own = [spoken, *(other for other in LANGUAGES if other != spoken)]
    typist.begin("titles")
    typist.into(NAMES[spoken], typed.title)
    typist.skip(*(NAMES[other] for other in own[1:]), *(NAMES[other] for other in own))
    typist.into(typist.field("objective"), typed.objective)
    typist.choose(typist.field("status"), typist.words("status.implementation"))
    typist.into(typist.field("status_from"), typed.status_from)
    typist.into(typist.field("start_planned"), typed.start)
    typist.into(typist.field("end_planned"), typed.end)
    typist.next()


def where(typist: Typist, typed: Typing) -> None:
    words = typist.words
    typist.begin("kind")
    typist.choose(typist.field("kind"), words("kind.triangular"))
    for role, country, organisation in PARTICIPANTS:
        typist.add("participants")
        typist.choose(typist.cell("role"), words(f"role.{role}"))
        if country:
            typist.choose(typist.cell("country"), typed.countries[country])
        else:
            typist.skip(typist.cell("country"))
            typist.choose(typist.cell("organisation"), typed.organisations[organisation])
    typist.begin("contact_office")
    typist.into(typist.field("contact_office"), typed.office)
    typist.next()


def clauses(typist: Typist, typed: Typing) -> None:
    for clause, share in (("2", typed.share), ("7", typed.rest)):
        typist.add("clause_shares")
        typist.choose(typist.cell("clause"), clause)
        typist.into(typist.cell("share"), share)
    typist.begin("relevant_clauses")
    typist.choose(typist.field("relevant_clauses"), "10")
    typist.add("country_shares")
    typist.choose(typist.cell("country"), typed.countries["LY"])
    typist.into(typist.cell("share"), typed.hundred)
    typist.add("priority_shares")
    typist.choose(typist.cell("priority"), typist.words("priority.security"))
    typist.into(typist.cell("share"), typed.hundred)
    typist.next()


def money(typist: Typist, typed: Typing) -> None:
    cell = typist.cell
    typist.add("budgets")
    typist.into(cell("first_day"), typed.first_day)
    typist.into(cell("last_day"), typed.last_day)
    typist.into(cell("amount"), typed.amount)
    typist.choose(cell("currency"), "EUR")
    typist.add("flows")
    typist.choose(cell("kind"), typist.words("flow.commitment"))
    typist.choose(cell("provider"), typed.organisations["ILLUSTRATIVE-B"])
    typist.into(cell("amount"), typed.amount)
    typist.choose(cell("currency"), "EUR")
    typist.into(cell("value_date"), typed.status_from)
    typist.skip(cell("in_kind"))
    typist.into(cell("source"), typed.milestone)
    typist.add("milestones")
    typist.into(cell("title"), typed.milestone)
    typist.skip(cell("language"))
    typist.choose(cell("clause"), "2")
    typist.into(cell("due"), typed.due)
    typist.into(cell("weight"), typed.weight)


def expected(typed: Typing, spoken: str) -> dict[str, Any]:
    amount = {"amount": "1200000.50", "currency": "EUR"}
    return {
        "titles": {spoken: typed.title},
        "objective": typed.objective,
        "status": "implementation",
        "status_from": "2014-02-01",
        "start_planned": "2014-01-01",
        "end_planned": "2015-12-31",
        "kind": "triangular",
        "participants": [
            {"role": role, **({"country": country} if country else {"organisation": organisation})}
            for role, country, organisation in PARTICIPANTS
        ],
        "contact_office": typed.office,
        "clause_shares": [{"clause": "2", "share": "60.5"}, {"clause": "7", "share": "39.5"}],
        "relevant_clauses": ["10"],
        "country_shares": [{"country": "LY", "share": "100"}],
        "priority_shares": [{"priority": "security", "share": "100"}],
        "budgets": [{"first_day": "2014-01-01", "last_day": "2014-12-31", **amount}],
        "flows": [
            {
                "kind": "commitment",
                "provider": "ILLUSTRATIVE-B",
                **amount,
                "value_date": "2014-02-01",
                "source": typed.milestone,
            }
        ],
        "milestones": [
            {"title": typed.milestone, "clause": "2", "due": "2014-11-03", "weight": "2"}
        ],
    }


@pytest.mark.full
@pytest.mark.parametrize("spoken", LANGUAGES)
def test_every_value_of_a_project_is_recorded_as_it_was_typed_at_ten_keys_a_second(
    serving: Serving, browser: Browser, spoken: str
) -> None:
    typed = TYPED[spoken]
    with somebody(browser, serving.address, "secretary") as hand:
        number = a_draft(hand, spoken)
        typist = Typist(hand, spoken)
        what(typist, typed, spoken)
        where(typist, typed)
        clauses(typist, typed)
        money(typist, typed)
        hand.press(typist.words("entry.to_check"))
        expect(hand.page.get_by_text(typist.words("entry.complete"))).to_be_visible()
        held = document(serving, number)
        titles = {name: title for name, title in held.pop("titles").items() if title}
        assert {"titles": titles, **held} == expected(typed, spoken)


@pytest.mark.full
def test_who_types_before_the_next_step_is_at_rest_is_left_in_the_field(
    serving: Serving, browser: Browser
) -> None:
    with somebody(browser, serving.address, "secretary") as hand:
        hand.page.add_init_script(BUSY_SERVER)
        a_draft(hand, "en")
        typist = Typist(hand, "en")
        hand.page.evaluate("window.rpBusy = true")
        hand.page.evaluate(FAST_HANDS, ".st-key-field-kind input")
        foot = hand.page.locator(".st-key-entry-form")
        foot.get_by_role("button", name=typist.words("entry.next")).click()
        expect(typist.focused(typist.field("kind"))).to_be_visible(timeout=PATIENCE)
        hand.page.wait_for_timeout(1_000)
        expect(typist.focused(typist.field("kind"))).to_be_visible()
        hand.rest()
        typist.next()
        head = hand.page.locator(".st-key-entry-form h2")
        expect(head).to_be_focused(timeout=PATIENCE)


@pytest.mark.full
def test_no_row_loses_its_country_to_fast_hands(serving: Serving, browser: Browser) -> None:
    codes = [("Libya", "LY"), ("Sudan", "SD"), ("Niger", "NE"), ("South Sudan", "SS")]
    with somebody(browser, serving.address, "secretary") as hand:
        number = a_draft(hand, "en")
        typist = Typist(hand, "en")
        hand.open(f"/entry?draft={number}&step=2&lang=en")
        for row in range(ROWS):
            typist.add("participants")
            typist.choose("Role", "beneficiary")
            typist.choose("Country", codes[row % len(codes)][0])
        hand.rest()
        hand.open(f"/entry?draft={number}&step=2&lang=en")
        assert document(serving, number)["participants"] == [
            {"role": "beneficiary", "country": codes[row % len(codes)][1]} for row in range(ROWS)
        ]


@pytest.mark.full
def test_a_list_takes_words_alone_and_can_be_emptied(serving: Serving, browser: Browser) -> None:
    with somebody(browser, serving.address, "secretary") as hand:
        number = a_draft(hand, "en")
        typist = Typist(hand, "en")
        hand.open(f"/entry?draft={number}&step=2&lang=en")
        typist.add("participants")
        row = hand.page.locator("[class*='st-key-row-participants-']")
        country = row.get_by_role("combobox", name="Country")
        organisation = row.get_by_role("combobox", name="Organisation")
        for box, typed, chosen in (
            (organisation, "italy", ""),
            (organisation, "usa", ""),
            (organisation, "egypte", ""),
            (country, "atila", ""),  # letters of Italy in another order
            (country, "sudan", "Sudan"),
            (country, "italy", "Italy"),
        ):
            box.focus()
            hand.page.keyboard.type(typed, delay=KEY)
            typist.press("Enter")
            typist.press("Tab")
            expect(box).to_have_value(chosen)
        country.focus()
        typist.press("Control+a")
        typist.press("Backspace")
        typist.press("Tab")
        expect(country).to_have_value("")
        expect(organisation).to_be_focused()
        country.focus()
        hand.page.keyboard.type("libya", delay=KEY)
        typist.press("Tab")  # what can only mean one option needs no Enter
        expect(country).to_have_value("Libya")
        expect(organisation).to_be_focused()
        hand.rest()
        assert document(serving, number)["participants"] == [{"country": "LY"}]
