/* Sending what waits: once each, in any order of troubles; one bad visit never holds up the others. */
import { now } from "./clock.js";
import { beforeWiping, NoNetwork, Refused, send, SignedOut, state, Trouble, Wiped } from "./office.js";
import { device, holder } from "./holder.js";
import { sendPhotos } from "./photos.js";
import { mine, sending, settle, tidy, waitAgain } from "./visits.js";

const AT_ONCE = 20;
const FIRST_WAIT = 5_000;
const SOON = 3_000;
const LONGEST_WAIT = 5 * 60_000;
const WAITS = ["waiting", "sending"];
const watchers = new Set();
let timer;

export const watch = (watcher) => watchers.add(watcher);
const tell = (news) => watchers.forEach((watcher) => watcher(news));

/* One of all tabs and the background sends at a time; where there are no locks, the office takes each number once. */
function alone(work) {
  return navigator.locks ? navigator.locks.request("door-outbox", { ifAvailable: true }, (lock) => lock && work()) : work();
}

/* Send everything that may go now; `pressed` means somebody asked for it and no waiting time counts. */
export async function sendAll({ pressed = false } = {}) {
  const due = (await mine()).filter((entry) => WAITS.includes(entry.state) && (pressed || (entry.again ?? 0) <= now()));
  const photos = await sendPhotos.waiting();
  if (!due.length && !photos) return;
  try {
    await alone(async () => {
      const who = await state();
      await sendIn(due.filter((entry) => entry.holder === who.holder));
      await sendPhotos();
    });
    tell({});
  } catch (error) {
    tell(newsOf(error));
  }
  await tidy();
  await wakeLater();
}

function newsOf(error) {
  if (error instanceof SignedOut) return { signedOut: true };
  if (error instanceof Wiped) return { wiped: true };
  if (error instanceof NoNetwork || error instanceof Trouble) return { trouble: error.message };
  throw error;
}

async function sendIn(entries) {
  for (let from = 0; from < entries.length; from += AT_ONCE) await sendSome(entries.slice(from, from + AT_ONCE));
}

/* A bundle the office stumbles over is halved until the one that trips it stands alone. */
async function sendSome(entries) {
  const going = [];
  for (const entry of entries) if (await sending(entry)) going.push(entry);
  if (!going.length) return;
  tell({});
  try {
    const answer = await send("visits/", await bundle(going));
    for (const [index, verdict] of answer.items.entries()) await take(going[index], verdict);
  } catch (error) {
    const stumbled = error instanceof Refused || (error instanceof Trouble && error.message === "500");
    if (stumbled && going.length > 1) return halves(going);
    await Promise.all(going.map((entry) => putBack(entry, error)));
    if (!stumbled) throw error;
  }
}

/* What the office could not judge for a trouble of its own goes again later. */
function take(entry, verdict) {
  return verdict.code === "trouble" ? putBack(entry, new Trouble(verdict.reason)) : settle(entry, verdict);
}

async function halves(entries) {
  const middle = entries.length >> 1;
  await sendSome(entries.slice(0, middle));
  await sendSome(entries.slice(middle));
}

async function bundle(entries) {
  const items = entries.map((entry) => ({ uuid: entry.uuid, ...entry.body.visit }));
  return { device: await device(await holder()), device_at: new Date().toISOString(), items };
}

function putBack(entry, error) {
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** entry.tries) * (0.75 + Math.random() / 2);
  const signedOut = error instanceof SignedOut;
  return waitAgain(entry.uuid, { error: signedOut ? "signed_out" : error.message, again: signedOut ? 0 : now() + wait });
}

async function wakeLater() {
  clearTimeout(timer);
  const waiting = (await mine()).filter((entry) => WAITS.includes(entry.state));
  if (!waiting.length) return;
  // What another tab or the worker is sending is looked at again soon: it may have been closed half-way.
  const next = Math.min(...waiting.map((entry) => entry.again || now() + SOON)) - now();
  timer = setTimeout(sendAll, Math.max(1000, next));
}

/* Ask the browser to wake the worker when there is a network, where it can. */
export async function askForBackground() {
  const worker = await navigator.serviceWorker?.getRegistration();
  await worker?.sync?.register("door-outbox").catch(() => {});
}

beforeWiping(async () => {
  const waiting = (await mine()).filter((entry) => WAITS.includes(entry.state));
  if (waiting.length) await send("visits/", await bundle(waiting.slice(0, 50)));
});
