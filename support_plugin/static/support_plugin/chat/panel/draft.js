/** The message that is being written: its words, its files, and what the tab keeps of both. */

const DRAFT = "support.draft";
let filled, keep, kept, sends, submit, guarded;

export class Draft {
  #files; // an Attachments, once there is one
  #loading = null;
  #early = false; // something was typed before the session came

  constructor(panel) {
    ({ filled, keep, kept, sends, submit, guarded } = panel.parts);
    const { client, composer, form } = panel;
    Object.assign(this, { panel, client, composer, form });
    this.#listen();
    this.#listenToFiles();
  }

  write(text) {
    this.composer.value = text;
    this.#typed();
  }

  clear() {
    this.#files?.clear();
    this.write("");
  }

  /** What was not sent, to be written again. */
  takeBack(clientId) {
    const attachments = this.client.thread.find(clientId)?.attachments;
    if (attachments?.length) this.#withFiles((files) => files.restore(attachments));
    this.write([this.client.discard(clientId), this.composer.value].filter(Boolean).join("\n"));
    this.composer.focus();
  }

  /** Of the same person only. */
  restore({ identity }) {
    if (this.#early) return this.#keep();
    const [owner, draft, uploaded] = guarded(() => JSON.parse(kept(DRAFT))) ?? [];
    if (owner && owner !== identity) return keep(DRAFT, null);
    if (owner === undefined || this.composer.value || (this.#files && !this.#files.isEmpty)) return;
    if (uploaded?.length) this.#withFiles((files) => files.restore(uploaded));
    this.write(String(draft));
  }

  #listen() {
    this.panel.section.addEventListener("keydown", (event) => this.#key(event));
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.composer.addEventListener("input", () => this.#typed());
  }

  #listenToFiles() {
    const { section, picker, parts } = this.panel;
    const drop = (isOver) => section.classList.toggle("support-dropping", isOver);
    const offer = (event) => {
      const files = parts.filesOf(event);
      if (!files.length || !this.#takesFiles) return;
      event.preventDefault();
      this.#withFiles((items) => items.add(files));
    };
    this.composer.addEventListener("paste", offer);
    section.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files") || !this.#takesFiles) return;
      event.preventDefault();
      drop(true);
    });
    section.addEventListener("dragleave", (event) => drop(section.contains(event.relatedTarget)));
    section.addEventListener("drop", (event) => {
      drop(false);
      offer(event);
    });
    picker.addEventListener("change", () => {
      const files = [...picker.files];
      picker.value = "";
      this.#withFiles((items) => items.add(files));
    });
  }

  get #takesFiles() {
    return this.client.session?.attachments;
  }

  #withFiles(action) {
    const { panel } = this;
    this.#loading ??= panel.loadFiles().then(({ Attachments }) => {
      const { chips: list, picker: input } = panel;
      this.#files = new Attachments(this.client, { list, input, locale: panel.texts.locale }, panel.parts);
      this.#files.addEventListener("change", () => this.#keep());
      this.#files.addEventListener("ready", () => submit(this.form));
      this.#files.addEventListener("trouble", ({ detail }) => panel.status(detail));
    });
    this.#loading.catch(() => (this.#loading = null));
    this.#loading.then(() => action(this.#files), panel.unavailable);
  }

  #key(event) {
    if (event.target !== this.composer || !sends(event)) return;
    event.preventDefault();
    submit(this.form);
  }

  #submit(event) {
    event.preventDefault();
    // What was chosen goes with the words, also where all that uploads it is still to come.
    if (this.#loading && !this.#files) return this.#loading.then(() => submit(this.form), this.panel.unavailable);
    const files = this.#tooMany() > 0 ? null : this.#files ? this.#files.take() : [];
    if (files && this.client.send(this.composer.value, files)) {
      this.write("");
      this.panel.messages.toEnd();
    }
    this.composer.focus();
  }

  #typed() {
    const { composer, client, panel } = this;
    composer.style.blockSize = "auto";
    composer.style.blockSize = `${composer.scrollHeight}px`;
    // The placeholder has the panel's direction.
    composer.dir = composer.value ? "auto" : panel.section.dir;
    this.#keep();
    if (composer.value) client.typing();
    const many = this.#tooMany();
    panel.status(many > 0 ? filled(panel.texts.too_long, panel.number(many)) : "");
  }

  #keep() {
    const { session, thread } = this.client;
    this.#early ||= !session;
    // What was sent before anybody knows whose it is: the client keeps none of it when the page is left.
    const unsent = session ? [] : thread.outbox.map(({ body }) => body);
    const draft = [...unsent, this.composer.value].filter(Boolean).join("\n");
    keep(DRAFT, JSON.stringify([session?.identity ?? "", draft, this.#files?.uploaded ?? []]));
  }

  #tooMany() {
    return [...this.composer.value].length - (this.client.session?.max_length ?? Infinity);
  }
}
