// Links of the page one is on (data-rp-stay: heads that sort, filters that are ended) go there without
// loading everything anew, and the focus is where it was when the page comes back. Without this script,
// or without a connection, they are ordinary links with whole addresses. Who turns to another page of a list
// begins at its start: the element that the attribute names.
const STAYS = "a[data-rp-stay][id]";
const APP = "[data-testid=stApp]";
const CONNECTED = `${APP}[data-test-connection-state=CONNECTED]`;
const AT_REST = `${APP}[data-test-script-state=notRunning]`;
// A form of filters is gone when it was sent: who sent it is led back to what opens it.
const SEND = "[data-testid=stPopoverBody] [data-testid=stFormSubmitButton] button";
const FILTERS = "[class*=st-key-filters-] button";
let wanted = "";

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

// Whoever goes elsewhere is left there.
addEventListener("focusin", (event) => {
  wanted = event.target.matches(STAYS) ? event.target.id : "";
});
addEventListener("pointerdown", (event) => {
  if (event.target.closest?.(STAYS) === null) wanted = "";
});

// The link itself; what folds it away; or, where what it ended is gone, the next of its kind.
const place = () => {
  if (wanted === FILTERS) {
    return document.querySelector(AT_REST) && document.querySelector(FILTERS);
  }
  const link = document.getElementById(wanted);
  if (link !== null) return link.closest("details:not([open])")?.querySelector("summary") ?? link;
  if (document.querySelector(AT_REST) === null) return null;
  const kind = wanted.split("-")[0];
  return document.querySelector(`a[data-rp-stay][id^="${kind}-"]`) ?? document.querySelector("h1");
};
const back = () => {
  const now = document.activeElement;
  if (wanted === "" || (now !== null && now !== document.body)) return;
  const there = place();
  if (there === null) return;
  const name = wanted;
  if (there.tagName === "H1") there.tabIndex = -1;
  there.focus({ preventScroll: true });
  if (there.tabIndex === -1) there.scrollIntoView();
  wanted = there.id === name ? name : "";
};
new MutationObserver(back).observe(document.documentElement, {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: ["data-test-script-state"],
});
