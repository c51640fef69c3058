// Saves the picture of a chart as SVG or PNG (data-rp-picture), drawn again with its title, sentence, legend,
// view and source inside it. It is made here, of what the page shows, and asks the server for its fonts alone.
const SVG = "http://www.w3.org/2000/svg";
const EDGE = 28;
const INK = "#1b1b1b", MUTED = "#565d66";
const FAMILIES = ["Source Sans", "Noto Sans Arabic", "RT Arabic"];
const FONT = "'Source Sans', 'Noto Sans Arabic', sans-serif";

document.documentElement.dataset.rpPictures = "";

const element = (name, attributes, text = "") => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
};

// Lines no wider than the picture, broken between words; a word too long for one is broken anywhere.
const lines = (text, size, weight, width) => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${weight} ${size}px ${FONT}`;
  const found = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(/ +/)) {
      const longer = line ? `${line} ${word}` : word;
      if (pen.measureText(longer).width <= width) { line = longer; continue; }
      if (line) found.push(line);
      line = "";
      for (const letter of word) {
        if (line && pen.measureText(line + letter).width > width) { found.push(line); line = ""; }
        line += letter;
      }
    }
    found.push(line);
  }
  return found.filter(Boolean);
};

const widthOf = (text, size) => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${size}px ${FONT}`;
  return pen.measureText(text).width;
};

