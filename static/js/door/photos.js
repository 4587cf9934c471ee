/* Pictures taken at a door: drawn anew and small, which also leaves the place behind; sealed; sent after their visit. */
import { now } from "./clock.js";
import { holder } from "./holder.js";
import { send, Trouble, NoNetwork } from "./office.js";
import { openBytes, OUTBOX, sealBytes } from "./seal.js";
import { all, get, put, remove } from "./store.js";

const LONGEST = 1280;
const QUALITY = 0.8;
const ARRIVED = ["stored", "already", "conflict"];

async function redraw(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

/* Keep a picture with its visit; returns its number and size. */
export async function addPhoto(visit, file) {
  const image = await redraw(file);
  const who = await holder();
  const sealed = await sealBytes(who, OUTBOX, await image.arrayBuffer());
  const photo = { uuid: crypto.randomUUID(), visit, holder: who, at: now(), size: image.size, sealed };
  await put("photos", photo.uuid, photo);
  return photo;
}

export async function photosOf(visit) {
  return (await all("photos")).filter((photo) => photo.visit === visit).sort((one, other) => one.at - other.at);
}

export const dropPhoto = (uuid) => remove("photos", uuid);

async function sendable() {
  const who = await holder();
  const found = (await all("photos")).filter((photo) => photo.holder === who && !photo.reason);
  const visits = await Promise.all(found.map((photo) => get("visits", photo.visit)));
  return found.filter((_photo, index) => !visits[index] || ARRIVED.includes(visits[index].state));
}

/* Send the pictures whose visit has arrived; a refused one is kept with the reason, the others go on. */
export async function sendPhotos() {
  for (const photo of await sendable()) {
    const bytes = await openBytes(photo.holder, OUTBOX, photo.sealed);
    const verdict = bytes ? await sendOne(photo, bytes) : { state: "already" };
    if (verdict.state === "refused") await put("photos", photo.uuid, { ...photo, reason: verdict.reason });
    else await remove("photos", photo.uuid);
  }
}
sendPhotos.waiting = async () => (await sendable()).length;

async function sendOne(photo, bytes) {
  const form = new FormData();
  form.append("visit", photo.visit);
  form.append("photo", photo.uuid);
  form.append("image", new Blob([bytes], { type: "image/jpeg" }), `${photo.uuid}.jpg`);
  try {
    return await send("photos/", form);
  } catch (error) {
    if (error instanceof Trouble || error instanceof NoNetwork) throw error;
    return { state: "refused", reason: error.message };
  }
}
