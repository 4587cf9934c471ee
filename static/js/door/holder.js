/* Whose phone this is just now, and how their things leave it: sign-out, wipe, another holder, expiry. */
import { BRIEFCASE, forgetKey } from "./seal.js";
import { change, clear, get, put, remove } from "./store.js";

export const holder = () => get("notes", "holder");

/* One device for each browser profile and user, made once. */
export const device = (who) => change("notes", `device:${who}`, (kept) => kept ?? crypto.randomUUID());

/* Somebody has signed in. What the one before carried goes; their unsent visits stay sealed until they come again. */
export async function take(who) {
  const before = await holder();
  if (before && before !== who) await dropBriefcase(before);
  if (before !== who) await put("notes", "holder", who);
  return before !== who;
}

export async function dropBriefcase(who) {
  await forgetKey(who, BRIEFCASE);
  await remove("cases", who);
}

/* Signed out: keys and all they sealed, unsent visits too. */
export async function leave(who) {
  await clear((drawer, key, value) => {
    if (drawer === "keys" || drawer === "cases") return String(key).startsWith(who);
    if (drawer === "notes") return key === "holder" && value === who;
    return value.holder === who;
  });
}

/* Everything of everybody. The device goes too: a phone that was wiped begins again as a new one. */
export const wipe = () => clear(() => true);
