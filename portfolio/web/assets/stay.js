// Keeps a reader where he is while the page is drawn anew.
//
// Links of the page one is on (data-rp-stay: heads that sort, filters that are ended) go there without
// loading everything anew, and the focus is where it was when the page comes back. Without this script,
// or without a connection, they are ordinary links with whole addresses. Who turns to another page of a list
// begins at its start: the element that the attribute names.
const STAYS = "a[data-rp-stay][id]";
const LISTS = ".rp-sort-by"; // a list of orders folds when one was chosen
const APP = "[data-testid=stApp]";
const CONNECTED = `${APP}[data-test-connection-state=CONNECTED]`;
const AT_REST = `${APP}[data-test-script-state=notRunning]`;
// A form of filters is gone when it was sent: who sent it is led back to what opens it.
const SEND = "[data-testid=stPopoverBody] [data-testid=stFormSubmitButton] button";
const FILTERS = "[class*=st-key-filters-] button";
let wanted = "";

// What had the focus, and how it is found again where a run of the page has drawn it anew: the parts of
// the page it stands in, from the closest (their keys stand in their classes), and its place in each.
const FOCUSABLE = "a[href], button, summary, input, textarea, select, [tabindex]";
const KEYED = "[class*=st-key-]";
const keyOf = (part) => /st-key-([\w-]+)/.exec(part.className)?.[1] ?? "";
// A form that was sent has a new token; what is one's own page bears another name than others.
const plainKey = (key) => key.replace(/[\w-]{22}(?=-[a-z_]+$)/, "").replace("-here-", "-to-");
const wordsOf = (element) =>
  (element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent ?? "").trim();
const alike = (element, part) =>
  [...part.querySelectorAll(FOCUSABLE)].filter((other) => other.tagName === element.tagName && other.type === element.type);
let left = null;

const remember = (element) => {
  const parts = [];
  for (let part = element.closest(KEYED); part !== null; part = part.parentElement?.closest(KEYED) ?? null) {
    const same = alike(element, part);
    const named = same.filter((other) => wordsOf(other) === wordsOf(element));
    const place = [...part.querySelectorAll(FOCUSABLE)].indexOf(element);
    parts.push({ key: keyOf(part), at: same.indexOf(element), among: named.indexOf(element), place });
  }
  left = { element, parts, words: wordsOf(element), isOver: element.closest(OVERLAYS) !== null, path: location.pathname };
  if (!left.isOver) outside = left;
};
const OVERLAYS = "[role=dialog], [data-testid=stPopoverBody]";
const isOverlay = (element) => element.matches("[role=dialog]");
let outside = null; // what had the focus before a dialog or a small form opened over the page
const isThere = (element) => element.isConnected && !element.disabled && element.checkVisibility();
const partOf = (key) => {
  const parts = [...document.querySelectorAll(KEYED)];
  return parts.find((part) => keyOf(part) === key) ?? parts.find((part) => plainKey(keyOf(part)) === plainKey(key));
};
// In the closest part the element itself, whatever it says now; further out one that says the same, as
// the next row of a list has; in a small part what took its place. Another page has what says the same, as the
// line of pages does, or begins at its head.
const SMALL_PART = 20;
const again = () => {
  if (!isThere(left.element) && left.isOver && outside !== null && document.querySelector(OVERLAYS) === null)
    left = outside;
  if (isThere(left.element)) return left.element;
  const isElsewhere = left.path !== location.pathname;
  for (const [out, { key, at, among, place }] of left.parts.entries()) {
    const part = partOf(key);
    if (part === undefined) continue;
    const same = alike(left.element, part).filter(isThere);
    const named = same.filter((other) => wordsOf(other) === left.words);
    const every = [...part.querySelectorAll(FOCUSABLE)].filter(isThere);
    const near = same[Math.min(at, same.length - 1)] ?? every[Math.min(place, every.length - 1)];
    const next = every.length <= SMALL_PART ? near : undefined;
    const other = isElsewhere ? undefined : (out === 0 ? same[at] : undefined) ?? next;
    const found = named[Math.min(among, named.length - 1)] ?? other;
    if (found !== undefined) return found;
  }
  return document.querySelector("h1");
};

const isPlain = (event) =>
  event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest(SEND)) wanted = FILTERS;
  const link = event.target instanceof Element ? event.target.closest(STAYS) : null;
  if (link === null || !isPlain(event) || event.defaultPrevented) return;
  if (document.querySelector(CONNECTED) === null) return;
  event.preventDefault();
  wanted = link.dataset.rpStay || link.id;
  history.pushState(null, "", link.href);
  dispatchEvent(new PopStateEvent("popstate", { state: null }));
});

