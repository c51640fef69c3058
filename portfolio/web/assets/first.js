// Takes away what was read first when the page itself stands in its place, or says why it does not.
(() => {
  const first = document.getElementById("rp-first");
  const root = document.getElementById("root");
  if (first === null || root === null) return;
  const ended = ".rp-empty, .rp-problem, [data-testid=stException], [data-testid=stAlert]";
  const rest = "[data-test-script-state=notRunning] [data-testid=stMainBlockContainer] :is(h1, h2, p)";
  const drawn = `${first.dataset.until ?? ".rp-opening"}, ${ended}, ${rest}`;
  const watching = new MutationObserver(() => {
    if (root.querySelector(drawn) === null) return;
    watching.disconnect();
    first.remove();
  });
  watching.observe(root, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-script-state"],
  });
})();
