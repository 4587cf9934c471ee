/* The office's day: its zone, and its clock as far as the phone has heard it. */
import { get, put } from "./store.js";

const ZONE = "Asia/Shanghai";
const DAY = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });
let off = 0;

export async function wind() {
  off = (await get("notes", "clock")) ?? 0;
}

/* Keep how far the phone's clock is behind the office's. */
export async function set(now) {
  off = Date.parse(now) - Date.now();
  await put("notes", "clock", off);
}

export const now = () => Date.now() + off;
export const dayOf = (time) => DAY.format(time);
export const today = () => dayOf(now());

/* A moment as it is read here, by the office's clock wherever the phone thinks it is. */
export const hourOf = (time) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short", timeZone: ZONE }).format(time);
