/* Whom to see today, and one person before the door: both from what the phone carries. */
import { find, pack, size, unpack } from "./briefcase.js";
import { hourOf, today } from "./clock.js";
import { NoNetwork } from "./office.js";
import { copy, element, note, one, pips, show } from "./page.js";
import { mine } from "./visits.js";
import { say } from "./words.js";

const SECTIONS = ["overdue", "today", "week", "first"];
const DAY = 24 * 3600_000;

export const sizeWords = ({ people, bytes }) => say("size", { people, kb: Math.max(1, Math.round(bytes / 1024)) });
export const joined = (...parts) => parts.flat().filter(Boolean).join(" · ");

/* The list: four sections, the found ones only, with what this phone has done for each beside it. */
export async function list() {
  const [carried, entries] = await Promise.all([unpack(), mine()]);
  const page = copy("list");
  const search = one("input[type=search]", page);
  const draw = () => drawSections(one("[data-sections]", page), find(carried?.people ?? [], search.value), entries, search.value);
  if (carried) {
    page.querySelector("[data-carried]").textContent = say("carried", {
      people: carried.people.length,
      when: hourOf(Date.parse(carried.made_at)),
      until: hourOf(Date.parse(carried.expires_at)),
    });
    search.addEventListener("input", draw);
  }
  one("[data-empty]", page).hidden = Boolean(carried);
  one("[data-search]", page).hidden = !carried;
  draw();
  show(page);
  await offerDownload(one("[data-download]", page), carried);
}

function drawSections(place, people, entries, words) {
  const sections = SECTIONS.map((section) => [section, people.filter((person) => person.section === section)]);
  const drawn = sections
    .filter(([, members]) => members.length)
    .map(([section, members]) => {
      const part = copy("section", { title: say(section), count: String(members.length) });
      part.classList.add(`section-${section}`);
      one("ul", part).append(...members.map((person) => line(person, entries)));
      return part;
    });
  place.replaceChildren(...(drawn.length || !words ? drawn : [element("p", { class: "muted" }, say("nobody"))]));
}

function line(person, entries) {
  const row = copy("person-line", {
    name: person.name,
    pips: pips(person.pips),
    why: joined(person.planned?.why_label, when(person), person.street),
    state: badges(entries.filter((entry) => entry.body.person === person.key)),
  });
  one("a", row).href = `#/person/${person.key}`;
  return row;
}

export const badges = (entries) =>
  entries.map((entry) => element("span", { class: `badge badge-${entry.state}` }, say(entry.state)));

function when({ planned }) {
  if (!planned) return "";
  if (!planned.overdue) return say("due", { day: planned.due_on ?? planned.planned_for });
  return say("days_late", { days: Math.round((Date.parse(today()) - Date.parse(planned.due_on)) / DAY) });
}

/* What a download would hold is said before it is fetched. */
async function offerDownload(button, carried) {
  try {
    const would = await size();
    button.textContent = say(carried ? "refresh" : "download", { size: sizeWords(would) });
    button.hidden = false;
  } catch {
    return; // without a network or a sign-in there is nothing to offer; the bar above says so
  }
  button.addEventListener("click", () => fetchAnew(button));
}

async function fetchAnew(button) {
  button.disabled = true;
  try {
    await pack(navigator.userAgentData?.platform ?? navigator.platform ?? "");
    await list();
  } catch (error) {
    note(error instanceof NoNetwork ? say("offline") : say("refused_by_office", { why: error.message }));
    button.disabled = false;
  }
}

/* One person, as much as is needed on the way to the door. */
export async function person(key) {
  const carried = await unpack();
  const found = carried?.people.find((one) => one.key === key);
  if (!found) return location.replace("#/");
  const entries = (await mine()).filter((entry) => entry.body.person === key);
  const page = copy("person", {
    name: found.name,
    who: joined(found.sex, found.age && say("age", { age: found.age }), found.education, found.school, found.major),
    where: joined(found.station, found.street),
    groups: (found.groups ?? []).map((label) => element("span", { class: "badge badge-amber" }, label)),
    pips: pips(found.pips),
    why: joined(found.planned?.why_label, when(found)),
    last: lastWords(found.last),
    findings: found.last?.findings,
    status: joined(found.facts.status.label, found.facts.status_note?.value),
    wish: wishWords(found.facts.wish.value) || say("none"),
    skills: (found.facts.skills.value ?? []).join("、") || say("none"),
    phones: (found.phones ?? []).map((phone) => element("li", {}, joined(phone.masked, phone.whose_label, phone.state_label))),
    jobs: (found.jobs ?? []).map(jobLine),
    state: badges(entries),
  });
  one("[data-visit]", page).href = `#/visit/${key}`;
  one("[data-file]", page).href = `/people/${key}/`;
  show(page);
}

export const wishWords = (wish) => wish && joined(wish.occupation, wish.pay_floor && `≥${wish.pay_floor}`, (wish.areas ?? []).join("、"));
const lastWords = (last) => (last ? say("last", { day: last.made_on, result: last.result_label }) : say("not_yet"));
const jobLine = (job) =>
  element("li", {}, element("strong", {}, job.title), " ", joined(job.employer, job.pay), element("br"), element("span", { class: "muted small" }, joined(job.reasons)));
