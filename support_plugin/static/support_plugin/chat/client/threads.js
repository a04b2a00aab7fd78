/** The conversations that are known, and what the shop says of them. */

export class ChatThread {
  conversation = null;
  messages = [];
  read = 0; // marked here; conversation.…_seen is what the shop knows of it
  next = 0; // where the shop's next page begins
  answered = 0; // `last_seq` of the last complete answer: rows may be missing

  constructor(id, box) {
    Object.assign(this, { id, box });
  }

  get outbox() {
    return this.box.entries;
  }

  get cursor() {
    return this.messages.at(-1)?.seq ?? 0;
  }

  get after() {
    return Math.max(this.cursor, this.next);
  }

  get isOpen() {
    return this.conversation?.status === "open";
  }

  find(clientId) {
    return this.box.find(clientId);
  }

  insert(message, isAnswer) {
    const { messages, cursor } = this;
    const index = messages.findIndex(({ seq }) => seq >= message.seq);
    if (messages[index]?.seq === message.seq) return Object.assign(messages[index], message) && false;
    if (index < 0 && message.seq > cursor + 1 && !isAnswer) return false;
    return messages.splice(index < 0 ? messages.length : index, 0, message);
  }

  setState(conversation, onDeleted) {
    const known = this.conversation;
    if (known && conversation.changed < known.changed) return;
    if (conversation.deleted && known?.deleted === false) {
      this.#delete();
      onDeleted();
    }
    const state = { ...conversation, last_seq: Math.max(conversation.last_seq, this.cursor) };
    for (const field of ["shopper_seen", "agent_seen"]) state[field] = Math.max(known?.[field] ?? 0, state[field] ?? 0);
    this.conversation = state;
  }

  #delete() {
    for (const message of this.messages) {
      Object.assign(message, { body: null, attachments: [], choices: [], card: null, kind: "deleted" });
    }
    for (const entry of [...this.outbox]) this.box.forget(entry);
  }
}

export class Threads {
  switches = 0; // an answer to what was asked before the last one changes nothing shown
  #core;
  #known = new Map();
  #box; // a shopper's conversations share one

  constructor(core) {
    this.#core = core;
    this.clear();
  }

  clear() {
    this.#known.clear();
    this.#box = new this.#core.parts.Outbox(this.#core, null);
    this.show(this.make(null));
  }

  get(id) {
    return this.#known.get(id);
  }

  get all() {
    return new Set([this.shown, ...this.#known.values()]);
  }

  make(id) {
    const { client, parts } = this.#core;
    return new ChatThread(id, client.role === "agent" ? new parts.Outbox(this.#core, id) : this.#box);
  }

  add(thread) {
    this.#known.set(thread.id, thread);
    return thread;
  }

  show(thread) {
    if (this.shown !== thread) this.switches += 1;
    this.shown = thread;
    if (thread.id) this.add(thread);
  }

  /** Show a shopper's conversation, which may be another than the one shown. */
  adopt({ conversation: { id } }) {
    const known = this.get(id);
    const thread = known ?? (this.shown.id === null ? this.shown : this.make(id));
    if (!known) this.switches += 1;
    thread.id = id;
    this.show(thread);
    return thread;
  }

  /** The answer to "all after …": what it leaves out does not exist. */
  takeAnswer(thread, { conversation, messages: { items, has_more, next } }) {
    const { after } = thread;
    this.take(thread, items, conversation, true);
    if (!has_more) return (thread.answered = conversation.last_seq);
    thread.next = Math.max(thread.next, Number(next) || 0);
    // Without progress, asking again would be an endless loop.
    if (thread.after > after) this.resync(thread);
  }

  /** Add what is new, skip what is known, ask for what is missing. */
  take(thread, messages, conversation, isAnswer = false) {
    const { client, emit, parts } = this.#core;
    const isFirst = !thread.conversation;
    const added = [];
    let newest = conversation?.last_seq ?? 0;
    for (const message of messages.filter(parts.isMessage).sort((a, b) => a.seq - b.seq)) {
      newest = Math.max(newest, message.seq);
      if (thread.insert(message, isAnswer)) added.push(message);
      thread.box.acknowledge(message, thread.cursor);
    }
    if (conversation) thread.setState(conversation, () => emit("deleted", { thread }));
    if (!isAnswer && newest > Math.max(thread.cursor, thread.answered)) this.resync(thread);
    this.changed(thread);
    if (isFirst) return;
    for (const message of added) if (message.sender !== client.role) emit("message", { thread, message });
  }

  changed(thread) {
    this.#core.emit("change", { thread });
  }

  resync(thread) {
    const { client, connection, problem } = this.#core;
    if (connection?.isOpen && thread === this.shown) connection.subscribe();
    else if (client.session) this.pull(thread).catch((error) => problem(error, thread.id));
  }

  async pull(thread) {
    const answer = await this.#core.requests.thread(thread);
    if (this.get(answer.conversation.id) === thread) this.takeAnswer(thread, answer);
  }

  flush() {
    if (this.#core.client.session) for (const { box } of this.all) box.deliver();
  }

  again() {
    const { connection } = this.#core;
    for (const thread of this.all) {
      connection?.sendSeen(thread);
      thread.box.revive();
    }
    this.flush();
  }
}
