"""Somebody who types fast: what is typed in each language, and the hands that type it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Locator, expect

from portfolio.text.words import Translator
from tests.browser.desk import Hand

KEY: Final = 100  # milliseconds: ten keys a second
PATIENCE: Final = 60_000


@dataclass(frozen=True)
class Typing:
    """What is typed in one language, as that language writes it."""

    title: str
    objective: str
    office: str
    milestone: str
    status_from: str
    start: str
    end: str
    first_day: str
    last_day: str
    due: str
    amount: str
    share: str
    rest: str
    hundred: str
    weight: str
    countries: Mapping[str, str]
    organisations: Mapping[str, str]


TYPED: Final = {
    "en": Typing(
        title="Joint posts on three crossings",
        objective="Three services in one building.",
        office="Office of the joint posts",
        milestone="First post open",
        status_from="1 February 2014",
        start="01/01/2014",
        end="31.12.2015",
        first_day="1/1/2014",
        last_day="31 Dec 2014",
        due="2014-11-03",
        amount="1,200,000.50",
        share="60.5",
        rest="39.5",
        hundred="100",
        weight="2",
        countries={"LY": "libya", "TN": "tunisia", "SD": "sudan"},
        organisations={
            "ILLUSTRATIVE-B": "Illustrative partner 2",
            "ILLUSTRATIVE-C": "Illustrative partner 3",
        },
    ),
    "fr": Typing(
        title="Postes communs sur trois passages",
        objective="Trois services sous un même toit.",
        office="Bureau des postes communs",
        milestone="Premier poste ouvert",
        status_from="1er février 2014",
        start="01/01/2014",
        end="31.12.2015",
        first_day="1/1/2014",
        last_day="31 déc. 2014",
        due="3-11-2014",
        amount="1 200 000,50",
        share="60,5",
        rest="39,5",
        hundred="100",
        weight="2",
        countries={"LY": "libye", "TN": "tunisie", "SD": "soudan"},
        organisations={
            "ILLUSTRATIVE-B": "partenaire illustratif 2",
            "ILLUSTRATIVE-C": "partenaire illustratif 3",
        },
    ),
    "ar": Typing(
        title="مراكز مشتركة على ثلاثة معابر",
        objective="ثلاث مصالح في مبنى واحد.",
        office="مكتب المراكز المشتركة",
        milestone="افتتاح المركز الأول",
        status_from="١ فيفري ٢٠١٤",
        start="٠١/٠١/٢٠١٤",
        end="٣١/١٢/٢٠١٥",
        first_day="1/1/2014",
        last_day="٣١ كانون الأول ٢٠١٤",
        due="3 نوفمبر 2014",
        amount="١٬٢٠٠٬٠٠٠٫٥٠",
        share="٦٠٫٥",
        rest="٣٩٫٥",
        hundred="١٠٠",
        weight="٢",
        countries={"LY": "ليبيا", "TN": "تونس", "SD": "السودان"},
        organisations={"ILLUSTRATIVE-B": "شريك توضيحي 2", "ILLUSTRATIVE-C": "شريك توضيحي 3"},
    ),
}


class Typist:
    """Somebody who types ten keys a second and goes from field to field with the tabulator."""

    def __init__(self, hand: Hand, spoken: str) -> None:
        self.hand, self.page, self.words = hand, hand.page, Translator(spoken)

    def into(self, label: str, typed: str) -> None:
        """Type into the field that has the focus, and go on to the next."""
        expect(self.focused(label)).to_be_visible()
        self.page.keyboard.type(typed, delay=KEY)
        self.press("Tab")

    def choose(self, label: str, typed: str) -> None:
        """Type what a list holds, take it, and go on."""
        expect(self.focused(label)).to_be_visible()
        self.page.keyboard.type(typed.lower(), delay=KEY)
        self.press("Enter")
        self.press("Tab")

    def skip(self, *labels: str) -> None:
        """Leave fields as they are."""
        for label in labels:
            expect(self.focused(label)).to_be_visible()
            self.press("Tab")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.page.wait_for_timeout(KEY)

    def focused(self, label: str) -> Locator:
        return self.page.get_by_label(label).and_(self.page.locator(":focus"))

    def begin(self, field: str) -> None:
        """Put the focus into a field."""
        self.page.locator(f".st-key-field-{field}").locator("input, textarea").first.focus()

    def add(self, field: str) -> None:
        """One more row, whose first field then has the focus."""
        rows = self.page.locator(f"[class*='st-key-row-{field}-']")
        before = rows.count()
        foot = self.page.locator(f".st-key-field-{field}")
        foot.get_by_role("button", name=self.words(f"field.{field}.add")).click()
        expect(rows).to_have_count(before + 1, timeout=PATIENCE)
        expect(rows.last.locator("input").first).to_be_focused(timeout=PATIENCE)

    def next(self) -> None:
        self.hand.press(self.words("entry.next"))

    def cell(self, name: str) -> str:
        return self.words(f"cell.{name}")

    def field(self, name: str) -> str:
        return self.words(f"field.{name}")
