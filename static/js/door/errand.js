/* Sending in the background: the browser wakes the worker when there is a network, even with every tab closed. */
import { wind } from "./clock.js";
import { sendAll } from "./outbox.js";

self.addEventListener("sync", (event) => {
  if (event.tag === "door-outbox") event.waitUntil(wind().then(() => sendAll({ pressed: true })));
});
