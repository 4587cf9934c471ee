/* On the office's own pages: how many visits wait on this device, and what leaves it when its holder signs out. */
import { leave } from "./holder.js";
import { sendAll } from "./outbox.js";
import { mine } from "./visits.js";

const form = document.querySelector("form[data-holder]");
const dialog = document.getElementById("unsent-visits");
const whose = form?.dataset.holder;
const UNFINISHED = ["draft", "waiting", "sending", "refused"];
const waiting = async () => (await mine(whose)).filter((entry) => UNFINISHED.includes(entry.state));

async function tell() {
  const place = document.querySelector("[data-outbox]");
  if (!place) return;
  const entries = await waiting();
  place.hidden = !entries.length;
  place.querySelector("[data-count]").textContent = entries.length;
}

/* Ask what is to become of visits that did not arrive; returns "send", "leave" or "" for staying. */
function asked(entries) {
  dialog.querySelector("[data-names]").textContent = entries.map((entry) => entry.body.name).join("、");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => (dialog.onclose = () => resolve(dialog.returnValue)));
}

async function part() {
  for (let entries = await waiting(); entries.length; entries = await waiting()) {
    const answer = await asked(entries);
    if (answer === "leave") break;
    if (answer !== "send") return delete form.dataset.sent;
    await sendAll({ pressed: true });
  }
  await leave(whose);
  form.submit();
}

if (whose && globalThis.indexedDB && globalThis.crypto?.subtle) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    part().catch(() => form.submit());
  });
  tell();
}
