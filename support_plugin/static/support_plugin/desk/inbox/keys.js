/**
 * Keys for all that the desk does, and a list of it to choose from.
 *
 * By the key's place, not by its letter, so that a Persian or Arabic keyboard works as well. Single letters can be
 * switched off, as speech input types them by accident, and do nothing while somebody types.
 */

const LETTERS = "support.desk.letters";
const BY_CODE = {
  KeyN: "next-waiting",
  KeyJ: "next",
  KeyK: "previous",
  KeyO: "open",
  KeyR: "reply",
  KeyI: "note",
  Slash: "canned",
  KeyA: "take",
  KeyH: "hand-over",
  KeyS: "snooze",
  KeyM: "more",
  KeyP: "propose",
  KeyG: "product",
  KeyD: "order",
  KeyE: "close",
  Digit1: "answer-1",
  Digit2: "answer-2",
  Digit3: "answer-3",
  KeyB: "draft",
  KeyW: "wrong",
};
const WITH_SHIFT = { Slash: "help", Semicolon: "commands" };
const TYPED_IN = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]";

export class Keys {
  /**
   * @param {HTMLElement} root the desk @param {(command: string) => void} run does what a command is called
   * @param {Record<string, any>} modules all that the desk's modules export
   */
  constructor(root, run, modules) {
    Object.assign(this, { root, run, modules });
    this.help = this.part("keys-dialog");
    this.commands = this.part("commands-dialog");
    this.box = this.part("letters");
    this.field = this.part("command");
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  get letters() {
    return this.modules.kept(LETTERS, "localStorage") !== "0";
  }

  listen() {
    this.box.checked = this.letters;
    this.box.addEventListener("change", () => {
      this.modules.keep(LETTERS, this.box.checked ? null : "0", "localStorage");
    });
    document.addEventListener("keydown", (event) => this.pressed(event));
    this.root.addEventListener("click", ({ target }) => {
      const chosen = target.closest("[data-command]");
      if (chosen) this.choose(chosen.dataset.command);
    });
    this.field.addEventListener("input", () => this.filter());
    this.part("command-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const [first] = this.rows.filter(({ hidden }) => !hidden);
      if (first) this.choose(first.querySelector("button").dataset.command);
    });
  }

  get rows() {
    return [...this.part("command-list").children];
  }

  /** @param {KeyboardEvent} event @returns {string | undefined} the command */
  command(event) {
    const { code, key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (code === "KeyK" && (ctrlKey || metaKey) && !altKey && !shiftKey) return "commands";
    if (key === "ArrowDown" && altKey && !ctrlKey && !metaKey) return "next-waiting";
    // While one writes, too.
    if (/^Digit[123]$/.test(code) && altKey && !ctrlKey && !metaKey && !shiftKey) return BY_CODE[code];
    if (ctrlKey || metaKey || altKey || !this.letters || event.target.closest?.(TYPED_IN)) return undefined;
    return (shiftKey ? WITH_SHIFT : BY_CODE)[code];
  }

  pressed(event) {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const command = this.command(event);
    if (!command || (this.commands.open && command !== "commands")) return;
    event.preventDefault();
    this.choose(command);
  }

  choose(command) {
    this.help.close();
    this.commands.close();
    if (command === "help") this.help.showModal();
    else if (command === "commands") this.list();
    else this.run(command);
  }

  list() {
    this.field.value = "";
    this.filter();
    this.commands.showModal();
    this.field.focus();
  }

  filter() {
    const wanted = this.field.value.trim().toLocaleLowerCase();
    for (const row of this.rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
  }
}
