/** What waits to be sent, in the order of writing; stored over reloads. */

const PREFIX = "support.outbox:";
const TRANSIENT = ["network", "server_error", "unavailable"];
const TRIES = 3;

export class Outbox {
  entries = [];
  #core;
  #id; // an agent's conversation
  #isBusy = false;
  #holdUntil = 0;

  constructor(core, id) {
    this.#core = core;
    this.#id = id;
  }

  find(clientId) {
    return this.entries.find((entry) => entry.client_id === clientId);
  }

  add(thread, entry) {
    entry.order = 1 + Math.max(0, ...this.entries.map(({ order }) => order || 0));
    this.entries.push(entry);
    this.#core.storage.save(thread, entry);
  }

  retry(entry) {
    Object.assign(entry, { state: "sending", code: "", detail: "", tries: 0, checked: false });
    this.#holdUntil = 0;
  }

  forget(entry) {
    this.entries.splice(this.entries.indexOf(entry), 1);
    this.#core.storage.remove(entry);
  }

  acknowledge({ client_id, seq }, cursor) {
    const entry = this.find(client_id);
    if (!entry) return;
    if (seq <= cursor) return this.forget(entry);
    entry.state = "sent"; // shown until the messages before it are here
    this.#core.storage.remove(entry);
  }

  load(thread) {
    const { storage } = this.#core;
    for (const entry of this.entries) if (entry.state !== "sent") storage.save(thread, entry);
    for (const entry of storage.read(thread)) {
      if (!this.find(entry.client_id)) this.entries.push({ ...entry, state: "sending" });
    }
    // As written; of two with the clock set back in between, the wrong one would come first.
    this.entries.sort((a, b) => (a.order || 0) - (b.order || 0));
  }

  revive() {
    for (const entry of this.entries) {
      const waits = entry.state === "waiting" && performance.now() >= this.#holdUntil;
      if (waits || (entry.state === "failed" && TRANSIENT.includes(entry.code))) entry.state = "sending";
    }
  }

  async deliver() {
    const { client, threads, timers } = this.#core;
    if (this.#isBusy || performance.now() < this.#holdUntil) return;
    this.#isBusy = true;
    try {
      for (let entry, goOn = true; goOn && !timers.isStopped; ) {
        entry = this.entries.find(isDue);
        // The messages behind one that is retried wait for it.
        if (entry?.state !== "sending") break;
        // A shopper's go into the conversation that is shown by then.
        const thread = client.role === "shopper" ? threads.shown : threads.get(this.#id);
        goOn = thread && (await this.#deliverOne(thread, entry));
      }
    } finally {
      this.#isBusy = false;
    }
  }

  async #deliverOne(thread, entry) {
    const { client, threads, parts } = this.#core;
    const { identity } = client.session;
    const { switches } = threads;
    try {
      const answer = await this.#transmit(thread, entry);
      if (client.session.identity === identity) this.#sent(thread, answer, switches === threads.switches);
      // The answer is another message: it is not from this server.
      if (this.find(entry.client_id)?.state === "sending") throw new parts.ChatError({ code: "server_error" });
      return true;
    } catch (error) {
      if (!(error instanceof parts.ChatError)) throw error;
      return this.#notSent(thread, entry, error);
    }
  }

  async #transmit(thread, entry) {
    const { client, connection, requests } = this.#core;
    const { client_id, body, choices, attachments } = entry;
    const message = { client_id, body, choices, attachments: attachments?.map(({ id }) => id) };
    if (connection?.isSubscribed(thread) && thread.isOpen) {
      try {
        const said = { sender: client.role, agent: null, kind: null, client_id, body, choices, attachments };
        return { message: { ...said, ...(await connection.send(thread, message)) } };
      } catch (error) {
        if (error.code === "not_followed") connection.unsubscribed(thread.id);
        // No longer in the outbox: its author has logged out.
        else if (error.code !== "network" || !this.entries.includes(entry)) throw error;
      }
    }
    if (thread.isOpen || client.role === "agent") return requests.store(message, thread);
    return requests.store({ ...message, page: client.page });
  }

  #sent(thread, { message, conversation }, isCurrent) {
    const { connect, threads } = this.#core;
    if (!conversation || conversation.id === thread.id) return threads.take(thread, [message], conversation);
    const known = threads.get(conversation.id) ?? threads.make(conversation.id);
    const stored = isCurrent ? threads.adopt({ conversation }) : threads.add(known);
    threads.take(stored, [message], conversation);
    connect();
    threads.flush();
  }

