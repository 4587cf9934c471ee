/* Sending in the background: the browser wakes the worker when there is a network, even with every tab closed. */
import { wind } from "./clock.js";
import { sendAll } from "./outbox.js";

/* Pages that are open see what the worker has sent. */
async function send() {
  await wind();
  await sendAll({ pressed: true });
  for (const page of await self.clients.matchAll({ includeUncontrolled: true })) page.postMessage("sent");
}

self.addEventListener("sync", (event) => {
  if (event.tag === "door-outbox") event.waitUntil(send());
});
