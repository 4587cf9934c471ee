/* A tap of the roll call that the network swallowed is kept and sent again: addresses and states only, never a name. */
const place = document.querySelector("[data-waiting]");
const key = `roll:${location.pathname}`;
const AGAIN_MS = 5000;

const read = () => JSON.parse(localStorage.getItem(key) ?? "{}");
function write(kept) {
  if (Object.keys(kept).length) localStorage.setItem(key, JSON.stringify(kept));
  else localStorage.removeItem(key);
  show(kept);
}

/* How many wait, in which rows, and what was tapped there. */
function show(kept) {
  const n = Object.keys(kept).length;
  place.hidden = n === 0;
  place.textContent = `${n} ${place.dataset.words}`;
  for (const late of document.querySelectorAll(".roll [data-late]")) delete late.dataset.late;
  for (const form of document.querySelectorAll("form[data-roll]")) {
    const said = kept[form.getAttribute("action")];
    if (!said) continue;
    form.closest(".roll-row").dataset.late = "";
    for (const button of form.querySelectorAll("button")) if (said[button.name] === button.value) button.dataset.late = "";
  }
}

/* The last tap on a name is the one that is kept; when it was tapped goes along, so that a later word stands. */
function keep(form, said) {
  const kept = read();
  kept[form.getAttribute("action")] = { ...said, at: Date.now() };
  write(kept);
}
function drop(address, at) {
  const kept = read();
  if (kept[address] && (at === undefined || kept[address].at === at)) delete kept[address];
  write(kept);
}

let tapped = null;
document.addEventListener("click", (event) => {
  const button = event.target.closest("form[data-roll] button");
  if (button) tapped = { [button.name]: button.value };
});

function lost(event) {
  const form = event.target.closest?.("form[data-roll]");
  if (form && tapped) keep(form, tapped);
}
document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:timeout", lost);
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) lost(event);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form[data-roll]");
  if (form && event.detail.successful) drop(form.getAttribute("action"));
});
document.addEventListener("htmx:afterSwap", () => show(read()));

/* One after the other; whatever is refused, or has to sign in first, is shown by the page when it comes anew. */
let sending = false;
async function sendAgain() {
  if (sending || !navigator.onLine) return;
  sending = true;
  try {
    for (const [address, said] of Object.entries(read())) await send(address, said);
  } catch {
    // no network yet: what is kept stays, and is tried again
  }
  sending = false;
}

async function send(address, { at, ...said }) {
  const ago = Math.max(0, Math.round((Date.now() - at) / 1000));
  const headers = { "X-CSRFToken": document.querySelector("meta[name=csrf]").content, "HX-Request": "true" };
  const response = await fetch(address, { method: "POST", headers, body: new URLSearchParams({ ...said, ago }) });
  if (response.status >= 500) return;
  const elsewhere = response.headers.get("HX-Redirect");
  if (elsewhere?.includes("/sign-in/")) return; // kept until somebody has signed in
  drop(address, at);
  if (response.ok && !elsewhere) swap(await response.text());
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
