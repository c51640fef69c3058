"""Somebody with a keyboard alone: what has the focus, the way to the next stop, stops that are not seen."""

from tests.browser.desk import Hand

STOPS = 150  # more than any way from one thing to the next
# What has the focus: the key of the part it stands in and what it says, or nothing.
FOCUS = """() => {
  const now = document.activeElement;
  if (now === null || now === document.body) return "";
  const parts = [];
  for (let part = now; part !== null; part = part.parentElement)
    parts.push(...[...part.classList].filter((name) => name.startsWith("st-key-")));
  const words = now.getAttribute("aria-label") ?? now.textContent;
  return `${now.tagName} ${now.id} ${parts.slice(0, 2).join(" ")} | ${words.trim().slice(0, 200)}`;
}"""
# Stops of the page that look the same with the focus and without it.
UNSEEN = """async () => {
  const frame = () => new Promise((done) => setTimeout(done, 30));
  const look = (one) => {
    const found = [];
    for (let part = one, up = 0; part !== null && up < 5; part = part.parentElement, up++) {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } = getComputedStyle(part);
      found.push([outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor].join());
    }
    return found.join(";");
  };
  const stops = [...document.querySelectorAll("a[href], button, summary, input, textarea, [tabindex='0']")]
    .filter((one) => one.checkVisibility() && one.tabIndex >= 0 && !one.disabled);
  const began = document.activeElement;
  const unseen = [];
  let last = began;
  for (const one of stops) {
    const before = look(one);
    one.focus({ preventScroll: true });
    if (look(one) === before) await frame();
    if (one !== last && look(one) === before) unseen.push(one);
    last = one;
  }
  began.focus({ preventScroll: true });
  return unseen.map((one) => one.outerHTML.slice(0, 200));
}"""


class Keys:
    """Somebody with a keyboard alone."""

    def __init__(self, hand: Hand) -> None:
        self.hand, self.page = hand, hand.page

    @property
    def focus(self) -> str:
        """What has the focus; "" for nothing."""
        return str(self.page.evaluate(FOCUS))

    def open(self, path: str) -> None:
        """Arrive at an address, as by a link somebody sent, before anything has the focus."""
        self.hand.open(path)
        self.page.locator("footer.rp-foot").wait_for()
        self.hand.rest()

    def to(self, part: str, *, back: bool = False) -> None:
        """Go by Tab to what stands in a part, or says something."""
        way = []
        for _ in range(STOPS):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            way.append(self.focus)
            if part in way[-1]:
                return
        raise AssertionError(f"no way to {part!r}: {way[-5:]}")

    def press(self, key: str = "Enter") -> None:
        """Press a key and wait for what it does; nothing may take the focus away."""
        self.page.keyboard.press(key)
        self.rest()

    def rest(self) -> None:
        """Wait until the page is at rest; the focus is on something then."""
        self.hand.rest()
        self.arrives("")

    def type(self, words: str, *, chosen: bool = False) -> None:
        """Type, choose what was found (``chosen``), and go on."""
        self.page.keyboard.type(words)
        if chosen:
            self.page.get_by_role("option").first.wait_for()
            self.press("Enter")
        self.press("Tab")

    def arrives(self, part: str) -> None:
        """The focus is on what stands in a part, or says something; "" for anything."""
        for _ in range(100):
            if part in (focus := self.focus) and focus:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{part!r} has not the focus but {self.focus!r}")
