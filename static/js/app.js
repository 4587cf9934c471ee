/* What every page needs: the token for htmx, the search key, shortcuts, ticking rows, the first wrong field. */
document.body.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf]").content;
});

const typing = () => /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") clearFound();
  if (typing()) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("search")?.focus();
  }
  if (event.key === "?") document.getElementById("shortcuts")?.showModal();
});

function clearFound() {
  document.getElementById("search-found")?.replaceChildren();
}
document.addEventListener("click", (event) => {
  if (!event.target.closest(".search")) clearFound();
});

/* A row opens its first link wherever it is clicked, unless something else in it was meant. */
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
  location.assign(row.dataset.href);
});

/* Ticking: the head box ticks all rows shown; the bar says how many. */
function recount(form) {
  const ticked = form.querySelectorAll("tbody input[type=checkbox]:checked").length;
  for (const place of form.querySelectorAll("[data-ticked]")) place.textContent = ticked;
}
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-tick]");
  if (!form) return;
  if (event.target.matches("[data-tick-all]")) {
    for (const box of form.querySelectorAll("tbody input[type=checkbox]")) box.checked = event.target.checked;
  }
  recount(form);
});

/* A form pressed twice is sent once. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "again" in form.dataset) return; // a download leaves the page as it is
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.querySelector(".notice[role=alert][tabindex]")?.focus();
