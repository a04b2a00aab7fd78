/** What panel, menu, files and desk are made of. */

export function formatNumber(value, locale, options) {
  return new Intl.NumberFormat(locale, options).format(value);
}

/** The value is isolated: a name keeps its direction, and the words theirs. */
export function filled(text = "", value) {
  return text.replace("%s", () => `\u2068${value}\u2069`);
}

export function button(name, content, action, attributes) {
  const node = make("button", { type: "button", class: name, ...attributes }, content);
  node.addEventListener("click", action);
  return node;
}

export function make(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const attribute of Object.entries(attributes ?? {})) node.setAttribute(...attribute);
  node.append(...children);
  return node;
}

export function icon(shape) {
  const [svg, path] = ["svg", "path"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", shape);
  svg.append(path);
  return svg;
}

/** The files of a paste or a drop. Text wins over the picture that spreadsheets give along with their cells. */
export function filesOf({ clipboardData, dataTransfer }) {
  const files = [...((clipboardData ?? dataTransfer)?.files ?? [])];
  const lines = (clipboardData?.getData("text/plain") ?? "").split(/\s*[\r\n]+/).filter(Boolean);
  // A file manager gives the names along with the files.
  return lines.every((line) => files.some(({ name }) => line.endsWith(name))) ? files : [];
}

/** On a touch screen Enter is the only way to a new line. */
export function makesNewLines() {
  return matchMedia("(pointer: coarse)").matches;
}

/** Whether this key sends; Enter may also choose a word that is being composed. */
export function sends({ key, shiftKey, altKey, isComposing, keyCode }) {
  return key === "Enter" && !shiftKey && !altKey && !isComposing && keyCode !== 229 && !makesNewLines();
}

/** Say on the key what it does. */
export function nameEnterKey(field) {
  field.setAttribute("enterkeyhint", makesNewLines() ? "enter" : "send");
}

/** `form.requestSubmit()`, which Safari has since 16. */
export function submit(form) {
  form.querySelector("[type=submit]").click();
}

export function last(list, isWanted) {
  return [...list].reverse().find(isWanted);
}

/** A message that can't be drawn, or a draft that can't be read, must not prevent the rest. */
export function guarded(action) {
  try {
    return action();
  } catch (error) {
    console.warn(error);
  }
}
