/* The door as an app: where one is, what the bar says, and when sending is tried. */
import { wind } from "./clock.js";
import { again, visit } from "./form.js";
import { holder } from "./holder.js";
import { NoNetwork, SignedOut, state, Wiped } from "./office.js";
import { sendAll, watch } from "./outbox.js";
import { note, one, show, copy } from "./page.js";
import { list, person } from "./people.js";
import { outbox } from "./queue.js";
import { unsent } from "./visits.js";
import { say } from "./words.js";

const EVERY = 60_000;
const bar = document.getElementById("bar");

async function route() {
  const [, place, key] = location.hash.split("/");
  const pages = { person: () => person(Number(key)), visit: () => visit(Number(key)), again: () => again(key), outbox };
  await (pages[place] ?? list)();
  for (const link of document.querySelectorAll(".bottom a")) {
    if (link.hash === (place === "outbox" ? "#/outbox" : "#/")) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/* What the bar says: signed in or not, a network or none, how many wait. */
async function announce(news = {}) {
  const waiting = await unsent();
  one("[data-unsent]", document).textContent = waiting || "";
  one("[data-unsent]", document).hidden = !waiting;
  bar.dataset.state = news.signedOut ? "signed-out" : news.trouble || !navigator.onLine ? "offline" : "ready";
  one("[data-sign-in]", bar).hidden = !news.signedOut;
  one("[data-offline]", bar).hidden = bar.dataset.state !== "offline";
  if (news.wiped) note(say("wiped"));
}

async function hear(news) {
  await announce(news);
  if (news.wiped || ["", "#/", "#/outbox"].includes(location.hash)) await route(); // a form or a file is left in peace
}

async function knock() {
  try {
    await state();
    await announce();
    return true;
  } catch (error) {
    await announce({ signedOut: error instanceof SignedOut, trouble: error instanceof NoNetwork, wiped: error instanceof Wiped });
    return false;
  }
}

async function start() {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return show(copy("no-room"));
  await wind();
  watch(hear);
  addEventListener("hashchange", route);
  addEventListener("online", () => sendAll({ pressed: true }));
  addEventListener("offline", () => announce());
  navigator.serviceWorker?.addEventListener("message", () => hear({}));
  document.addEventListener("visibilitychange", () => document.hidden || sendAll());
  setInterval(sendAll, EVERY);
  const known = await holder();
  if (known) await route(); // what is carried is seen before the office is asked
  await knock();
  if (known !== (await holder()) || !known) await route();
  await sendAll({ pressed: true });
  await navigator.storage?.persist?.();
}

navigator.serviceWorker
  ?.register(bar.dataset.worker, { type: "module", updateViaCache: "none" })
  .catch(() => navigator.serviceWorker.register(`${bar.dataset.worker}?plain`, { updateViaCache: "none" }));
start();
