/* Building what is seen out of the shell's templates; text goes in as text only. */
export const one = (selector, within = document) => within.querySelector(selector);
export const every = (selector, within = document) => [...within.querySelectorAll(selector)];

/* A copy of a template with its slots filled: a slot with nothing to say is hidden. */
export function copy(name, slots = {}) {
  const piece = document.getElementById(name).content.firstElementChild.cloneNode(true);
  for (const [slot, text] of Object.entries(slots)) fill(piece, slot, text);
  return piece;
}

export function fill(piece, slot, content) {
  const place = piece.matches(`[data-slot~="${slot}"]`) ? piece : one(`[data-slot~="${slot}"]`, piece);
  place.replaceChildren(...(Array.isArray(content) ? content : [content ?? ""]));
  place.hidden = content === undefined || content === null || content === "" || content.length === 0;
}

export function element(tag, attributes = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

/* Show a page; its heading takes the focus, so that a reader of the screen hears where it is. */
export function show(...pieces) {
  const main = document.getElementById("page");
  main.replaceChildren(...pieces);
  const heading = one("h1", main);
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/* A word at the foot of the page, gone after a while. */
let fading;
export function note(words) {
  const place = document.getElementById("note");
  place.textContent = words;
  place.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => (place.hidden = true), 6000);
}

const PIPS = "http://www.w3.org/2000/svg";
/* The six pips as the house draws them; the sentence says the same. */
export function pips(drawn) {
  if (!drawn?.groups?.length) return "";
  const row = element("span", { class: "pips", role: "img", "aria-label": drawn.summary });
  for (const group of drawn.groups) {
    row.append(element("span", { class: "pips-group" }, ...group.pips.map((pip) => drawPip(pip.state))));
  }
  return row;
}

function drawPip(state) {
  const pip = document.createElementNS(PIPS, "svg");
  pip.setAttribute("class", `pip pip-${state}`);
  pip.setAttribute("viewBox", "0 0 14 14");
  pip.append(...(SHAPES[state] ?? SHAPES.empty).map(shape));
  return pip;
}

const SHAPES = {
  empty: [{ r: 5.5 }],
  done: [{ r: 5.5 }],
  offered: [{ r: 5.5 }, { d: "M7 1.5a5.5 5.5 0 0 0 0 11z", class: "fill" }],
  late: [{ r: 6.6, class: "ring" }, { r: 3.4, class: "core" }],
  excused: [{ r: 5.5 }, { d: "M2.5 11.5l9-9" }],
};

function shape({ r, ...attributes }) {
  const drawn = document.createElementNS(PIPS, r ? "circle" : "path");
  for (const [name, value] of Object.entries({ ...(r && { cx: 7, cy: 7, r }), ...attributes })) drawn.setAttribute(name, value);
  return drawn;
}
