/**
 * Says beside the field, in the page's language, what the browser would say in its own, in a bubble.
 * For all forms of the page, also those that come later. Without this script, the browser speaks.
 */

const shown = new WeakMap(); // field → its message
let focused = false;

function words() {
  return document.querySelector("[data-support-validation]")?.dataset ?? {};
}

/** What is wrong with a field; a script's own message stays. */
function reason({ type, validity, validationMessage }) {
  const said = words();
  if (validity.customError) return validationMessage;
  if (validity.valueMissing) {
    if (type === "checkbox") return said.tick;
    return type === "radio" || type.startsWith("select") ? said.choose : said.missing;
  }
  if (validity.typeMismatch && type === "email") return said.email;
  return validity.badInput || type === "number" ? said.number : said.wrong;
}

/** Of radio buttons, the first of the group speaks for all. */
function speaker(field) {
  if (field.type !== "radio" || !field.form) return field;
  return [...field.form.elements].find((other) => other.type === "radio" && other.name === field.name);
}

function show(field) {
  const message = shown.get(field) ?? document.createElement("p");
  message.className = "support-invalid error-block"; // the second is Oscar's: pages without our style have its
  message.id ||= `support-invalid-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  message.textContent = reason(field);
  if (field.type === "radio")
    (field.closest("fieldset") ?? field.closest("label")?.parentElement ?? field.form).append(message);
  else (field.closest("label") ?? field).after(message);
  shown.set(field, message);
  field.setAttribute("aria-invalid", "true");
  const described = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  field.setAttribute("aria-describedby", [...described.add(message.id)].join(" "));
}

function clear(field) {
  const message = shown.get(field);
  if (!message) return;
  message.remove();
  shown.delete(field);
  field.removeAttribute("aria-invalid");
  const others = field
    .getAttribute("aria-describedby")
    .split(" ")
    .filter((id) => id !== message.id);
  if (others.length) field.setAttribute("aria-describedby", others.join(" "));
  else field.removeAttribute("aria-describedby");
}

document.addEventListener(
  "invalid",
  (event) => {
    const field = speaker(event.target);
    if (event.defaultPrevented || !reason(field)) return;
    event.preventDefault();
    field.closest("details")?.setAttribute("open", "");
    show(field);
    if (focused) return;
    // The browser reports all fields of a form at once; the first one gets the focus.
    focused = true;
    field.focus();
    // Below the field, where a bar at the foot of the window may lie.
    shown.get(field).scrollIntoView({ block: "nearest" });
    setTimeout(() => (focused = false));
  },
  true,
);
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, ({ target }) => target.form && clear(speaker(target)));
}
