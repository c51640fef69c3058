// For those who enter: moves to the field an address names or a new row begins with, takes what is
// typed in a list when it is left, hands over a long text after a pause, or when the page is left, so
// that a lost connection takes no more than that, and says an amount back when its field is left.
const PAUSE = 1500;
let moved = "";
let step = "";

// On a telephone the steps stand in one line: the one that is open is brought into sight.
const reveal = () => {
  const here = document.querySelector('[class*="st-key-step-here"]');
  const named = here?.className ?? "";
  if (named === step || here === null) return;
  step = named;
  here.scrollIntoView({ block: "nearest", inline: "center" });
  if (hasTurned) begin(100);
};

// Whoever goes on by the buttons under a step begins at the head of the next one.
const TURNS = '.st-key-entry-form :is([class*="-next"], [class*="-back"]) button';
let hasTurned = false;
addEventListener("click", (event) => {
  hasTurned = event.target instanceof Element && event.target.closest(TURNS) !== null;
});
// Fast hands are in a field before the page has come to rest: they stay there, also where the page draws the
// field anew meanwhile.
addEventListener("focusin", (event) => {
  if (event.target.matches("input, textarea")) hasTurned = false;
});
const begin = (times) => {
  const rests = document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]") !== null;
  const head = document.querySelector(".st-key-entry-form h2");
  if (!rests && times > 0) setTimeout(begin, 100, times - 1);
  if (!rests || head === null || !hasTurned) return;
  hasTurned = false;
  head.tabIndex = -1;
  head.focus();
};

const move = () => {
  reveal();
  const mark = document.querySelector("[data-rp-focus]");
  const wanted = mark === null ? "" : mark.dataset.rpFocus;
  if (wanted === moved) return;
  if (wanted.startsWith(" ") || wanted === "") {
    moved = wanted;
    delete document.documentElement.dataset.rpMoved;
    return;
  }
  const field = document.querySelector(`.st-key-${wanted.split(" ")[0]}`);
  const inside = field === null ? null : field.querySelector("input, textarea, button");
  // Streamlit fetches a kind of field when it is first shown: until then its place is held.
  if (inside === null || field.querySelector("[data-testid=stSkeleton]") !== null) return;
  moved = wanted;
  field.scrollIntoView({ block: wanted.startsWith("row-") ? "nearest" : "start" });
  const left = document.activeElement;
  inside.focus({ preventScroll: true });
  stay(wanted, left, 15);
};

// A run of the page that was still on its way may draw the field anew and drop the focus: it is given
// back for a moment, unless somebody has gone elsewhere by then.
const stay = (wanted, left, times) => {
  document.documentElement.dataset.rpMoved = wanted; // until then no other script gives the focus
  setTimeout(() => {
    const now = document.activeElement;
    if (moved !== wanted) return;
    if (times === 0) {
      delete document.documentElement.dataset.rpMoved;
      return;
    }
    if (now === null || now === document.body || now === left) {
      const field = document.querySelector(`.st-key-${wanted.split(" ")[0]}`);
      field?.querySelector("input, textarea, button")?.focus({ preventScroll: true });
    }
    stay(wanted, left, times - 1);
  }, 200);
};
new MutationObserver(move).observe(document.documentElement, {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: ["data-rp-focus"],
});

const press = (field, key, more = {}) =>
  field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));

// Streamlit forgets what is typed in a list that is left without Enter. What can only mean one option,
// or was emptied, is taken; anything else goes back to what stood there.
addEventListener(
  "keydown",
  (event) => {
    const box = event.target;
    if (event.key !== "Tab" || !(box instanceof HTMLInputElement)) return;
    if (box.role !== "combobox" || box.getAttribute("aria-expanded") !== "true") return;
    const list = document.getElementById(box.getAttribute("aria-controls") ?? "");
    const options = list === null ? [] : [...list.querySelectorAll("[role=option][data-key]")];
    const typed = box.value.trim().toLowerCase();
    const isOne = options.length === 1 || options[0]?.textContent.trim().toLowerCase() === typed;
    const isSingle = box.closest("[data-testid=stSelectbox]") !== null;
    if (typed === "" ? isSingle && box.value === "" : isOne) press(box, "Enter");
  },
  true
);

