/* The visit at the door: every tap is kept at once, and saving once is enough. */
import { unpack } from "./briefcase.js";
import { today } from "./clock.js";
import { askForBackground, sendAll } from "./outbox.js";
import { copy, element, every, note, one, show } from "./page.js";
import { wishWords } from "./people.js";
import { addPhoto, dropPhoto, photosOf } from "./photos.js";
import { begin, correct, draftOf, find, jot, queue } from "./visits.js";
import { say } from "./words.js";

const REACHED = ["self", "family"];
const ZONE = "+08:00";

/* Open the form for a person; what was begun for them goes on where it was. */
export async function visit(key) {
  const carried = await unpack();
  const person = carried?.people.find((one) => one.key === key);
  if (!person) return location.replace("#/");
  edit({ ...person, read_at: carried.made_at }, await draftOf(key));
}

/* Open a visit the office sent back, with what was written. The person is kept with it: the briefcase may have gone. */
export async function again(uuid) {
  await correct(uuid);
  const entry = await find(uuid);
  if (entry?.state !== "draft") return location.replace("#/outbox");
  edit(entry.body.who, entry);
}

function edit(person, entry) {
  const page = copy("visit", { name: person.name, reason: entry?.body.verdict?.reason });
  const form = one("form", page);
  dress(form, person);
  if (entry) restore(form, entry.body.values);
  const keeper = keeping(form, person, entry);
  form.addEventListener("input", keeper.jot);
  form.addEventListener("change", keeper.jot);
  form.addEventListener("change", (event) => event.target.name === "status" && leaveNote(form, person));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(form, person, keeper);
  });
  withPhotos(form, keeper, entry);
  one("[data-back]", page).href = `#/person/${person.key}`;
  show(page);
}

/* --- What the form shows of this person --------------------------------------------------- */

function dress(form, person) {
  const { facts } = person;
  const day = today();
  set(form, {
    status: [facts.status.value],
    status_note: [facts.status_note?.value ?? ""],
    occupation: [facts.wish.value?.occupation ?? ""],
    pay_floor: [facts.wish.value?.pay_floor ?? ""],
    areas: [(facts.wish.value?.areas ?? []).join("、")],
    skills: [(facts.skills.value ?? []).join("、")],
    made_on: [day],
  });
  stands(form, "status", [facts.status.label, facts.status_note?.value].filter(Boolean).join(" · "));
  stands(form, "wish", wishWords(facts.wish.value) || say("none"));
  stands(form, "skills", (facts.skills.value ?? []).join("、") || say("none"));
  stands(form, "phone", (person.phones ?? []).map((phone) => phone.masked).join("、") || say("none"));
  form.elements.made_on.max = day;
  form.elements.next_on.min = day;
  one("[data-next]", form).textContent = person.proposed_next ? say("next", { day: person.proposed_next }) : "";
  one("[data-phones]", form).hidden = !person.phones?.length;
  one("[data-phones] .choices", form).replaceChildren(...(person.phones ?? []).map(phoneChoice));
}

const stands = (form, fact, words) => (one(`[data-now="${fact}"]`, form).textContent = words);

function phoneChoice(phone, index) {
  const input = element("input", { type: "radio", name: "phone", value: phone.key, id: `visit_phone_${index}` });
  input.checked = index === 0;
  return element("div", {}, element("label", { for: input.id }, input, ` ${phone.masked} ${phone.whose_label ?? ""}`));
}

/* A new status takes a new note: what was noted belongs to the old one. */
function leaveNote(form, person) {
  const kept = person.facts.status_note?.value ?? "";
  if (form.elements.status_note.value === kept) form.elements.status_note.value = "";
}

/* --- Keeping every tap -------------------------------------------------------------------- */

export function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") (values[name] ??= []).push(value);
  return values;
}

function set(form, values) {
  for (const [name, given] of Object.entries(values)) {
    for (const input of every(`[name="${name}"]`, form)) {
      if (["radio", "checkbox"].includes(input.type)) input.checked = given.includes(input.value);
      else if (input.type !== "file") input.value = given[0] ?? "";
    }
  }
}

function restore(form, values) {
  const names = new Set([...form.elements].map((input) => input.name).filter(Boolean));
  set(form, Object.fromEntries([...names].map((name) => [name, values[name] ?? []])));
  for (const part of every("details", form)) part.open = every("input, select", part).some(differs);
}

const differs = (input) =>
  ["radio", "checkbox"].includes(input.type) ? false : input.value !== input.defaultValue && input.name !== "made_on";

