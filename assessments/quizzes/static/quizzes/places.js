// Ordering by buttons: they move a line and give every line its place. Without this script the
// select boxes do it alone. Words come from the template.

const rowsOf = (list) => [...list.querySelectorAll("[data-place]")];
const placeOf = (row) => row.querySelector("select");
let isOurs = false;

/** Rows move around the one in use: an element that is moved in the document loses the focus. */
function arrange(list, rows) {
  const fixed = rows.find((row) => row.contains(document.activeElement));
  let isBefore = Boolean(fixed);
  for (const row of rows) {
    if (row === fixed) isBefore = false;
    else if (isBefore) list.insertBefore(row, fixed);
    else list.append(row);
  }
}

function settle(list, rows, moved) {
  arrange(list, rows);
  rows.forEach((row, index) => (placeOf(row).value = `${index + 1}`));
  const status = list.closest("[data-places-box]").querySelector("[data-places-status]");
  const values = { place: rows.indexOf(moved) + 1, count: rows.length };
  status.textContent = status.dataset.words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** `place` from 0; what lies outside stays at the end. */
function moveTo(list, moved, place) {
  const rows = rowsOf(list).filter((row) => row !== moved);
  rows.splice(Math.max(place, 0), 0, moved);
  settle(list, rows, moved);
}

/** Lines that all have places of their own stand in them. */
function show(list) {
  for (const part of list.closest("[data-places-box]").querySelectorAll("[data-places-hint], [data-place-buttons]")) {
    part.hidden = false;
  }
  const rows = rowsOf(list);
  const places = new Set(rows.map((row) => placeOf(row).value));
  if (places.size < rows.length || places.has("")) return;
  arrange(list, rows.sort((one, other) => placeOf(one).value - placeOf(other).value));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-up], [data-down]");
  if (!button) return;
  const row = button.closest("[data-place]");
  const list = row.parentElement;
  moveTo(list, row, rowsOf(list).indexOf(row) + (button.hasAttribute("data-up") ? -1 : 1));
  isOurs = true;
  placeOf(row).dispatchEvent(new Event("change", { bubbles: true }));
  isOurs = false;
});

// In the capture phase: whoever saves the answer finds all places filled in.
document.addEventListener(
  "change",
  (event) => {
    const row = !isOurs && event.target.closest("[data-place]");
    if (row && placeOf(row).value) moveTo(row.parentElement, row, placeOf(row).value - 1);
  },
  true,
);

const showAll = (box) => box.querySelectorAll("[data-places]").forEach(show);
document.addEventListener("answers-shown", (event) => showAll(event.target));
showAll(document);
