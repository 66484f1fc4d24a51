// Suggestions under "What do you need?", while a person types: needs, services, organisations and
// places. The plain box is what the page has; this puts a combobox in its place.
//
// A script of its own, which only pages with the search form load. The library puts what its templates return into the page as HTML, and names come from strangers:
// everything is escaped here. A suggestion leads to an address of this site and nowhere else.

import accessibleAutocomplete from "accessible-autocomplete";

const SHORTEST = 2;
const WAIT_MS = 150;
const KINDS = { need: "Need", service: "Service", organization: "Organisation", place: "Place" };

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => ESCAPES[c]);

const textOf = (row) => (typeof row === "string" ? row : (row?.text ?? ""));

function shown(row) {
  if (typeof row === "string") return escaped(row);
  const count = Number.isInteger(row.count) ? ` (${row.count.toLocaleString("en-GB")})` : "";
  const detail = row.detail ? `, ${row.detail}` : "";
  return (
    `<span class="fp-suggestion__kind">${escaped(KINDS[row.kind] ?? "")}</span> ` +
    `<span class="fp-suggestion__text">${escaped(row.text + count)}</span>` +
    `<span class="fp-suggestion__detail">${escaped(detail)}</span>`
  );
}

/** Answers a question of the combobox after a pause, and forgets the question before. */
function asker(placeBox) {
  let waiting;
  let asking;
  return (typed, answer) => {
    clearTimeout(waiting);
    asking?.abort();
    waiting = setTimeout(async () => {
      asking = new AbortController();
      const query = new URLSearchParams({ q: typed });
      if (placeBox?.value) query.set("near", placeBox.value);
      try {
        const response = await fetch(`/api/v1/suggest?${query}`, { signal: asking.signal });
        answer(response.ok ? (await response.json()).suggestions : []);
      } catch (error) {
        // A newer question has taken its place, or there is no network: the form works all the same.
        if (error.name !== "AbortError") answer([]);
      }
    }, WAIT_MS);
  };
}

function follow(row) {
  if (!row || typeof row === "string") return;
  const { pathname, search } = new URL(row.url, location.href);
  location.assign(pathname + search);
}

/** Puts a combobox in the place of the box. */
function offerSuggestions(box, placeBox) {
  const holder = document.createElement("div");
  const hint = document.getElementById(`${box.id}-hint`)?.textContent ?? "";
  const describedBy = box.getAttribute("aria-describedby");
  const isFocused = document.activeElement === box;
  box.replaceWith(holder);
  accessibleAutocomplete({
    element: holder,
    id: box.id,
    name: box.name,
    defaultValue: box.value,
    source: asker(placeBox),
    minLength: SHORTEST,
    confirmOnBlur: false,
    showNoOptionsFound: false,
    displayMenu: "overlay",
    inputClasses: box.className,
    templates: { inputValue: textOf, suggestion: shown },
    onConfirm: follow,
    tAssistiveHint: () =>
      `${hint} Suggestions come as you type: use the up and down arrows to look through them and enter to choose. ` +
      "You need not choose one.",
  });
  const input = document.getElementById(box.id);
  if (describedBy?.includes("error")) input.setAttribute("aria-invalid", "true");
  if (isFocused) input.focus();
}

const need = document.querySelector("form.fp-search #q");
if (need) offerSuggestions(need, document.getElementById("near"));
