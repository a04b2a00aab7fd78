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
      updateField(field, country.value, follows);
    }
    details.hidden = !folded.children.length;
    focused?.focus(); // an element that is moved loses it
  });
}

const PARTS = ["line1", "line2", "line4", "state", "postcode"];

/** Mark a required field, show its example, and set the keyboard that fits. */
function updateField(field, country, { required, numeric, examples }) {
  const name = field.dataset.field;
  const input = field.querySelector("input, select, textarea");
  if (input && PARTS.includes(name)) {
    input.required = (required[country] ?? required["*"]).includes(name);
    const star = field.querySelector("[data-star]");
    if (star) star.hidden = !input.required;
  }
  if (input && name === "postcode") input.inputMode = numeric.includes(country) ? "numeric" : "text";
  const hint = field.querySelector("[data-example]");
  if (!hint) return;
  const example = examples[country]?.[name] ?? "";
  hint.hidden = !example;
  hint.querySelector("bdi").textContent = example;
}

/** Keep what is typed in this tab, for the same shopper only. */
function keepDraft(root, form) {
  const { owner } = root.dataset;
  const inputs = [...root.querySelectorAll("[data-field] :is(input, select, textarea)")];
  const draft = readDraft();
  if (draft && (draft.owner !== owner || Date.now() - draft.at > DAY)) deleteDraft();
  else if (draft) restoreDraft(inputs, draft.values);
  if (!owner) return;
  form.addEventListener("input", () => {
    const values = Object.fromEntries(inputs.filter(isText).map((input) => [input.name, input.value]));
    writeDraft({ owner, at: Date.now(), values });
  });
}

function restoreDraft(inputs, values) {
  for (const input of inputs) {
    const value = values[input.name];
    // A value from the server is newer than the draft; a select always has a value.
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

function readDraft() {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT));
  } catch {
    return null;
  }
}

function writeDraft(draft) {
  try {
    sessionStorage.setItem(DRAFT, JSON.stringify(draft));
  } catch {
    // Private mode or a full storage: the form works, only without a draft.
  }
}

function deleteDraft() {
  try {
    sessionStorage.removeItem(DRAFT);
  } catch {
    // Nothing was stored either.
  }
}

const started = new WeakSet();

/** Also for forms that a script puts into the page later. */
function start() {
  // A page with a placed order: the draft is no longer needed.
  if (document.querySelector("[data-support-order-placed]")) deleteDraft();
  for (const root of document.querySelectorAll("[data-support-address]")) {
    const form = root.closest("form");
    if (!form || started.has(root)) continue;
    started.add(root);
    followCountry(root);
    keepDraft(root, form);
    root.querySelector("[aria-invalid=true]")?.focus();
  }
}

start();
new MutationObserver(start).observe(document, { childList: true, subtree: true });
