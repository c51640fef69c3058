// Says in the reader's language that the connection is lost, and finds the server again. Streamlit's
// own dialog, which speaks of its terminal, needs a failed look at the server: none ever fails, it
// only takes until the server answers.
(() => {
  const LOOKS = /\/_stcore\/(health|host-config)$/;
  const SHOWN_AFTER = 1000; // milliseconds; a change of network is over by then
  const [FIRST, LONGEST] = [500, 4000]; // between two looks
  const said = document.currentScript.dataset.lost;
  let timer = 0;
  let notice = null;
  let leaving = false;

  const show = () => {
    if (leaving || notice !== null) return;
    notice = document.createElement("div");
    notice.id = "rp-lost";
    notice.setAttribute("role", "alert");
    notice.textContent = said;
    document.body.append(notice);
  };
  const lost = () => {
    if (timer === 0) timer = setTimeout(show, SHOWN_AFTER);
  };
  const back = () => {
    clearTimeout(timer);
    timer = 0;
    if (notice !== null) notice.remove();
    notice = null;
  };
  addEventListener("pagehide", () => {
    leaving = true;
    back();
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });

  const pause = (length) => new Promise((resolve) => setTimeout(resolve, length));
  const look = window.fetch.bind(window);
  const until = async (address) => {
    for (let wait = FIRST; ; wait = Math.min(LONGEST, wait * 1.5)) {
      try {
        const answer = await look(address, { cache: "no-store" });
        // Reading needs an account and the session has ended: the page leads to sign-in and back.
        if (answer.status === 401) location.reload();
        else if (answer.status < 500) return answer;
      } catch {
        // No answer yet.
      }
      lost();
      await pause(wait * (0.7 + Math.random() * 0.6));
    }
  };
  window.fetch = (resource, options) => {
    const address = typeof resource === "string" ? resource : (resource.url ?? String(resource));
    return LOOKS.test(address.split("?")[0]) ? until(address) : look(resource, options);
  };

  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener("open", back);
      this.addEventListener("close", lost);
    }
  };
})();
