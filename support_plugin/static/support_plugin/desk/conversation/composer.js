/**
 * Where the agent writes. Enter sends, Shift+Enter makes a new line; what is typed is kept for each conversation,
 * also over a reload, until it is sent.
 */

const DRAFT = "support-desk-draft:";

/** As the shop takes them: see rules.clean_choices. */
const MOST_CHOICES = 6;
const LONGEST_CHOICE = 60;

export class Composer extends EventTarget {
  /**
   * Events: "begin" (the first letter of an answer), "send" (detail: {body, attachments, choices}; choices undefined for none), "typing", "leave" (Escape).
   * @param {HTMLFormElement} form @param {import("../words.js").Words} words
   * @param {import("../../chat/attachments.js").Attachments} files
   * @param {Record<string, any>} modules all that the desk's modules export
   */
  constructor(form, words, files, modules) {
    super();
    this.files = files;
    this.modules = modules;
    this.form = form;
    this.words = words;
    this.maxLength = Infinity;
    this.input = form.elements.namedItem("body");
    this.choices = form.elements.namedItem("choices");
    this.offer = form.querySelector('[data-part="offer"]');
    this.error = form.querySelector('[data-part="error"]');
    this.attacher = form.querySelector('[data-part="attach"]');
    this.key = "";
    this.open = false;
    this.isBegun = false;
    /** Asked before an answer is sent; where it says no, a second Enter asks again. */
    this.allows = () => true;
    /** Whether a card goes with the answer, which then needs no words. */
    this.hasCard = () => false;
    form.querySelector('[data-part="hint"]').hidden = modules.makesNewLines();
    modules.nameEnterKey(this.input);
    this.#listen();
    this.#listenToFiles();
  }

  #listen() {
    const { form } = this;
    form.addEventListener("submit", (event) => {
      // Before the line to the shop is known the form goes its ordinary way.
      if (!this.key) return;
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("input", () => this.typed());
    this.choices.addEventListener("input", () => {
      this.complain("");
      this.keep();
    });
  }

  #listenToFiles() {
    const { form, files } = this;
    this.attacher.addEventListener("click", () => files.input.click());
    this.input.addEventListener("paste", (event) => this.take(event));
    const chosen = (event) => {
      if (event.target !== files.input) return;
      // Oscar's dashboard takes every file on its pages for a product's picture.
      event.stopPropagation();
      files.add([...files.input.files]);
      files.input.value = "";
    };
    form.addEventListener("change", chosen, true);
    files.addEventListener("ready", () => this.submit());
    files.addEventListener("trouble", ({ detail }) => this.complain(detail));
  }

  /** Take the files of a paste or a drop. */
  take(event) {
    const files = this.modules.filesOf(event);
    if (!files.length || !this.open || !this.files.limits) return;
    event.preventDefault();
    this.files.add(files);
  }

  /** Nothing that others typed here stays in this tab. @param {string} identity who uses it now */
  forgetOthers(identity) {
    const keys = this.modules.attempt(() => Object.keys(sessionStorage)) ?? [];
    const isForeign = (key) => key.startsWith(DRAFT) && !key.startsWith(`${DRAFT}${identity}:`);
    for (const key of keys.filter(isForeign)) this.modules.attempt(() => sessionStorage.removeItem(key));
  }

