/** Sends a guest's contact as soon as its field is left, as the sentence beside it says; docs/consents.md. */

const sent = new WeakMap();
let failed;

function read(form) {
  const field = form.querySelector("[type=email], [type=tel]");
  const box = form.querySelector(".support-consent [type=checkbox]");
  // What is no address or number yet replaces what was typed before: by nothing.
  const isWhole = field.type === "tel" ? field.value.replace(/\P{Nd}/gu, "").length > 6 : field.validity.valid;
  return { contact: isWhole ? field.value : "", consent: box?.checked ? box.value : "" };
}

function send(form) {
  const found = read(form);
  const state = JSON.stringify(found);
  if (sent.get(form) === state) return;
  sent.set(form, state);
  const { supportNote: url, supportWords: words } = form.dataset;
  const body = JSON.stringify({ ...found, words, number: Date.now() });
  fetch(url, { method: "POST", keepalive: true, headers: { "Content-Type": "application/json" }, body }).catch(() => {
    sent.delete(form);
    failed = form;
  });
}

function handle({ type, target }) {
  const form = target.closest?.("[data-support-note]");
  if (!form) return;
  if (type === "focusin") sent.has(form) || sent.set(form, JSON.stringify(read(form)));
  else send(form);
}

for (const type of ["focusin", "focusout", "change"]) document.addEventListener(type, handle);
addEventListener("online", () => failed?.isConnected && send(failed));
document.addEventListener("submit", ({ target }) => {
  const number = target.matches("[data-support-note]") && target.elements.support_note_number;
  if (number) number.value = Date.now();
});
