// For those who enter: moves to the field an address names, and hands over what is typed in a long
// text after a pause, or when the page is left, so that a lost connection takes no more than that.
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
  const field = document.querySelector(`.st-key-field-${wanted.split(" ")[0]}`);
  const inside = field === null ? null : field.querySelector("input, textarea, button");
  // Streamlit fetches a kind of field when it is first shown: until then its place is held.
  if (inside === null || field.querySelector("[data-testid=stSkeleton]") !== null) return;
  moved = wanted;
  field.scrollIntoView({ block: "start" });
  inside.focus({ preventScroll: true });
};
new MutationObserver(move).observe(document.documentElement, {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: ["data-rp-focus"],
});

// Streamlit takes a long text over at Ctrl+Enter or when the field is left.
const handOver = (area) =>
  area.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true, cancelable: true })
  );
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
