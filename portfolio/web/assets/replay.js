// The replay: moves the slider, the columns, the sentence and the rows of the board from day to day.
// Everything it shows was worded and reckoned by the page; it asks nothing of the server.
const STEP = 1100;
const SCENE = 4500; // a scene has a sentence to be read
const SETTLED = 700; // milliseconds without a move after which a screen reader is told the day
const still = matchMedia("(prefers-reduced-motion: reduce)");
const states = new WeakMap();

const stateOf = (root) => {
  let state = states.get(root);
  if (state === undefined || state.source !== root.dataset.rpReplay) {
    const film = JSON.parse(root.dataset.rpReplay);
    state = { source: root.dataset.rpReplay, film, at: film.at, reading: "today", timer: 0, telling: 0 };
    states.set(root, state);
  }
  return state;
};

const rows = () => document.querySelectorAll("[data-rp-clause]");

const showBar = (bar, shares) =>
  [...bar.children].forEach((part, index) => (part.style.flexGrow = String(shares[index])));

const showMark = (row, which, word, label, isQuiet) => {
  const mark = row.querySelector(`.rp-standing-${which}`);
  if (mark === null || word === undefined) return;
  mark.className = `rp-standing rp-standing-${which} rp-${word}${isQuiet ? " rp-quiet" : ""}`;
  mark.textContent = label;
  mark.removeAttribute("title");
};

// Projects on track beside late deliverables lose their green, as on every page.
const GOOD = ["on_track", "done"];

const showRow = (row, [shares, money, word, label, ofText, saidOfText, late]) => {
  const bar = row.querySelector(".rp-board-bar");
  if (bar !== null) showBar(bar, shares);
  const said = row.querySelector(".rp-board-money");
  if (said !== null) said.textContent = money;
  showMark(row, "text", ofText, saidOfText, false);
  showMark(row, "projects", word, label, late > 0 && GOOD.includes(word));
};

// What the rows said before the replay moved them, so that the day of the view comes back unchanged.
const remember = (row) => {
  if (row.rpBefore === undefined) row.rpBefore = row.innerHTML;
};

// A scene's sentence is what is known of it today.
const sceneOf = ({ film, reading, at }) =>
  film.scenes.find((one) => reading === "today" && one.s !== "" && one.i === at);

// A screen reader hears the day on which the replay comes to rest, and the scenes it plays through;
// not every step.
const tell = (root) => {
  const state = stateOf(root);
  clearTimeout(state.telling);
  const scene = sceneOf(state);
  if (state.timer !== 0 && scene === undefined) return;
  state.telling = setTimeout(() => {
    const day = state.film.readings[state.reading][state.at].s;
    root.querySelector(".rp-replay-told").textContent = scene === undefined ? day : `${day} ${scene.s}`;
  }, SETTLED);
};

const show = (root, at) => {
  const state = stateOf(root);
  const { film } = state;
  state.at = Math.max(0, Math.min(at, film.days.length - 1));
  const day = film.readings[state.reading][state.at];
  const isView = state.at === film.at && state.reading === "today";
  const slider = root.querySelector(".rp-replay-slider");
  slider.value = String(state.at);
  slider.setAttribute("aria-valuetext", film.days[state.at]);
  root.querySelector(".rp-replay-day").textContent = film.days[state.at];
  root.querySelector(".rp-replay-said").textContent = day.s;
  root.querySelectorAll(".rp-replay-col").forEach((column, index) => {
    column.classList.toggle("rp-ahead", index > state.at);
    const [covered, pledged, missing] = film.readings[state.reading][index].h;
    [missing, pledged, covered].forEach((height, part) => {
      column.children[part].style.height = `${height}%`;
    });
  });
  const scene = sceneOf(state);
  const told = root.querySelector(".rp-replay-scene");
  told.hidden = scene === undefined;
  told.textContent = scene === undefined ? "" : scene.s;
  root.querySelectorAll(".rp-replay-scenes button").forEach((button) => {
    if (Number(button.dataset.rpAt) === state.at) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  });
  root.querySelector(".rp-replay-back").hidden = isView;
  const title = document.querySelector(".rp-board-day");
  if (title !== null) {
    title.hidden = isView;
    title.textContent = isView ? "" : film.titles[state.reading][state.at];
  }
  root.classList.toggle("rp-moved", !isView);
  document.querySelector(".rp-board")?.classList.toggle("rp-board-replayed", !isView);
  rows().forEach((row) => {
    const own = day.c[row.dataset.rpClause];
    if (own === undefined) return;
    remember(row);
    if (isView) {
      row.innerHTML = row.rpBefore;
      return;
    }
    showRow(row, own);
  });
  name(root);
  tell(root);
};

// The button says what it does next; where motion is unwelcome it goes one step at a time.
const name = (root) => {
  const { film, at, timer } = stateOf(root);
  const button = root.querySelector(".rp-replay-play");
  const isEnd = at === film.days.length - 1;
  root.classList.toggle("rp-playing", timer !== 0);
  const word = timer !== 0 ? "pause" : isEnd ? "again" : still.matches ? "next" : "play";
  button.dataset.rpDoes = word;
  if (button.textContent !== film.words[word]) button.textContent = film.words[word];
};

const stop = (root) => {
  const state = stateOf(root);
  if (state.timer === 0) return;
  clearTimeout(state.timer);
  state.timer = 0;
  name(root);
  tell(root);
};

const step = (root) => {
  const state = stateOf(root);
  if (!root.isConnected || state.at >= state.film.days.length - 1) {
    stop(root);
    return;
  }
  show(root, state.at + 1);
  state.timer = setTimeout(() => step(root), sceneOf(state) === undefined ? STEP : SCENE);
};

const play = (root) => {
  const state = stateOf(root);
  const isEnd = state.at === state.film.days.length - 1;
  if (state.timer !== 0) stop(root);
  else if (still.matches) show(root, isEnd ? 0 : state.at + 1);
  else {
    // From the day of the view the film begins in Rabat.
    if (isEnd || state.at === state.film.at) show(root, 0);
    state.timer = setTimeout(() => step(root), sceneOf(state) === undefined ? STEP : SCENE);
    name(root);
    tell(root);
  }
};

addEventListener("input", (event) => {
  const root = event.target.closest?.("[data-rp-replay]");
  if (!root) return;
  if (event.target.matches(".rp-replay-slider")) {
    stop(root);
    show(root, Number(event.target.value));
  } else if (event.target.name === "rp-replay-reading") {
    stateOf(root).reading = event.target.value;
    show(root, stateOf(root).at);
  }
});

addEventListener("click", (event) => {
  const root = event.target.closest?.("[data-rp-replay]");
  if (!root) return;
  const place = event.target.closest("[data-rp-at]");
  if (event.target.closest(".rp-replay-play")) play(root);
  else if (event.target.closest(".rp-replay-back")) {
    stop(root);
    stateOf(root).reading = "today";
    root.querySelector('[name="rp-replay-reading"][value="today"]').checked = true;
    show(root, stateOf(root).film.at);
    root.querySelector(".rp-replay-play").focus();
  } else if (place !== null) {
    stop(root);
    show(root, Number(place.dataset.rpAt));
  }
});

still.addEventListener("change", () =>
  document.querySelectorAll("[data-rp-replay]").forEach((root) => {
    stop(root);
    name(root);
  })
);
new MutationObserver(() => {
  if (!still.matches) return;
  const root = document.querySelector("[data-rp-replay]");
  if (root !== null && !states.has(root)) name(root);
}).observe(document.documentElement, { subtree: true, childList: true });
