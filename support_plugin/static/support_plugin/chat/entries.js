/** Edited and withdrawn messages, and the report of what this browser received; docs/javascript.md. */

const GOT_AFTER = 2_000;

/** Apply the newest entry of each message; returns whether any message has changed. */
export function applyEntries({ messages }) {
  const newest = new Map(messages.filter(({ changes }) => changes).map((entry) => [entry.changes, entry]));
  return messages.filter((message) => newest.has(message.seq) && apply(message, newest.get(message.seq))).length > 0;
}

function apply(message, { kind, body, created_at }) {
  if (message.kind === "deleted") return false;
  if (kind === "withdrawn") {
    const gone = { kind: "deleted", body: null, attachments: [], choices: [], card: null };
    return Object.assign(message, gone, { withdrawn: true, edited_at: created_at });
  }
  // An entry without words was replaced by a later one, which is on its way.
  if (!body || message.body === body) return false;
  // Read since, with a later one's words.
  if (Date.parse(message.edited_at) > Date.parse(created_at)) return false;
  return Object.assign(message, { body, edited_at: created_at });
}

/** Whether the shop has stored less than was sent: of a card's number the last digits. */
function isHidden({ sender, body, card }) {
  return sender === "shopper" && !card && Boolean(body?.includes("•"));
}

/** Whether its writer may still change a message; the shop has the last word. */
export function mayChange({ seq, kind, card, sender, created_at }, client) {
  const { thread, session, role } = client;
  if (!seq || kind || card || sender !== role || !thread.isOpen) return false;
  return role === "agent" || client.now() - Date.parse(created_at) < 1000 * (session?.change_seconds ?? 0);
}

/** The buttons below an own message, and what they open. */
export class OwnMessage {
  #again = new Map(); // a text sent again keeps its id

  constructor(message, { client, texts, parts, look }) {
    Object.assign(this, { message, client, texts, parts, look });
    this.box = parts.make("div", { class: "own" });
    this.close();
  }

  #show(...nodes) {
    this.box.replaceChildren(...nodes);
  }

  #button(text, action, attributes) {
    return this.parts.button(this.look, text, action, attributes);
  }

  close(hadFocus = false) {
    const more = this.#button("⋯", () => this.open(), { "aria-label": this.texts.change, "aria-expanded": "false" });
    this.#show(more);
    if (hadFocus) more.focus();
  }

  open() {
    const { edit, withdraw, cancel } = this.texts;
    const buttons = [
      this.message.body && this.#button(edit, () => this.edit()),
      this.#button(withdraw, () => this.#send("withdraw", {})),
      this.#button(cancel, () => this.close(true)),
    ].filter(Boolean);
    this.#show(...buttons);
    buttons[0].focus();
    this.box.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close(true);
    };
  }

  edit() {
    const { make } = this.parts;
    const field = make("textarea", { rows: "3", dir: "auto", "aria-label": this.texts.edit });
    field.value = this.message.body;
    const save = () => this.#send("edit", { body: field.value });
    field.addEventListener("keydown", (event) => {
      if (!this.parts.sends(event)) return;
      event.preventDefault();
      save();
    });
    this.#show(
      field,
      this.#button(this.texts.save, save),
      this.#button(this.texts.cancel, () => this.close(true)),
    );
    field.focus();
  }

  async #send(end, fields) {
    const known = end + (fields.body ?? "");
    if (!this.#again.has(known)) this.#again.set(known, this.client.uuid());
    try {
      await this.client.act(`messages/${this.message.seq}/${end}/`, { client_id: this.#again.get(known), ...fields });
      this.close(true);
    } catch (error) {
      const trouble = this.parts.make("p", { role: "alert" }, error.detail || this.texts.care_failed);
      this.box.querySelector("[role=alert]")?.remove();
      this.box.append(trouble);
    }
  }
}

/** In the panel: marks, buttons, and the report of what was received. */
export class Entries {
  #own = new Map();
  #sent = 0;
  #timer = null;

  constructor(panel) {
    this.panel = panel;
  }

  /** @param {object[]} threads those shown @param {Map<string, HTMLElement>} nodes by id and time of the last edit */
  draw(threads, nodes) {
    const { client } = this.panel;
    this.#got(client.thread);
    const changed = threads.filter((thread) => applyEntries(thread));
    for (const thread of changed) client.dispatchEvent(new CustomEvent("change", { detail: { thread } }));
    if (changed.length) return; // drawn by that
    for (const thread of threads) {
      for (const message of thread.messages) {
        this.#mark(message, nodes.get(message.client_id + (message.edited_at ?? "")), thread);
      }
    }
  }

  #mark(message, node, thread) {
    if (!node) return;
    const { texts, parts } = this.panel;
    const said = node.querySelector(".bubble p");
    if (said && isHidden(message) && said.textContent !== message.body) said.textContent = message.body;
    const { edited_at, withdrawn, kind } = message;
    if (withdrawn) node.querySelector(".bubble p").textContent = texts.withdrawn;
    else if (edited_at && !kind && !node.querySelector(".edited")) {
      node.querySelector(".bubble")?.after(parts.make("p", { class: "line edited" }, texts.edited));
    }
    const may = thread === this.panel.client.thread && mayChange(message, this.panel.client);
    const known = this.#own.get(message.client_id);
    if (!may) return known?.box.remove();
    const { client } = this.panel;
    const own = known ?? new OwnMessage(message, { client, texts, parts, look: "action" });
    own.message = message;
    this.#own.set(message.client_id, own);
    if (own.box.parentNode !== node) node.append(own.box);
  }

  /** Delayed: what is read at once needs no separate report. */
  #got(thread) {
    const newest = ({ messages }) => this.panel.parts.last(messages, ({ sender }) => sender !== "shopper")?.seq ?? 0;
    const isNew = ({ conversation }) =>
      conversation && newest(thread) > Math.max(conversation.shopper_got, conversation.shopper_seen, this.#sent);
    if (this.thread !== thread) this.#sent = 0;
    this.thread = thread;
    if (this.#timer || !isNew(thread)) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.panel.client.thread !== thread || !isNew(thread)) return;
      this.#sent = newest(thread);
      this.panel.client.act("got/", { seq: this.#sent }).catch(() => {});
    }, GOT_AFTER);
  }
}
