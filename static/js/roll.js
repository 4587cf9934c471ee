/* A tap of the roll call that the network swallowed is kept and sent again: addresses and states only, never a name. */
const place = document.querySelector("[data-waiting]");
const key = `roll:${location.pathname}`;
const AGAIN_MS = 5000;

const flying = new Set(); // addresses of taps that are being sent just now

const read = () => JSON.parse(localStorage.getItem(key) ?? "{}");

/* How many wait, in which rows, and what was tapped there. */
function show(kept) {
  const n = Object.keys(kept).filter((address) => !flying.has(address)).length;
  place.hidden = n === 0;
  place.textContent = `${n} ${place.dataset.words}`;
  for (const late of document.querySelectorAll(".roll [data-late]")) delete late.dataset.late;
  for (const form of document.querySelectorAll("form[data-roll]")) {
    const said = kept[form.getAttribute("action")];
    if (!said || flying.has(form.getAttribute("action"))) continue;
    form.closest(".roll-row").dataset.late = "";
    for (const button of form.querySelectorAll("button")) if (said[button.name] === button.value) button.dataset.late = "";
  }
}

/* The last tap on a name is the one that is kept; when it was tapped goes along, so that a later word stands. */
function keep(form, said) {
  const kept = read();
  const at = Date.now();
  kept[form.getAttribute("action")] = { ...said, at };
  localStorage.setItem(key, JSON.stringify(kept));
  return at;
}
function drop(address, at) {
  const kept = read();
  if (kept[address]?.at === at) delete kept[address];
  if (Object.keys(kept).length) localStorage.setItem(key, JSON.stringify(kept));
  else localStorage.removeItem(key);
  show(kept);
}

/* Kept before it is sent, so that a tab that closes, a login that has ended or a server that is away loses nothing. */
let tapped = null;
document.addEventListener("click", (event) => {
  const button = event.target.closest("form[data-roll] button");
  if (button) tapped = { [button.name]: button.value };
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt.closest("form[data-roll]");
  if (!form || !tapped) return;
  flying.add(form.getAttribute("action"));
  event.detail.xhr.keptAt = keep(form, tapped);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest("form[data-roll]");
  if (!form) return;
  const { xhr } = event.detail;
  const address = form.getAttribute("action");
  flying.delete(address);
  if (arrived(xhr.status, xhr.getResponseHeader("HX-Redirect"))) drop(address, xhr.keptAt);
  show(read());
});
document.addEventListener("htmx:afterSwap", () => show(read()));

/* Whether the office has judged a tap, whatever it said; not without a network, a login or a valid form token. */
function arrived(status, elsewhere) {
  return status >= 200 && status < 500 && status !== 403 && !elsewhere?.includes("/sign-in/");
}

/* One after the other. */
let sending = false;
async function sendAgain() {
  if (sending || !navigator.onLine) return;
  sending = true;
  try {
    for (const [address, said] of Object.entries(read())) {
      if (!flying.has(address)) await send(address, said);
    }
  } catch {
    // no network yet: what is kept stays, and is tried again
  }
  sending = false;
}

async function send(address, { at, ...said }) {
  const ago = Math.max(0, Math.round((Date.now() - at) / 1000));
  const headers = { "X-CSRFToken": document.querySelector("meta[name=csrf]").content, "HX-Request": "true" };
  const response = await fetch(address, { method: "POST", headers, body: new URLSearchParams({ ...said, ago }) });
  const elsewhere = response.headers.get("HX-Redirect");
  if (!arrived(response.status, elsewhere)) return;
  drop(address, at);
  if (elsewhere) location.assign(elsewhere); // refused: the page says why
  else if (response.ok) swap(await response.text());
}

function swap(answer) {
  const came = document.createElement("template");
  came.innerHTML = answer;
  for (const fresh of came.content.querySelectorAll("[id]")) {
    document.getElementById(fresh.id)?.replaceWith(fresh);
    window.htmx?.process(fresh);
  }
  show(read());
}

if (place) {
  show(read());
  addEventListener("online", sendAgain);
  setInterval(sendAgain, AGAIN_MS);
  sendAgain();
}