// Streamlit takes a long text over at Ctrl+Enter or when the field is left.
const handOver = (area) => press(area, "Enter", { ctrlKey: true });
const pauses = new WeakMap();
addEventListener("input", (event) => {
  const area = event.target;
  if (!(area instanceof HTMLTextAreaElement) || area.closest(".st-key-entry-form") === null) return;
  clearTimeout(pauses.get(area));
  pauses.set(area, setTimeout(() => handOver(area), PAUSE));
});
addEventListener("beforeunload", () => {
  const field = document.activeElement;
  if (field instanceof HTMLElement && field.closest(".st-key-entry-form") !== null) field.blur();
});

// The echo below an amount stands at once when the field is left: the server reads what was typed
// as it will when the page keeps it, a moment later.
const named = (key) => `.st-key-${key.replace(/[^a-zA-Z0-9_-]/g, "-")}`;
const echoOf = (field) => {
  for (const echo of document.querySelectorAll("[data-rp-amount]"))
    if (field.closest(named(echo.dataset.rpAmount)) !== null) return echo;
  return null;
};
// A currency that was chosen just now stands in its list before the page comes back with it.
const currencyOf = (echo) => {
  const list = document.querySelector(named(echo.dataset.rpAmount.replace(/amount$/, "currency")));
  const chosen = list === null ? null : list.querySelector("[value]");
  const code = chosen === null ? "" : chosen.getAttribute("value");
  return /^[A-Z]{3}$/.test(code) ? code : echo.dataset.currency;
};
const say = async (field) => {
  const echo = echoOf(field);
  if (echo === null) return;
  const amount = field.value;
  const asked = { amount, currency: currencyOf(echo), language: document.documentElement.lang };
  const query = String(new URLSearchParams(asked));
  if (echo.dataset.asked === query) return;
  echo.dataset.asked = query;
  const answer = await fetch(`/echo?${query}`);
  if (!answer.ok) return;
  const said = (await answer.json()).echo;
  const place = echoOf(field);
  if (place !== null && field.value === amount) place.textContent = said;
};
// Asked for while somebody types, the answer is mostly there when the field is left.
let typing = 0;
addEventListener("input", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement)) return;
  clearTimeout(typing);
  typing = setTimeout(say, 30, field);
});
addEventListener("focusout", (event) => {
  if (event.target instanceof HTMLInputElement) say(event.target);
});

// Several cells pasted into a cell of a table go into the field for copied cells below it, where they are
// looked at before they are rows. One cell, or a text of several lines, is pasted as ever.
const quoted = (cell) => (/^"|[\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const cellsOf = (clipboard) => {
  const plain = clipboard.getData("text/plain");
  if (plain.includes("\t")) return plain;
  const page = new DOMParser().parseFromString(clipboard.getData("text/html"), "text/html");
  const rows = [...page.querySelectorAll("tr")].map((row) => [...row.cells]);
  if (rows.flat().length < 2) return "";
  return rows.map((cells) => cells.map((cell) => quoted(cell.textContent.trim())).join("\t")).join("\n");
};
// Cells that begin amid a row are under the names of the fields they are pasted over.
const named_cells = (text, row, field) => {
  const names = [...row.querySelectorAll("input")].map((input) => input.getAttribute("aria-label") ?? "");
  const at = [...row.querySelectorAll("input")].indexOf(field);
  const wide = Math.max(...text.split("\n").map((line) => line.split("\t").length));
  const own = names.slice(at, at + wide);
  return at > 0 && own.length === wide && own.every(Boolean) ? `${own.join("\t")}\n${text}` : text;
};
addEventListener(
  "paste",
  (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || event.clipboardData === null) return;
    const row = field.closest('.st-key-entry-form [class*="st-key-row-"]');
    const area = field.closest('[class*="st-key-field-"]')?.querySelector('[class*="st-key-pasted-"] textarea');
    const text = row === null || !area ? "" : cellsOf(event.clipboardData);
    if (text === "") return;
    event.preventDefault();
    const panel = area.closest("details");
    if (panel !== null && !panel.open) panel.querySelector("summary").click();
    const before = area.value.trimEnd();
    const whole = before === "" ? named_cells(text, row, field) : `${before}\n${text}`;
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, whole);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
    setTimeout(handOver, 50, area);
  },
  true
);