// The menu's entry of the page one is on leads out of what is open there. Streamlit would draw the page anew
// and leave the address, so that the next press of any button led back.
addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-testid=stPageLink-NavLink]") : null;
  if (link === null || !isPlain(event) || document.querySelector(CONNECTED) === null) return;
  if (link.pathname !== location.pathname || link.search === location.search) return;
  event.preventDefault();
  event.stopPropagation();
  history.pushState(null, "", link.href);
  dispatchEvent(new PopStateEvent("popstate", { state: null }));
}, true);

// Whoever goes elsewhere is left there.
addEventListener("focusin", (event) => {
  if (isOverlay(event.target)) return; // takes the focus at every run, until something in it has it
  remember(event.target);
  wanted = event.target.matches(STAYS) ? event.target.id : "";
});
addEventListener("pointerdown", (event) => {
  if (event.target.closest?.(STAYS) === null) wanted = "";
  if (event.target.closest?.(`${FOCUSABLE}, label`) === null) left = null;
});

// The link itself; what folds it away; or, where what it ended is gone, the next of its kind.
const place = () => {
  if (wanted === FILTERS) {
    return document.querySelector(AT_REST) && document.querySelector(FILTERS);
  }
  const link = document.getElementById(wanted);
  if (link !== null) {
    const fold = link.closest("details:not([open])");
    if (fold === null || fold.matches(LISTS)) return fold?.querySelector("summary") ?? link;
    fold.open = true; // it was: the link in it was followed
    return link;
  }
  if (document.querySelector(AT_REST) === null) return null;
  const kind = wanted.split("-")[0];
  return document.querySelector(`a[data-rp-stay][id^="${kind}-"]`) ?? document.querySelector("h1");
};
const back = () => {
  const now = document.activeElement;
  if (now !== null && now !== document.body && !(isOverlay(now) && wanted !== "")) return;
  if (wanted === "") {
    clearTimeout(waiting);
    waiting = setTimeout(restore, 80);
    return;
  }
  const there = place();
  if (there === null) return;
  const name = wanted;
  give(there);
  if (there.tabIndex === -1) there.scrollIntoView();
  wanted = there.id === name ? name : "";
};
// Between two fields nothing has the focus for a moment, in which a page may be drawn: what is still
// without it afterwards has lost it.
const UNDRAWN = "html[data-rp-moved], [data-testid=stSkeleton]";
let waiting = 0;
const restore = () => {
  const now = document.activeElement;
  if (wanted !== "" || left === null || (now !== null && now !== document.body)) return;
  if (document.querySelector(AT_REST) === null || !document.hasFocus()) return;
  // A field that is still fetched, or that the form itself leads to, comes first.
  if (document.querySelector(UNDRAWN) !== null) {
    waiting = setTimeout(restore, 150);
    return;
  }
  const there = again();
  if (there !== null) give(there);
};
const give = (there) => {
  if (there.tagName === "H1") there.tabIndex = -1;
  there.focus({ preventScroll: true });
};
// The page's own part follows its line of pages, which stands inside what Streamlit calls the main content.
addEventListener("click", (event) => {
  const skip = event.target instanceof Element ? event.target.closest("[data-testid=stSkipToContent]") : null;
  const head = document.querySelector("h1");
  if (skip === null || head === null) return;
  event.preventDefault();
  event.stopPropagation();
  give(head);
  head.scrollIntoView({ block: "nearest" });
}, true);

// A small form stands at the end of the document: Tab leads from its button into it, and behind it to what
// follows the button.
const SMALL = "[data-testid=stPopoverBody]";
const OPENER = "[data-testid=stPopover] button";
const stops = (part) =>
  [...part.querySelectorAll(FOCUSABLE)].filter(
    (one) => isThere(one) && one.tabIndex >= 0 && (one.type !== "radio" || one.checked || one.tabIndex === 0)
  );
addEventListener("keydown", (event) => {
  const body = document.querySelector(SMALL), now = document.activeElement;
  if (event.key !== "Tab" || body === null || event.defaultPrevented || now === null) return;
  const opener = document.querySelector(`${OPENER}[aria-expanded=true]`) ?? outside?.element;
  const inside = stops(body);
  let there;
  if (now === opener && !event.shiftKey) there = inside[0];
  else if (now === inside[0] && event.shiftKey) there = opener;
  else if (now === inside.at(-1) && !event.shiftKey) {
    const page = stops(document.querySelector(APP)).filter((one) => !body.contains(one));
    there = page[page.indexOf(opener) + 1];
  }
  if (there === undefined || there === null) return;
  event.preventDefault();
  there.focus();
});

new MutationObserver(back).observe(document.documentElement, {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: ["data-test-script-state"],
});
