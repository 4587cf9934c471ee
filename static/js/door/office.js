/* Talking to the office: its token fetched and renewed, its refusals told apart, its wish to wipe obeyed. */
import { set } from "./clock.js";
import { device, holder, take, wipe } from "./holder.js";

const DOOR = "/api/door/";
const PATIENCE = 30_000;
let token = "";

export class NoNetwork extends Error {}
export class Trouble extends Error {}
export class SignedOut extends Error {}
export class Refused extends Error {}
export class Wiped extends Error {}

async function reach(path, options) {
  try {
    return await fetch(DOOR + path, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE), ...options });
  } catch (error) {
    throw new NoNetwork(error.name);
  }
}

async function read(response) {
  const answer = await response.json().catch(() => null);
  if (response.status === 401) throw new SignedOut();
  if (response.status === 403 && answer?.code === "csrf") return null;
  if (response.status >= 500 || response.status === 429) throw new Trouble(String(response.status));
  if (!response.ok || answer === null) throw new Refused(answer?.reason ?? String(response.status));
  return answer;
}

/* Who is signed in, by the office's word; another holder's things are put out of reach on the spot. */
export async function state() {
  const known = await holder();
  let answer = await read(await reach(`state/${known ? `?device=${await device(known)}` : ""}`));
  if (!answer.signed_in) throw new SignedOut();
  if (await take(answer.holder)) {
    answer = await read(await reach(`state/?device=${await device(answer.holder)}`));
  }
  token = answer.csrf;
  await set(answer.now);
  await obey(answer);
  return answer;
}

export const ask = async (path) => obey(await read(await reach(path)));

/* Send something; a token that has run out is renewed and the same thing sent again. */
export async function send(path, body) {
  if (!token) await state();
  for (const last of [false, true]) {
    const answer = await read(await reach(path, { method: "POST", ...dressed(body) }));
    if (answer) return obey(answer);
    if (last) throw new Trouble("csrf");
    await state();
  }
}

function dressed(body) {
  if (body instanceof FormData) return { headers: { "X-CSRFToken": token }, body };
  return { headers: { "X-CSRFToken": token, "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

/* The office wants everything gone: what is unsent goes in one last errand, the rest is deleted, the office is told. */
let wiping = false;
let lastErrand = async () => {};
export const beforeWiping = (errand) => (lastErrand = errand);

async function obey(answer) {
  if (!answer.wipe || wiping) return answer;
  wiping = true;
  const gone = await device(await holder());
  await lastErrand().catch(() => {});
  await wipe();
  await send("wiped/", { device: gone }).catch(() => {});
  wiping = false;
  throw new Wiped();
}