const fonts = async () => {
  const rules = [];
  for (const sheet of document.styleSheets) {
    let own = [];
    try { own = [...sheet.cssRules]; } catch { continue; }
    for (const rule of own) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      const family = rule.style.getPropertyValue("font-family").replace(/["']/g, "");
      if (FAMILIES.includes(family)) rules.push([family, rule, sheet.href ?? location.href]);
    }
  }
  const faces = rules.map(async ([family, rule, base]) => {
    const source = /url\(["']?([^"')]+)/.exec(rule.style.getPropertyValue("src"));
    if (!source) return "";
    try {
      const answer = await fetch(new URL(source[1], base));
      if (!answer.ok) return "";
      const bytes = new Uint8Array(await answer.arrayBuffer());
      let text = "";
      for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
      const told = ["font-weight", "font-style", "unicode-range"]
        .map((name) => [name, rule.style.getPropertyValue(name)]).filter(([, value]) => value)
        .map(([name, value]) => `${name}:${value};`).join("");
      return `@font-face{font-family:'${family}';${told}src:url(data:font/woff2;base64,${btoa(text)}) format('woff2');}`;
    } catch { return ""; }
  });
  return [...new Set(await Promise.all(faces))].join("");
};

const compose = async (plot, told) => {
  const layers = [...plot.querySelectorAll("svg.main-svg")].filter((svg) => !svg.closest(".hoverlayer"));
  const box = layers[0].getBoundingClientRect();
  const width = Math.max(Math.round(box.width), 320), isRtl = told.direction === "rtl";
  const whole = width + 2 * EDGE, from = isRtl ? whole - EDGE : EDGE;
  const svg = element("svg", { xmlns: SVG, width: whole, lang: document.documentElement.lang });
  svg.append(element("title", {}, told.title));
  svg.append(element("style", {}, await fonts()));
  const paper = element("rect", { width: whole, fill: "#ffffff" });
  svg.append(paper);
  let down = EDGE;
  const write = (text, size, weight, colour) => {
    for (const line of lines(text, size, weight, width)) {
      down += Math.round(size * 1.35);
      svg.append(element("text", {
        x: from, y: down, fill: colour, "font-family": FONT, "font-size": size, "font-weight": weight,
        direction: told.direction, "text-anchor": "start",
      }, line));
    }
  };
  write(told.title, 22, 600, INK);
  if (told.mark) write(told.mark, 13, 600, "#8a1c1c");
  down += 2;
  write(told.sentence, 15, 400, INK);
  down = legend(svg, told, from, down, width, isRtl);
  down += 10;
  for (const layer of layers) {
    const copy = layer.cloneNode(true);
    copy.setAttribute("x", EDGE);
    copy.setAttribute("y", down);
    copy.setAttribute("width", box.width);
    copy.setAttribute("height", box.height);
    copy.style.removeProperty("background");
    copy.style.removeProperty("position");
    copy.querySelectorAll("[class~='hoverlayer'], [class~='zoomlayer'], [class~='draglayer']").forEach((one) => one.remove());
    svg.append(copy);
  }
  down += Math.round(box.height) + 4;
  for (const line of told.foot) write(line, 12, 400, MUTED);
  down += EDGE - 6;
  svg.setAttribute("height", down);
  svg.setAttribute("viewBox", `0 0 ${whole} ${down}`);
  paper.setAttribute("height", down);
  return svg;
};

// Colours and their names, as the page has them over the picture.
const legend = (svg, told, from, down, width, isRtl) => {
  const items = told.legend ? [...told.legend.querySelectorAll("li")] : [];
  let along = 0, top = down + 8;
  for (const item of items) {
    const name = item.textContent.trim(), swatch = item.querySelector("i");
    const wide = widthOf(name, 13) + 34;
    if (along && along + wide > width) { along = 0; top += 22; }
    const style = getComputedStyle(swatch), at = isRtl ? from - along - 14 : from + along;
    const isGap = swatch.className.includes("rp-is-gap"), hasDots = !isGap && style.backgroundImage !== "none";
    const fill = isGap ? "#f3efe8" : style.backgroundColor, round = style.boxShadow !== "none" || isGap;
    svg.append(element("rect", { x: at, y: top, width: 14, height: 14, fill, stroke: "#8d8578", "stroke-width": round ? 1 : 0 }));
    if (isGap) svg.append(element("path", { d: `M${at} ${top + 7}l7 -7M${at} ${top + 14}l14 -14M${at + 7} ${top + 14}l7 -7`, stroke: "#8d8578" }));
    for (const [right, below] of hasDots ? [[4, 4], [10, 4], [4, 10], [10, 10]] : []) {
      svg.append(element("circle", { cx: at + right, cy: top + below, r: 1.4, fill: "#ffffff" }));
    }
    svg.append(element("text", {
      x: isRtl ? at - 6 : at + 20, y: top + 12, fill: INK, "font-family": FONT, "font-size": 13,
      direction: isRtl ? "rtl" : "ltr", "text-anchor": "start",
    }, name));
    along += wide;
  }
  return items.length ? top + 18 : down;
};

// A screen too narrow for a chart has lists in its place: for its picture it is drawn out of sight, as wide as
// on a page of 1280. Returns what hides it again.
const WHOLE = 1216;
// Streamlit's own width of a column is a part of the whole less the gap; what is left the columns share.
const across = (column) => {
  if (column === null) return WHOLE;
  for (const sheet of document.styleSheets) {
    let own = [];
    try { own = [...sheet.cssRules]; } catch { continue; }
    for (const rule of own) {
      if (!(rule instanceof CSSStyleRule)) continue;
      const said = /^calc\(([\d.]+)% - ([\d.]+)rem\)$/.exec(rule.style.width);
      if (said === null || !column.matches(rule.selectorText)) continue;
      const gap = Number(said[2]) * parseFloat(getComputedStyle(document.documentElement).fontSize);
      return (Number(said[1]) * WHOLE) / 100 - gap + gap / column.parentElement.children.length;
    }
  }
  return WHOLE;
};
const widened = async (chart) => {
  const place = chart.querySelector(':is([class*="st-key-bars-"], [class*="st-key-picture-"])');
  if (place === null || place.checkVisibility()) return () => {};
  const width = `${across(place.closest("[data-testid=stColumn]"))}px`;
  const own = { display: "flex", position: "fixed", top: "0", left: "-20000px", width, "max-width": "none" };
  for (const [name, value] of Object.entries(own)) place.style.setProperty(name, value, "important");
  const wide = () => place.querySelector(".js-plotly-plot svg.main-svg")?.getBoundingClientRect().width ?? 0;
  for (let tries = 0; tries < 100 && Math.abs(wide() - place.clientWidth) > 1; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  await new Promise((resolve) => setTimeout(resolve, 200)); // labels are placed after the bars
  return () => { for (const name of Object.keys(own)) place.style.removeProperty(name); };
};

const save = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};

// Fonts inside a picture come a moment after it: it is drawn until its first and its last words are there.
const drawn = async (text, width, height) => {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * width;
  canvas.height = 2 * height;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const hasInk = (top, deep) => {
    const { data } = pen.getImageData(0, top, canvas.width, deep);
    return data.some((value, at) => at % 4 === 0 && value < 160);
  };
  for (let tries = 0; tries < 60; tries += 1) {
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    if (hasInk(2 * EDGE, 48) && hasInk(canvas.height - 2 * EDGE - 24, 36)) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await new Promise((resolve) => setTimeout(resolve, 150)); // the faces of other letters
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
};

addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-rp-picture]") : null;
  if (button === null) return;
  const chart = button.closest('[class*="st-key-chart-"]');
  const hide = chart === null ? () => {} : await widened(chart);
  const plot = chart?.querySelector(".js-plotly-plot");
  if (!plot) return hide();
  const about = button.closest("[data-title]").dataset;
  const told = {
    title: about.title, sentence: about.sentence, mark: about.mark, foot: about.foot.split("\n"),
    direction: about.direction, legend: chart.querySelector(".rp-legend"),
  };
  const svg = await compose(plot, told);
  hide();
  const text = new XMLSerializer().serializeToString(svg);
  if (button.dataset.rpPicture === "svg") {
    save(new Blob([text], { type: "image/svg+xml" }), `${about.file}.svg`);
  } else {
    save(await drawn(text, svg.getAttribute("width"), svg.getAttribute("height")), `${about.file}.png`);
  }
});
