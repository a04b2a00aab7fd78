/** Tells what a guest has typed as soon as the field is left, as the sentence beside it says; docs/consents.md. */

const told = new WeakMap();
let failed;

function read(form) {
  const field = form.querySelector("[type=email], [type=tel]");
  const box = form.querySelector(".support-consent [type=checkbox]");
  // What is no address, or no number yet, takes the place of what was typed before.
  const isWhole = field.type === "tel" ? field.value.replace(/\P{Nd}/gu, "").length > 6 : field.validity.valid;
  return { contact: isWhole ? field.value : "", consent: box?.checked ? box.value : "" };
}

function tell(form) {
  const found = read(form);
  const state = JSON.stringify(found);
  if (told.get(form) === state) return;
  told.set(form, state);
  const { supportNote: url, supportWords: words } = form.dataset;
  const body = JSON.stringify({ ...found, words, number: Date.now() });
  fetch(url, { method: "POST", keepalive: true, headers: { "Content-Type": "application/json" }, body }).catch(() => {
    told.delete(form);
    failed = form;
  });
}

function react({ type, target }) {
  const form = target.closest?.("[data-support-note]");
  if (!form) return;
  if (type === "focusin") told.has(form) || told.set(form, JSON.stringify(read(form)));
  else tell(form);
}

for (const type of ["focusin", "focusout", "change"]) document.addEventListener(type, react);
addEventListener("online", () => failed?.isConnected && tell(failed));
document.addEventListener("submit", ({ target }) => {
  const number = target.matches("[data-support-note]") && target.elements.support_note_number;
  if (number) number.value = Date.now();
});
