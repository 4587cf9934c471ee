/* Sealing what is kept: AES-GCM under a key that no script can read out, one for each holder and use. */
import { change, get, remove } from "./store.js";

export const BRIEFCASE = "briefcase";
export const OUTBOX = "outbox";

const nameOf = (holder, use) => `${holder}:${use}`;
const words = new TextEncoder();

/* The key, made when there is none; of two tabs that make one at once, the first keeps it. */
async function keyOf(holder, use) {
  const name = nameOf(holder, use);
  const kept = await get("keys", name);
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return change("keys", name, (first) => first ?? made);
}

export async function sealBytes(holder, use, bytes) {
  const key = await keyOf(holder, use);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = words.encode(nameOf(holder, use));
  return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, bytes) };
}

/* Return the bytes, or null when the key is gone: what it sealed is gone with it. */
export async function openBytes(holder, use, sealed) {
  const key = await get("keys", nameOf(holder, use));
  if (!key || !sealed) return null;
  const additionalData = words.encode(nameOf(holder, use));
  try {
    return await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv, additionalData }, key, sealed.bytes);
  } catch {
    return null;
  }
}

export const seal = (holder, use, value) => sealBytes(holder, use, words.encode(JSON.stringify(value)));

export async function unseal(holder, use, sealed) {
  const bytes = await openBytes(holder, use, sealed);
  return bytes && JSON.parse(new TextDecoder().decode(bytes));
}

export const forgetKey = (holder, use) => remove("keys", nameOf(holder, use));
