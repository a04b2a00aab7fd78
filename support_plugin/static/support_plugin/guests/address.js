/**
 * The address form follows its country, and what was typed survives a lost session.
 * Without this script, the fields are those of the country that the page was made for.
 */

const DRAFT = "support.address";
const DAY = 24 * 3600 * 1000; // milliseconds

/** Show what this country needs, in its order and by its names. */
function followCountry(root) {
  const countries = JSON.parse(root.dataset.countries);
  const labels = JSON.parse(root.dataset.labels);
  const follows = JSON.parse(root.dataset.follows);
  const shown = root.querySelector("[data-shown]");
  const details = root.querySelector("[data-folded]");
  const folded = details.querySelector(".support-fields");
  // In the form's own order, which the page divides in two.
  const fields = [...root.querySelectorAll("[data-field]")].sort((a, b) => a.dataset.position - b.dataset.position);
  const country = root.querySelector("[data-field=country] select");
  country?.addEventListener("change", () => {
    const needed = countries[country.value] ?? countries["*"];
    const focused = document.activeElement;
    const isNeeded = (field) => needed.includes(field.dataset.field);
    shown.append(...needed.map((name) => fields.find((field) => field.dataset.field === name)));
    folded.append(...fields.filter((field) => !isNeeded(field)));
    const names = { ...labels["*"], ...labels[country.value] };
    for (const field of fields) {
      const label = field.querySelector("[data-label]");
      if (field.dataset.field in names) label.textContent = names[field.dataset.field];
      ask(field, country.value, follows);
    }
    details.hidden = !folded.children.length;
    focused?.focus(); // what is moved loses it
  });
}

const PARTS = ["line1", "line2", "line4", "state", "postcode"];

/** Mark what has to be filled in here, show how it is written, and bring the keyboard that fits. */
function ask(field, country, { required, numeric, examples }) {
  const name = field.dataset.field;
  const input = field.querySelector("input, select, textarea");
  if (input && PARTS.includes(name)) {
    input.required = (required[country] ?? required["*"]).includes(name);
    const star = field.querySelector("[data-star]");
    if (star) star.hidden = !input.required;
  }
  if (input && name === "postcode") input.inputMode = numeric.includes(country) ? "numeric" : "text";
  const place = field.querySelector("[data-example]");
  if (!place) return;
  const example = examples[country]?.[name] ?? "";
  place.hidden = !example;
  place.querySelector("bdi").textContent = example;
}

/** Keep what is typed in this tab, for the same shopper only. */
function keepDraft(root, form) {
  const { owner } = root.dataset;
  const inputs = [...root.querySelectorAll("[data-field] :is(input, select, textarea)")];
  const draft = recall();
  if (draft && (draft.owner !== owner || Date.now() - draft.at > DAY)) forget();
  else if (draft) restore(inputs, draft.values);
  if (!owner) return;
  form.addEventListener("input", () => {
    const values = Object.fromEntries(inputs.filter(isText).map((input) => [input.name, input.value]));
    store({ owner, at: Date.now(), values });
  });
}

function restore(inputs, values) {
  for (const input of inputs) {
    const value = values[input.name];
    // The shop's own answer is newer than the draft; a select always has some value.
    if (!value || !isText(input) || (input.value && input.tagName !== "SELECT") || wasRefused(input)) continue;
    input.value = value;
    if (input.tagName === "SELECT") input.dispatchEvent(new Event("change", { bubbles: true }));
    input.closest("details")?.setAttribute("open", "");
  }
}

function isText(input) {
  return !["checkbox", "radio", "file", "password", "hidden"].includes(input.type);
}

function wasRefused(input) {
  return input.getAttribute("aria-invalid") === "true";
}

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT));
  } catch {
    return null;
  }
}

function store(draft) {
  try {
    sessionStorage.setItem(DRAFT, JSON.stringify(draft));
  } catch {
    // Private mode or a full store: the form works, only without a draft.
  }
}

function forget() {
  try {
    sessionStorage.removeItem(DRAFT);
  } catch {
    // Nothing was kept either.
  }
}

const begun = new WeakSet();

/** Also of forms that came without a new page. */
function begin() {
  // A page with an order on it: the draft has done its work.
  if (document.querySelector("[data-support-order-placed]")) forget();
  for (const root of document.querySelectorAll("[data-support-address]")) {
    const form = root.closest("form");
    if (!form || begun.has(root)) continue;
    begun.add(root);
    followCountry(root);
    keepDraft(root, form);
    root.querySelector("[aria-invalid=true]")?.focus();
  }
}

begin();
new MutationObserver(begin).observe(document, { childList: true, subtree: true });
