/* Visits on this phone, from the first tap to the office's word. Each has its own number, made here, for ever.

   state: draft → waiting → sending → stored | already | conflict | refused (→ draft again, or dropped)
   Outside the seal stand only number, holder, state, tries and times; who, what and why are sealed. */
import { now } from "./clock.js";
import { holder } from "./holder.js";
import { OUTBOX, seal, unseal } from "./seal.js";
import { all, change, clear, get, put, remove } from "./store.js";

export const UNSENT = ["waiting", "sending", "refused"];
const SETTLED = ["stored", "already"];
const KEPT_FOR = 24 * 3600_000;

/* A visit begun; `body` is {person, name, values}. */
export async function begin(body) {
  const entry = { uuid: crypto.randomUUID(), holder: await holder(), state: "draft", tries: 0, at: now() };
  return keep({ ...entry, body });
}

/* Write an entry with its body sealed. */
export async function keep(entry) {
  await put("visits", entry.uuid, await closed(entry));
  return entry;
}

async function closed({ body, ...outside }) {
  return { ...outside, sealed: await seal(outside.holder, OUTBOX, body) };
}

async function laidOpen({ sealed, ...outside }) {
  return { ...outside, body: await unseal(outside.holder, OUTBOX, sealed) };
}

export async function find(uuid) {
  const kept = await get("visits", uuid);
  return kept && kept.holder === (await holder()) ? laidOpen(kept) : null;
}

/* Everything of whoever holds the phone, oldest first; of others only how many there are is anyone's business. */
export async function mine(whose) {
  const who = whose ?? (await holder());
  const found = (await all("visits")).filter((entry) => entry.holder === who);
  const open = await Promise.all(found.map(laidOpen));
  return open.filter((entry) => entry.body).sort((one, other) => one.at - other.at);
}

export async function othersUnsent() {
  const who = await holder();
  return (await all("visits")).filter((entry) => entry.holder !== who && UNSENT.includes(entry.state)).length;
}

export async function unsent() {
  const who = await holder();
  return (await all("visits")).filter((entry) => entry.holder === who && UNSENT.includes(entry.state)).length;
}

export const draftOf = async (person) =>
  (await mine()).find((entry) => entry.state === "draft" && entry.body.person === person);

/* Move an entry on, if it is still where it was thought to be: of two taps or tabs only one moves it. */
async function move(uuid, from, outside, body) {
  const kept = await get("visits", uuid);
  if (!kept || !from.includes(kept.state)) return false;
  const sealed = body && (await seal(kept.holder, OUTBOX, body));
  let moved = false;
  await change("visits", uuid, (current) => {
    moved = Boolean(current) && from.includes(current.state);
    return moved ? { ...current, ...outside, ...(sealed && { sealed }) } : undefined;
  });
  return moved;
}

export const jot = (entry) => move(entry.uuid, ["draft"], {}, entry.body);
export const queue = (entry) =>
  move(entry.uuid, ["draft"], { state: "waiting", tries: 0, again: 0, at: now() }, entry.body);
export const correct = (uuid) => move(uuid, ["refused"], { state: "draft" });
export const drop = (uuid) => Promise.all([remove("visits", uuid), dropPhotos(uuid)]);
export const sending = (entry) =>
  move(entry.uuid, ["waiting", "sending"], { state: "sending", tries: entry.tries + 1, tried: now() });
export const waitAgain = (uuid, outside) => move(uuid, ["sending", "waiting"], { state: "waiting", ...outside });
/* The office has spoken. What arrived is not kept here any longer than its name; what was refused is kept whole. */
export function settle(entry, verdict) {
  const { person, name } = entry.body;
  const body = verdict.state === "refused" ? { ...entry.body, verdict } : { person, name, verdict };
  return move(entry.uuid, ["sending", "waiting"], { state: verdict.state, settled: now() }, body);
}
export const chosen = (entry, body) =>
  move(entry.uuid, ["conflict"], { state: body.verdict.conflicts.length ? "conflict" : "stored" }, body);

const dropPhotos = (uuid) => clear((drawer, _key, value) => drawer === "photos" && value.visit === uuid);

/* What has arrived is shown for a day and then goes. */
export const tidy = () =>
  clear((drawer, _key, value) => drawer === "visits" && SETTLED.includes(value.state) && now() - value.settled > KEPT_FOR);
