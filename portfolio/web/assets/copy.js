// Copies what a button of the foot of a page names (data-rp-copy), and says so beside it. Without this
// script, or where a browser gives no clipboard, the same text stands there to be selected.
document.documentElement.dataset.rpCopies = "";

const shown = (button) => button.closest("details").querySelector(".rp-foot-text");

addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-rp-copy]") : null;
  if (button === null) return;
  const told = button.closest("details").querySelector(".rp-copied");
  told.textContent = "";
  try {
    await navigator.clipboard.writeText(button.dataset.rpCopy);
    told.textContent = told.dataset.said;
  } catch {
    button.closest("details").open = true;
    getSelection().selectAllChildren(shown(button));
  }
});
