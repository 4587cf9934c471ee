/* The people carried: fetched after their size was shown, sealed, gone after three days. */
import { now } from "./clock.js";
import { device, dropBriefcase, holder } from "./holder.js";
import { ask, send, state } from "./office.js";
import { BRIEFCASE, seal, unseal } from "./seal.js";
import { get, put } from "./store.js";

export const size = () => ask("briefcase/size/");

/* Fetch them anew and put them in place of the old. */
export async function pack(label) {
  const { holder: who } = await state();
  const carried = await send("briefcase/", { device: await device(who), label });
  await put("cases", who, { ends: Date.parse(carried.expires_at), sealed: await seal(who, BRIEFCASE, carried) });
  return carried;
}

/* Return what is carried, or null: nothing there, past its time, or its key is gone. */
export async function unpack() {
  const who = await holder();
  const kept = who && (await get("cases", who));
  if (!kept) return null;
  if (kept.ends <= now()) {
    await dropBriefcase(who);
    return null;
  }
  return unseal(who, BRIEFCASE, kept.sealed);
}

/* Find people by two letters of the name's sound, or by part of the name, school or street. */
export function find(people, words) {
  const wanted = words.trim().toLowerCase();
  if (!wanted) return people;
  return people.filter((person) => textOf(person).includes(wanted));
}

const textOf = (person) =>
  [person.name, person.name_keys, person.street, person.school].filter(Boolean).join(" ").toLowerCase();
