// For those who enter: moves to the field an address names or a new row begins with, takes what is
// typed in a list when it is left, and hands over a long text after a pause, or when the page is left,
// so that a lost connection takes no more than that.
const PAUSE = 1500;
let moved = "";
let step = "";

// On a telephone the steps stand in one line: the one that is open is brought into sight.
const reveal = () => {
  const here = document.querySelector('[class*="st-key-step-here"]');
  const named = here === null ? "" : here.className;
  if (named === step) return;
  step = named;
  if (here !== null) here.scrollIntoView({ block: "nearest", inline: "center" });
};

const move = () => {
  reveal();
  const mark = document.querySelector("[data-rp-focus]");
  const wanted = mark === null ? "" : mark.dataset.rpFocus;
  if (wanted === moved) return;
  if (wanted.startsWith(" ") || wanted === "") {
    moved = wanted;
    return;
  }
  const field = document.querySelector(`.st-key-${wanted.split(" ")[0]}`);
  const inside = field === null ? null : field.querySelector("input, textarea, button");
  // Streamlit fetches a kind of field when it is first shown: until then its place is held.
  if (inside === null || field.querySelector("[data-testid=stSkeleton]") !== null) return;
  moved = wanted;
  field.scrollIntoView({ block: wanted.startsWith("row-") ? "nearest" : "start" });
  inside.focus({ preventScroll: true });
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
