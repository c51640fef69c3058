// Says where the server is, and keeps the language in the address: a link copied from any page opens
// in the language it was read in.
(() => {
  // Streamlit's numbers would be counted in WebAssembly, which the policy of the page would have to allow;
  // without it they are counted in JavaScript.
  delete window.WebAssembly;

  // Without this Streamlit asks below the page's own path first, where nobody answers.
  window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: `${location.origin}/` };

  const spoken = document.documentElement.lang;
  const known = ["en", "fr", "ar"];
  const asked = (address) => new URL(address, location.href).searchParams.get("lang");

  const kept = (address) => {
    if (address === undefined || address === null) return address;
    const url = new URL(address, location.href);
    if (url.origin !== location.origin || url.searchParams.has("lang")) return address;
    url.searchParams.set("lang", spoken);
    return url.href;
  };
  // The page was made for one language; another one in the address needs another page.
  const follow = () => {
    const wanted = asked(location.href);
    if (known.includes(wanted) && wanted !== spoken) location.reload();
  };

  for (const name of ["pushState", "replaceState"]) {
    const original = history[name].bind(history);
    history[name] = (state, title, address) => {
      original(state, title, kept(address));
      follow();
    };
  }
  addEventListener("popstate", follow);
  if (!asked(location.href)) history.replaceState(history.state, "", location.href);
})();