/* One writer for one form: taps are written in order, each after the one before. */
function keeping(form, person, entry) {
  let kept = entry;
  let last = Promise.resolve();
  const write = async () => {
    const body = { ...(kept?.body ?? {}), person: person.key, name: person.name, who: person, values: valuesOf(form) };
    if (kept) await jot((kept = { ...kept, body }));
    else kept = await begin(body);
    return kept;
  };
  return { jot: () => (last = last.then(write)), now: () => (last = last.then(write)) };
}

/* --- Saving ------------------------------------------------------------------------------- */

async function save(form, person, keeper) {
  const wrong = problem(valuesOf(form));
  if (wrong) return point(form, ...wrong);
  const button = one("[type=submit]", form);
  button.disabled = true;
  const entry = await keeper.now();
  const body = { ...entry.body, visit: visitOf(valuesOf(form), person, entry.body.visit) };
  const first = await queue({ ...entry, body });
  note(first ? say("saved", { name: person.name }) : say("saved_twice"));
  location.replace("#/");
  await askForBackground();
  await sendAll({ pressed: true });
}

function problem(values) {
  if (!values.result) return ["result", say("choose_result")];
  const given = values.briefing_topics || values.session_booked_for?.[0];
  if (given && !REACHED.includes(values.result[0])) return ["result", say("reached_only")];
  return null;
}

function point(form, name, words) {
  const field = one(`#field-${name}`, form);
  field.classList.add("field-wrong");
  one(".error", field)?.remove();
  field.append(element("p", { class: "error", role: "alert" }, words));
  one("input", field).focus();
  field.scrollIntoView({ block: "center" });
}

const parts = (text) => text.split(/[、,，;；\n]/).map((part) => part.trim()).filter(Boolean);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/* The visit as the office takes it. The hour is that of the first saving, also when it is put right later. */
export function visitOf(values, person, before) {
  const first = (name) => values[name]?.[0] ?? "";
  return {
    person: person.key,
    made_at: before?.made_at ?? new Date().toISOString(),
    made_on: first("made_on") === today() ? null : first("made_on"),
    read_at: person.read_at ?? null,
    manner: first("manner"),
    result: first("result"),
    phone: first("manner") === "phone" && first("phone") ? Number(first("phone")) : null,
    barriers: values.barriers ?? [],
    findings: first("findings"),
    next_on: first("next_on") || null,
    briefing_topics: values.briefing_topics ?? [],
    session_booked_for: first("session_booked_for") ? `${first("session_booked_for")}${ZONE}` : null,
    changes: changesOf(first, person.facts),
  };
}

function changesOf(first, facts) {
  const wish = { occupation: first("occupation").trim(), pay_floor: Number(first("pay_floor")) || null, areas: parts(first("areas")) };
  const stood = facts.wish.value ?? { occupation: "", pay_floor: null, areas: [] };
  const wished = { occupation: stood.occupation, pay_floor: stood.pay_floor || null, areas: stood.areas ?? [] };
  const number = first("number").trim();
  return [
    first("status") && first("status") !== facts.status.value && ["status", first("status")],
    first("status_note") !== (facts.status_note?.value ?? "") && ["status_note", first("status_note")],
    wish.occupation && !same(wish, wished) && ["wish", wish],
    !same(parts(first("skills")), facts.skills.value ?? []) && ["skills", parts(first("skills"))],
    number && ["phone", { number, whose: first("whose") }],
  ]
    .filter(Boolean)
    .map(([fact, to]) => ({ fact, version: facts[fact]?.version ?? null, to }));
}

/* --- Pictures ----------------------------------------------------------------------------- */

function withPhotos(form, keeper, entry) {
  const list = one("[data-photos]", form);
  const draw = async (visit) => {
    const photos = await photosOf(visit);
    list.replaceChildren(...photos.map((photo) => photoLine(photo, () => draw(visit))));
  };
  one("[data-photo]", form).addEventListener("change", async (event) => {
    const visit = (await keeper.now()).uuid;
    for (const file of event.target.files) await addPhoto(visit, file);
    event.target.value = "";
    await draw(visit);
  });
  if (entry) draw(entry.uuid);
}

function photoLine(photo, redraw) {
  const line = copy("photo", { size: `${Math.max(1, Math.round(photo.size / 1024))} KB`, reason: photo.reason });
  one("button", line).addEventListener("click", () => dropPhoto(photo.uuid).then(redraw));
  return line;
}
