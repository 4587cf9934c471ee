/* A fact that the visit and the office both changed: the two values side by side, and one is chosen. */
import { ask, send } from "./office.js";
import { copy, note, one } from "./page.js";
import { chosen, mine } from "./visits.js";
import { say } from "./words.js";

/* Show the open ones: the office's list where there is a network, else those this phone was told of. */
export async function openConflicts(place) {
  const told = (await mine()).filter((entry) => entry.state === "conflict");
  let open = told.flatMap((entry) => entry.body.verdict.conflicts.map((conflict) => ({ ...conflict, name: entry.body.name })));
  try {
    open = (await ask("conflicts/")).items;
  } catch {
    // what the phone was told will do
  }
  place.replaceChildren(...open.map((conflict) => draw(conflict, place)));
}

function draw(conflict, place) {
  const card = copy("conflict", {
    name: conflict.name,
    label: conflict.label,
    brought: wordsOf(conflict.brought),
    found: wordsOf(conflict.found),
  });
  for (const keep of ["brought", "found"]) {
    one(`[value=${keep}]`, card).addEventListener("click", () => choose(conflict, keep, place));
  }
  return card;
}

const wordsOf = (value) => (value === null || value === "" ? say("none") : [value].flat().join("、"));

async function choose(conflict, keep, place) {
  try {
    await send(`conflicts/${conflict.key}/`, { keep });
  } catch {
    return note(say("need_network"));
  }
  for (const entry of await mine()) await without(entry, conflict.key);
  note(say("chosen"));
  await openConflicts(place);
}

async function without(entry, key) {
  if (entry.state !== "conflict") return;
  const conflicts = entry.body.verdict.conflicts.filter((conflict) => conflict.key !== key);
  await chosen(entry, { ...entry.body, verdict: { ...entry.body.verdict, conflicts } });
}
