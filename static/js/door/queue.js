/* The outbox as it is seen: every visit with its state, its tries and what went wrong, and what can be done about it. */
import { hourOf } from "./clock.js";
import { openConflicts } from "./conflicts.js";
import { sendAll } from "./outbox.js";
import { copy, element, every, one, show } from "./page.js";
import { badges, joined } from "./people.js";
import { photosOf } from "./photos.js";
import { drop, mine, othersUnsent, UNSENT } from "./visits.js";
import { say } from "./words.js";


export async function outbox() {
  const page = copy("outbox");
  const [entries, others] = await Promise.all([mine(), othersUnsent()]);
  const lines = await Promise.all(entries.reverse().map(line));
  one("[data-entries]", page).append(...lines);
  one("[data-none]", page).hidden = lines.length > 0;
  const send = one("[data-send]", page);
  send.hidden = !entries.some((entry) => UNSENT.includes(entry.state));
  send.addEventListener("click", () => sendAll({ pressed: true }));
  one("[data-others]", page).textContent = others ? say("others", { n: others }) : "";
  show(page);
  await openConflicts(one("[data-conflicts]", page));
}

async function line(entry) {
  const photos = await photosOf(entry.uuid);
  const row = copy("entry", {
    name: entry.body.name,
    when: hourOf(entry.at),
    state: badges([entry]),
    tries: triesOf(entry),
    reason: entry.state === "refused" ? entry.body.verdict?.reason : "",
    photos: photos.length ? say("photos", { n: photos.length }) : "",
    photo_reasons: photos.filter((photo) => photo.reason).map((photo) => element("p", { class: "error" }, say("photo_refused", { why: photo.reason }))),
  });
  row.dataset.uuid = entry.uuid;
  row.dataset.state = entry.state;
  offer(row, entry);
  return row;
}

function triesOf(entry) {
  if (!["waiting", "sending", "refused"].includes(entry.state) || !entry.tries) return "";
  const again = entry.state === "waiting" && entry.again ? say("retry", { time: hourOf(entry.again) }) : "";
  return joined(say("tries", { n: entry.tries }), entry.error && say("error", { why: whyOf(entry.error) }), again);
}

function whyOf(error) {
  if (error === "signed_out") return say("signed_out");
  return /^\d+$/.test(error) || error === "csrf" ? say("trouble", { why: error }) : say("offline");
}

function offer(row, entry) {
  const [fix, go] = [one("[data-fix]", row), one("[data-drop]", row)];
  fix.hidden = !["refused", "draft"].includes(entry.state);
  fix.href = entry.state === "draft" ? `#/visit/${entry.body.person}` : `#/again/${entry.uuid}`;
  go.hidden = !["refused", "draft"].includes(entry.state);
  go.addEventListener("click", async () => {
    if (!(await sure())) return;
    await drop(entry.uuid);
    await outbox();
  });
}

/* Ask in the page's own words; every() keeps Escape meaning no. */
function sure() {
  const dialog = document.getElementById("sure");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => (dialog.onclose = () => resolve(dialog.returnValue === "yes")));
}