  async #notSent(thread, entry, error) {
    const { client, parts, threads } = this.#core;
    const { code, detail } = error;
    const { id } = thread;
    if (!this.entries.includes(entry)) return true; // acknowledged otherwise
    if (TRANSIENT.includes(code)) return this.#tryLater(thread, entry, error);
    if (code === "too_many") return this.#hold(thread, entry, error);
    if (code === "closed" && client.role === "shopper") {
      // Once for a conversation: then it was sent to open a new one.
      if (entry.closedIn === id) return this.#tryLater(thread, entry, new parts.ChatError({ code: "server_error" }));
      entry.closedIn = id;
      thread.conversation = { ...thread.conversation, status: "closed" };
      threads.changed(thread);
      return true;
    }
    if (error.doubtsIdentity && !entry.checked) {
      entry.checked = true;
      await client.refresh().catch(() => {});
      return true;
    }
    Object.assign(entry, { state: "failed", code, detail });
    if (code === "conflict") threads.resync(thread); // what has this client_id may be missing here
    threads.changed(thread);
    return true;
  }

  #tryLater(thread, entry, error) {
    const { problem, threads, timers } = this.#core;
    const { code, detail } = error;
    entry.tries = (entry.tries ?? 0) + 1;
    if (entry.tries >= TRIES) Object.assign(entry, { state: "failed", code, detail });
    threads.changed(thread);
    problem(error, thread.id);
    return this.#againIn(error.retry_after ? error.wait : timers.backoff(entry.tries), thread);
  }

  #hold(thread, entry, { code, detail, wait }) {
    this.#holdUntil = performance.now() + wait;
    Object.assign(entry, { state: "waiting", code, detail });
    this.#core.threads.changed(thread);
    return this.#againIn(wait + 50, thread);
  }

  /** A timer each: a short wait in one conversation must not end a long one in another. */
  #againIn(wait, { id }) {
    const { threads, timers } = this.#core;
    timers.later(`flush ${id}`, wait, () => threads.again());
    return false;
  }
}

/** One key an entry, as there may be two tabs. */
export class OutboxStorage {
  #client;
  #attempt;

  constructor(client, attempt) {
    this.#client = client;
    this.#attempt = attempt;
  }

  save(thread, { state, code, detail, tries, checked, closedIn, ...entry }) {
    const { session, storage } = this.#client;
    const value = JSON.stringify({ ...entry, conversation_id: thread.id });
    if (session) this.#attempt(() => storage.setItem(this.#key(entry.client_id), value));
  }

  remove({ client_id }) {
    const { session, storage } = this.#client;
    if (session) this.#attempt(() => storage.removeItem(this.#key(client_id)));
  }

  read(thread) {
    const { role, storage } = this.#client;
    return this.#keys.flatMap((key) => {
      const entry = this.#attempt(() => JSON.parse(storage.getItem(key)));
      const isWhole = typeof entry?.body === "string" && key === this.#key(entry.client_id);
      return isWhole && (role === "shopper" || entry.conversation_id === thread.id) ? entry : [];
    });
  }

  dropStrangers() {
    const { session, storage } = this.#client;
    const ours = `${PREFIX}${session.identity}:`;
    for (const key of this.#keys) if (!key.startsWith(ours)) this.#attempt(() => storage.removeItem(key));
  }

  tellsSent({ key, newValue }) {
    return key?.startsWith(PREFIX) && newValue === null;
  }

  #key(clientId = "") {
    const { role, session } = this.#client;
    return `${PREFIX}${session.identity}:${role}:${clientId}`;
  }

  get #keys() {
    return this.#attempt(() => Object.keys(this.#client.storage).filter((key) => key.startsWith(PREFIX))) ?? [];
  }
}

function isDue({ state, code }) {
  return state !== "sent" && (state !== "failed" || TRANSIENT.includes(code));
}