  /**
   * Turn to a conversation and to what this agent began there.
   * @param {string} key of the conversation and the agent: nobody finds another one's words @param {string} typed
   *     what stands there already, from before the script was loaded
   * @param {string} choices what stands in the field for answers to choose from
   */
  turnTo(key, typed = "", choices = "") {
    if (this.key !== DRAFT + key) this.files.clear();
    this.key = DRAFT + key;
    if (!typed) this.complain("");
    this.input.value = typed || (this.#read(this.key) ?? "");
    this.choices.value = choices || (this.#read(`${this.key}:choices`) ?? "");
    this.offer.open = Boolean(this.choices.value);
    this.isBegun = Boolean(this.input.value);
    this.keep();
    this.fit();
  }

  /** Where a conversation has ended nothing is sent; what was begun stays to be copied. @param {boolean} open */
  setOpen(open) {
    this.open = open;
    this.form.hidden = !open && !this.input.value;
    this.input.readOnly = !open;
    this.attacher.hidden = !open || !this.files.limits;
    this.offer.hidden = !open;
    this.form.querySelector(".desk-button-main").disabled = !open;
  }

  focus() {
    if (!this.form.hidden) this.input.focus();
  }

  /** @param {string} text what is wrong and what to do; empty for nothing */
  complain(text) {
    this.error.textContent = text;
    this.error.hidden = !text;
    this.input.toggleAttribute("aria-invalid", Boolean(text));
  }

  /**
   * Put back what could not be sent.
   * @param {string} body @param {object[]} [attachments] @param {string[]} [choices]
   */
  giveBack(body, attachments, choices = []) {
    this.files.restore(attachments);
    this.choices.value = [this.choices.value, ...choices].filter(Boolean).join("\n");
    this.offer.open = Boolean(this.choices.value);
    this.input.value = [this.input.value, body].filter(Boolean).join("\n");
    this.keep();
    this.fit();
    this.setOpen(this.open);
    this.focus();
  }

  submit() {
    const body = this.input.value;
    if (!this.open || (!body.trim() && this.files.isEmpty && !this.hasCard())) return;
    // The server counts characters, not UTF-16 units.
    if ([...body].length > this.maxLength) {
      this.complain(this.words.text("tooLong", this.words.number(this.maxLength)));
      return;
    }
    const choices = this.offered();
    if (!choices) return;
    if (!this.allows()) return;
    const attachments = this.files.take();
    if (!attachments) return;
    this.isBegun = false;
    this.input.value = this.choices.value = "";
    this.offer.open = false;
    this.keep();
    this.fit();
    const detail = { body, attachments, choices: choices.length ? choices : undefined };
    this.dispatchEvent(new CustomEvent("send", { detail }));
    this.input.focus();
  }

  /** @returns {string[] | null} the answers to choose from, one a line; null where the shop would take none */
  offered() {
    const lines = this.choices.value.split("\n").map((line) => line.trim());
    const choices = lines.filter(Boolean);
    const tooLong = choices.some((choice) => [...choice].length > LONGEST_CHOICE);
    const tooMany = choices.length > MOST_CHOICES || new Set(choices).size < choices.length;
    if (!tooLong && !tooMany) return choices;
    const [name, limit] = tooLong ? ["choiceTooLong", LONGEST_CHOICE] : ["tooManyChoices", MOST_CHOICES];
    this.complain(this.words.text(name, this.words.number(limit)));
    this.offer.open = true;
    this.choices.focus();
    return null;
  }

  pressed(event) {
    if (this.modules.sends(event)) {
      event.preventDefault();
      this.modules.submit(this.form);
    } else if (event.key === "Escape" && !event.isComposing) {
      this.dispatchEvent(new Event("leave"));
    }
  }

  typed() {
    this.complain("");
    this.keep();
    this.fit();
    if (this.input.value && !this.isBegun) this.dispatchEvent(new Event("begin"));
    this.isBegun = Boolean(this.input.value);
    if (this.input.value) this.dispatchEvent(new Event("typing"));
  }

  #read(key) {
    return this.modules.attempt(() => sessionStorage.getItem(key));
  }

  /** A full or forbidden storage only means that a reload loses what is not sent yet. */
  keep() {
    this.modules.attempt(() => {
      for (const [key, { value }] of [
        [this.key, this.input],
        [`${this.key}:choices`, this.choices],
      ]) {
        if (value) sessionStorage.setItem(key, value);
        else sessionStorage.removeItem(key);
      }
    });
  }

  /** As high as its text, up to the limit in the style sheet. */
  fit() {
    this.input.rows = Math.min(8, Math.max(2, this.input.value.split("\n").length));
  }
}
