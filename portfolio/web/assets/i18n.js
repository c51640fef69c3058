// Puts Streamlit's own fixed phrases into the reader's language. Only whole phrases of the list are
// touched, and never inside what the product itself or its users have written.
const phrases = JSON.parse(document.getElementById("rp-phrases").textContent);
const WRITTEN =
  "[data-testid=stMarkdownContainer],[data-testid=stHtml],[data-testid=stTable],[data-testid=stJson]," +
  "[data-testid=stText],[data-testid=stMetric],.js-plotly-plot,textarea,[contenteditable]";
// A button of Streamlit's own whose label it writes as it writes those of the product.
const OWN = "[data-testid=stFileUploaderDropzone] button";
const ATTRIBUTES = ["aria-label", "title", "placeholder"];

const exact = new Map();
const patterns = [];
for (const [english, said] of Object.entries(phrases)) {
  if (!english.includes("{")) {
    exact.set(english, said);
    continue;
  }
  const source = english
    .split(/\{\w+\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("(.{1,80})");
  patterns.push([new RegExp(`^${source}$`), said.replace(/\{\w+\}/, "$1")]);
}

const translated = (text) => {
  const phrase = text.trim();
  if (phrase.length < 2 || phrase.length > 160) return null;
  const said = exact.get(phrase);
  if (said !== undefined) return text.replace(phrase, () => said);
  for (const [pattern, wording] of patterns) {
    if (pattern.test(phrase)) return phrase.replace(pattern, wording);
  }
  return null;
};

const isWritten = (node) => {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  if (element === null) return true;
  return element.closest(WRITTEN) !== null && element.closest(OWN) === null;
};
const retell = (text) => {
  const said = translated(text.data);
  if (said !== null && said !== text.data && !isWritten(text)) text.data = said;
};
const relabel = (element) => {
  for (const name of ATTRIBUTES) {
    const value = element.getAttribute(name);
    const said = value ? translated(value) : null;
    if (said !== null && said !== value && !element.closest(".js-plotly-plot")) {
      element.setAttribute(name, said);
    }
  }
};
const walk = (root) => {
  if (root.nodeType === Node.TEXT_NODE) return retell(root);
  if (root.nodeType !== Node.ELEMENT_NODE || root.closest(".js-plotly-plot")) return;
  relabel(root);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE) retell(node);
    else relabel(node);
  }
};

new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type === "childList") change.addedNodes.forEach(walk);
    else if (change.type === "characterData") retell(change.target);
    else relabel(change.target);
  }
}).observe(document.documentElement, {
  subtree: true,
  childList: true,
  characterData: true,
  attributes: true,
  attributeFilter: ATTRIBUTES,
});
walk(document.body);
