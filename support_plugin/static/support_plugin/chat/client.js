/** The chat without a page; docs/javascript.md. */

const TIMING = {
  heartbeat: 25_000,
  pong: 10_000,
  fallback: 2_000,
  ack: 10_000,
  request: 20_000,
  retry: 1_000,
  longest: 4_000, // for a socket while somebody looks
  seldom: 60_000,
  typing: 2_000,
  wake: 50,
};
const PREFIX = "support.outbox:";
const TRANSIENT = ["network", "unavailable", "server_error"];
const WHO_AM_I = ["no_identity", "identity_changed", "forbidden", "not_found"];
const NO_LONGER_YOU = 4403;
const TRIES = 3;
const CALM = 4;

export class ChatError extends Error {
  constructor({ code, detail = "", retry_after }) {
    super(detail || code);
    Object.assign(this, { code, detail, retry_after });
  }
}

class Thread {
  conversation = null;
  messages = [];
  outbox = [];
  busy = false;
  holdUntil = 0;

  constructor(id = null) {
    this.id = id;
  }

  get cursor() {
    return this.messages.at(-1)?.seq ?? 0;
  }

  get isOpen() {
    return this.conversation?.status === "open";
  }

  find(clientId) {
    return this.outbox.find((entry) => entry.client_id === clientId);
  }
}

export class ChatClient extends EventTarget {
  session = null;
  connection = "idle";
  thread = new Thread();
  calm = false;

  #threads = new Map();
  #socket = null;
  #live = false;
  #feed = null;
  #followed = null;
  #stopped = false;
  #failures = 0;
  #wasLive = false;
  #acks = new Map();
  #timers = {};
  #lastTyping = 0;
  #hurry = () => {};
  #listeners = new AbortController();

  constructor({ timing, ...options }) {
    super();
    this.timing = { ...TIMING, ...timing };
    Object.assign(this, {
      role: "shopper",
      fetch: (...request) => fetch(...request),
      WebSocket: globalThis.WebSocket,
      storage: attempt(() => localStorage),
      base: globalThis.location?.href,
      random: Math.random,
      ...options,
    });
  }

  async start() {
    this.#listen();
    for (let failures = 0; !this.#stopped; failures += 1) {
      try {
        return await this.refresh();
      } catch (error) {
        this.#setConnection("offline");
        if (error.code !== "network") this.#emit("refused", error);
        await new Promise((resolve) => {
          this.#hurry = resolve;
          this.#later("start", this.#backoff(failures), resolve);
        });
      }
    }
  }

  async refresh() {
    const before = this.session;
    const session = await this.#request("GET", this.sessionUrl);
    if (this.#stopped) return session;
    this.session = session;
    if (before && before.identity !== session.identity) this.#changePerson(before, session);
    this.#dropStrangersEntries();
    this.#emit("session");
    if (this.role === "shopper") {
      if (this.thread.id && !session.thread) this.#show(new Thread());
      this.#loadEntries(this.thread);
      if (session.thread) this.#adopt(session.thread);
      else this.#changed(this.thread);
    }
    this.#connect();
    this.#flush();
    return session;
  }

  get #isWatched() {
    return !this.calm && !globalThis.document?.hidden;
  }

  /** Answers offered, until something is written. */
  get choices() {
    const { messages, outbox, isOpen } = this.thread;
    const last = messages.findLast(({ kind }) => !kind);
    return (isOpen && !outbox.length && last?.sender !== this.role && last?.choices) || [];
  }

  follow(id) {
    if (this.thread.id === id) return;
    const thread = this.#threads.get(id) ?? new Thread(id);
    this.#show(thread);
    this.#loadEntries(thread);
    this.#changed(thread);
    if (!this.#live) this.#resync(thread);
    this.#connect();
    this.#flush();
  }

  /** Follow the agents' queue; see ../desk/feed.js. */
  watch(feed) {
    this.#feed = feed;
    this.#connect();
    this.#askFeed(null);
  }

  #askFeed(cursor) {
    this.#frame("watch", { language: this.session?.language, cursor });
  }

  send(body, attachments = [], choices) {
    if (!body.trim() && !attachments.length) return null;
    const created_at = new Date().toISOString();
    const entry = { client_id: this.uuid(), body, attachments, choices, created_at, state: "sending" };
    this.thread.outbox.push(entry);
    this.#store(this.thread, entry);
    this.#changed(this.thread);
    this.#flush();
    return entry;
  }

  retry(clientId) {
    const entry = this.thread.find(clientId);
    if (!entry) return;
    Object.assign(entry, { state: "sending", code: "", detail: "", tries: 0, checked: false });
    this.thread.holdUntil = 0;
    this.#changed(this.thread);
    this.wake();
  }

  discard(clientId) {
    const entry = this.thread.find(clientId);
    if (!entry) return "";
    this.#forget(this.thread, entry);
    this.#changed(this.thread);
    return entry.body;
  }

  uploading() {
    const url = this.role === "agent" ? this.#url(this.thread, "attachments/") : this.session.attachments.upload;
    return { url, headers: { Accept: "application/json", ...this.#proof() } };
  }

  typing() {
    if (!this.#live || !this.thread.isOpen || Date.now() - this.#lastTyping < this.timing.typing) return;
    this.#lastTyping = Date.now();
    this.#frame("typing", { conversation_id: this.thread.id });
  }

  seen(seq) {
    const { thread } = this;
    const field = `${this.role}_seen`;
    if (!thread.conversation || seq <= thread.conversation[field] || seq > thread.cursor) return;
    thread.conversation[field] = seq;
    if (this.#live) this.#frame("seen", { conversation_id: thread.id, seq });
    // Lost, it is marked again with the next state.
    else this.#request("POST", this.#url(thread, "seen/"), { seq }).catch(() => {});
  }

  async delete() {
    await this.act("", {}, "DELETE");
    await this.refresh();
  }

  close() {
    return this.act("close/");
  }

  async act(end, body = {}, method = "POST") {
    const { thread } = this;
    const { conversation } = await this.#request(method, this.#url(thread, end), body);
    this.#take(thread, [], conversation);
  }

  stop() {
    this.#stopped = true;
    this.#listeners.abort();
    this.#dropSocket();
    this.#clear(...Object.keys(this.#timers));
  }

  /** A blob's address ends in a UUID; crypto.randomUUID exists on HTTPS only. */
  uuid() {
    const address = URL.createObjectURL(new Blob());
    URL.revokeObjectURL(address);
    return address.slice(-36);
  }

  /** A shopper's conversation may be another than the one shown. */
  #adopt({ conversation, messages }) {
    let thread = this.#threads.get(conversation.id);
    if (!thread) {
      const { thread: shown } = this;
      thread = shown.id === null ? Object.assign(shown, { id: conversation.id }) : new Thread(conversation.id);
      if (thread !== shown) thread.outbox = shown.outbox.splice(0);
    }
    if (this.role === "shopper" && this.thread !== thread) this.#show(thread);
    this.#threads.set(thread.id, thread);
    this.#take(thread, messages.items, conversation, messages.has_more);
    return thread;
  }

  #show(thread) {
    this.thread = thread;
    if (thread.id) this.#threads.set(thread.id, thread);
  }

  /** Append what is new, skip what is known, ask for what is missing; a page tells itself whether more follows. */
  #take(thread, messages, conversation, hasMore) {
    const first = !thread.conversation;
    const before = thread.cursor;
    const news = [];
    for (const message of messages) {
      if (message.seq <= thread.cursor) Object.assign(thread.messages[message.seq - 1], message);
      else if (message.seq === thread.cursor + 1) news.push(message) && thread.messages.push(message);
      if (message.sender === this.role) this.#acknowledged(thread, message);
    }
    if (conversation) this.#setState(thread, conversation);
    const newest = Math.max(conversation?.last_seq ?? 0, ...messages.map((m) => m.seq));
    // Without progress, asking again would be a loop.
    if (hasMore ? thread.cursor > before : hasMore === undefined && newest > thread.cursor) this.#resync(thread);
    this.#changed(thread);
    if (first) return;
    for (const message of news) if (message.sender !== this.role) this.#emit("message", { thread, message });
  }

  #setState(thread, conversation) {
    const field = `${this.role}_seen`;
    const known = thread.conversation;
    if (conversation.changed < known?.changed) return;
    if (conversation.deleted && known?.deleted === false) this.#clearDeleted(thread);
    thread.conversation = {
      ...conversation,
      // An older answer takes nothing back.
      [field]: Math.max(known?.[field] ?? 0, conversation[field]),
      last_seq: Math.max(conversation.last_seq, thread.cursor),
    };
  }

  #clearDeleted(thread) {
    const nothing = { body: null, attachments: [], choices: [], kind: "deleted" };
    for (const message of thread.messages) Object.assign(message, nothing);
    for (const entry of [...thread.outbox]) this.#forget(thread, entry);
    this.#emit("deleted", { thread });
  }

  #acknowledged(thread, { client_id, seq }) {
    const entry = thread.find(client_id);
    if (!entry) return;
    if (seq <= thread.cursor) return this.#forget(thread, entry);
    entry.state = "sent"; // shown until the messages before it are here
    this.#unstore(entry);
  }

  #resync(thread) {
    if (this.#live && thread === this.thread) this.#hello();
    else if (this.session) this.#pull(thread).catch((error) => this.#problem(error));
  }

  async #pull(thread) {
    const answer = await this.#request("GET", `${this.#url(thread)}?after=${thread.cursor}`);
    if (this.#threads.has(answer.conversation.id)) this.#adopt(answer);
  }

  get #all() {
    return new Set([this.thread, ...this.#threads.values()]);
  }

  #flush() {
    if (this.session) for (const thread of this.#all) this.#deliver(thread);
  }

  /** What was written first is stored first. */
  async #deliver(thread) {
    if (thread.busy || Date.now() < thread.holdUntil) return;
    thread.busy = true;
    try {
      for (let entry, goOn = true; goOn && !this.#stopped; ) {
        entry = thread.outbox.find(({ state }) => state === "sending");
        goOn = entry && (await this.#deliverOne(thread, entry));
      }
    } finally {
      thread.busy = false;
    }
  }

  async #deliverOne(thread, entry) {
    const { identity } = this.session;
    try {
      const answer = await this.#transmit(thread, entry);
      if (this.session.identity === identity) this.#sent(thread, answer);
      return true;
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      return this.#notSent(thread, entry, error);
    }
  }

  async #transmit(thread, entry) {
    const { client_id, body, choices, attachments } = entry;
    const message = { client_id, body, choices };
    if (attachments?.length) message.attachments = attachments.map(({ id }) => id);
    if (this.#live && thread.isOpen) {
      try {
        const said = { sender: this.role, agent: null, client_id, body, choices, attachments };
        return { message: { ...said, ...(await this.#sendBySocket(thread, message)) } };
      } catch (error) {
        // Gone from the outbox: its writer has left.
        if (!["network", "not_followed"].includes(error.code) || !thread.outbox.includes(entry)) throw error;
      }
    }
    if (thread.isOpen || this.role === "agent") return this.#request("POST", this.#url(thread, "messages/"), message);
    return this.#request("POST", this.conversationsUrl, { ...message, page: this.page });
  }

  #sendBySocket(thread, message) {
    return new Promise((resolve, reject) => {
      const settle = (answer) => {
        clearTimeout(timer);
        this.#acks.delete(message.client_id);
        if (answer.code) reject(new ChatError(answer));
        else resolve({ seq: answer.seq, created_at: answer.created_at });
      };
      const timer = setTimeout(settle, this.timing.ack, { code: "network" });
      this.#acks.set(message.client_id, settle);
      this.#frame("send", { conversation_id: thread.id, ...message });
    });
  }

  #sent(thread, answer) {
    const { message, conversation } = answer;
    if (!conversation || conversation.id === thread.id) return this.#take(thread, [message], conversation);
    const others = this.thread.id === conversation.id ? [] : thread.outbox;
    const shown = this.#adopt({ conversation, messages: { items: [message] } });
    // Written after the end of the old conversation.
    if (shown !== thread && others.length) shown.outbox.push(...others.splice(0));
    this.#connect();
    this.#flush();
  }

  /** Returns whether to go on sending. */
  async #notSent(thread, entry, error) {
    const { code, detail } = error;
    if (!thread.outbox.includes(entry)) return false;
    if (TRANSIENT.includes(code)) return this.#tryLater(thread, entry, error);
    if (code === "too_many") return this.#hold(thread, entry, error);
    if (code === "closed" && this.role === "shopper") {
      thread.conversation = { ...thread.conversation, status: "closed" };
      this.#changed(thread);
      return true;
    }
    if (WHO_AM_I.includes(code) && !entry.checked) {
      entry.checked = true;
      await this.refresh().catch(() => {});
      return thread.outbox.includes(entry);
    }
    Object.assign(entry, { state: "failed", code, detail });
    if (code === "conflict") this.#resync(thread); // what has this client_id may be missing here
    this.#changed(thread);
    return true;
  }

  #tryLater(thread, entry, error) {
    const { code, detail } = error;
    entry.tries = (entry.tries ?? 0) + 1;
    if (entry.tries >= TRIES) Object.assign(entry, { state: "failed", code, detail });
    this.#changed(thread);
    this.#problem(error);
    this.#later("flush", this.#backoff(entry.tries), () => this.#again());
    return false;
  }

  #hold(thread, entry, { code, detail, retry_after }) {
    const wait = (retry_after ?? 10) * 1000;
    thread.holdUntil = Date.now() + wait;
    Object.assign(entry, { state: "waiting", code, detail });
    this.#changed(thread);
    this.#later("flush", wait + 50, () => this.#again());
    return false;
  }

  #again() {
    for (const { outbox, holdUntil } of this.#all) {
      for (const entry of outbox) {
        const waits = entry.state === "waiting" && Date.now() >= holdUntil;
        if (waits || (entry.state === "failed" && TRANSIENT.includes(entry.code))) entry.state = "sending";
      }
    }
    this.#flush();
  }

  // The outbox survives a reload; one key an entry, as there may be two tabs.

  #key(clientId = "") {
    return `${PREFIX}${this.session.identity}:${this.role}:${clientId}`;
  }

  #store(thread, { client_id, body, attachments, choices, created_at }) {
    const value = JSON.stringify({ client_id, body, attachments, choices, created_at, conversation: thread.id });
    if (this.session) attempt(() => this.storage.setItem(this.#key(client_id), value));
  }

  #unstore({ client_id }) {
    if (this.session) attempt(() => this.storage.removeItem(this.#key(client_id)));
  }

  #forget(thread, entry) {
    thread.outbox.splice(thread.outbox.indexOf(entry), 1);
    this.#unstore(entry);
  }

  #loadEntries(thread) {
    const { outbox } = thread;
    for (const entry of outbox) if (entry.state !== "sent") this.#store(thread, entry);
    for (const key of this.#storedKeys().filter((name) => name.startsWith(this.#key()))) {
      const entry = attempt(() => JSON.parse(this.storage.getItem(key)));
      const isOurs = entry && (this.role === "shopper" || entry.conversation === thread.id);
      if (isOurs && !thread.find(entry.client_id)) outbox.push({ ...entry, state: "sending" });
    }
    outbox.sort((a, b) => a.created_at.localeCompare(b.created_at));
  }

  #dropStrangersEntries() {
    const ours = `${PREFIX}${this.session.identity}:`;
    for (const key of this.#storedKeys()) if (!key.startsWith(ours)) attempt(() => this.storage.removeItem(key));
  }

  #storedKeys() {
    return attempt(() => Object.keys(this.storage).filter((key) => key.startsWith(PREFIX))) ?? [];
  }

  #changePerson(before, session) {
    this.#dropSocket();
    // New twice: the browser keeps no cookie. The texts stay to be copied.
    if (before.first_visit && session.first_visit) return;
    for (const { outbox } of this.#all) outbox.length = 0;
    this.#threads.clear();
    this.#feed?.clear();
    this.thread = new Thread();
    this.#emit("reset");
  }

  #connect() {
    if (this.#live) return this.#followShown();
    if (this.#stopped || !this.session || this.#socket || !this.#follows) return;
    if (this.connection === "idle") this.#setConnection("connecting");
    if (!this.session.socket || !this.WebSocket) return this.#poll();
    this.#fallBack();
    const url = new URL(this.session.socket, this.base);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = attempt(() => new this.WebSocket(url.href));
    if (!socket) return this.#reconnectLater();
    this.#socket = socket;
    this.#expect(this.timing.longest);
    socket.onopen = () => this.#greet();
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    socket.onclose = ({ code }) => this.#lost(code);
  }

  get #follows() {
    return this.#feed || this.thread.id;
  }

  #followShown() {
    if (this.#followed === this.thread.id) return;
    if (this.#followed) this.#frame("leave", { conversation_id: this.#followed });
    this.#hello();
  }

  #greet() {
    if (this.#feed) this.#askFeed(null);
    this.#hello();
    this.#expect(this.timing.pong);
  }

  #hello() {
    const { id, cursor } = this.thread;
    this.#followed = id;
    if (id) this.#frame("hello", { conversation_id: id, after: cursor, language: this.session.language });
  }

  #ping(patience = this.timing.pong) {
    this.#frame("ping");
    this.#expect(patience);
  }

  #expect(patience) {
    this.#later("pong", patience, () => this.#lost());
    this.#later("heartbeat", this.timing.heartbeat, () => this.#ping());
  }

  #frame(type, fields) {
    attempt(() => this.#socket.send(JSON.stringify({ type, ...fields })));
  }

  #receive(frame) {
    const { type, conversation, conversation_id } = frame;
    this.#clear("pong");
    if (["welcome", "queue", "pong"].includes(type)) this.#becomeLive();
    const settle = this.#acks.get(frame.client_id);
    const thread = this.#threads.get(conversation?.id ?? conversation_id);
    if (settle) settle(frame);
    else if (type === "error") this.#problem(new ChatError(frame));
    else if (type.startsWith("queue")) this.#feedOn(frame);
    else if (!thread) return;
    else if (type === "welcome") this.#take(thread, frame.messages.items, conversation, frame.messages.has_more);
    else if (type === "message") this.#take(thread, [frame.message]);
    else if (type === "state") this.#take(thread, [], conversation);
    else if (type === "typing") this.#emit("typing", { thread, sender: frame.sender });
  }

  #feedOn(frame) {
    const next = this.#feed.take(frame);
    if (next) this.#askFeed(next);
    else this.#emit("queue");
  }

  #becomeLive() {
    this.#failures = 0;
    this.#setConnection("live");
    if (this.#live) return;
    this.#live = this.#wasLive = true;
    this.#clear("fallback", "poll", "reconnect");
    this.#followShown();
    this.#again();
  }

  #lost(code) {
    this.#dropSocket();
    if (this.#stopped) return;
    if (this.connection === "live") this.#setConnection("connecting");
    this.#fallBack();
    if (code === NO_LONGER_YOU) this.refresh().catch((error) => this.#problem(error));
    this.#reconnectLater();
  }

  #fallBack() {
    this.#later("fallback", this.timing.fallback, () => this.#poll(), { keep: true });
  }

  #reconnectLater() {
    this.#later("reconnect", this.#backoff(this.#failures++), () => this.#connect());
  }

  #reconnect() {
    this.#failures = 0;
    this.#dropSocket();
    this.#connect();
  }

  #dropSocket() {
    const socket = this.#socket;
    this.#socket = null;
    this.#live = false;
    this.#clear("pong", "heartbeat");
    for (const settle of [...this.#acks.values()]) settle({ code: "network" });
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    attempt(() => socket.close());
  }

  async #poll() {
    this.#clear("poll");
    if (this.#live || this.#stopped) return;
    if (!this.#follows) return this.#setConnection("idle");
    const pace = this.session.poll_seconds * 1000;
    let wait = pace * (this.#isWatched ? 1 : CALM) * (0.9 + this.random() * 0.2);
    try {
      if (this.#feed) await this.#pullFeed();
      if (this.thread.id) await this.#pull(this.thread);
      if (this.connection === "offline") this.#reconnect();
      if (!this.#live) this.#setConnection("polling");
      this.#again();
    } catch (error) {
      wait = this.#backoff(3);
      this.#problem(error);
    }
    if (this.#live || this.#stopped) return;
    this.#later("poll", wait, () => this.#poll());
  }

  async #pullFeed() {
    for (let cursor = ""; cursor !== null; ) {
      const page = await this.#request("GET", `${this.conversationsUrl}?cursor=${cursor}`);
      cursor = this.#feed.take({ ...page, cursor });
    }
    this.#emit("queue");
  }

  #problem(error) {
    const { code } = error;
    if (!(error instanceof ChatError)) throw error;
    if (code === "network") this.#setConnection("offline");
    else if (WHO_AM_I.includes(code) && this.role === "shopper") this.#later("who", this.#backoff(0), () => this.#askWho());
    else this.#emit("refused", error);
  }

  #askWho() {
    this.refresh().catch(({ code }) => code === "network" && this.#setConnection("offline"));
  }

  /** Look at once: something promises a better line, or somebody looks. */
  wake() {
    if (!this.session) return this.#hurry();
    if (this.#stopped) return;
    if (this.#live) {
      this.#hello();
      this.#ping(this.timing.longest);
    } else {
      this.#reconnect();
      if (this.#follows) this.#poll();
    }
    if (this.role === "shopper" && !this.thread.isOpen) this.#askWho();
    this.#again();
  }

  #listen() {
    const { signal } = this.#listeners;
    const page = globalThis.document;
    const on = (target, type, action) => target?.addEventListener?.(type, action, { signal });
    // Several come at once.
    const wake = () => this.#later("wake", this.timing.wake, () => this.wake());
    on(globalThis, "online", wake);
    on(globalThis, "focus", wake);
    on(globalThis, "offline", () => this.#setConnection("offline"));
    on(page, "visibilitychange", () => page.hidden || wake());
    // Another tab may have begun a conversation.
    on(globalThis, "storage", ({ key, newValue }) => {
      const wasSent = key?.startsWith(PREFIX) && newValue === null;
      if (wasSent && this.role === "shopper" && !this.thread.isOpen) this.#askWho();
    });
  }

  #setConnection(connection) {
    if (this.connection === connection) return;
    this.connection = connection;
    this.#emit("connection");
  }

  async #request(method, url, body) {
    const headers = { Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    if (this.session && url !== this.sessionUrl) Object.assign(headers, this.#proof());
    const signal = AbortSignal.timeout(this.timing.request);
    const options = { method, headers, body: body && JSON.stringify(body), cache: "no-store", signal };
    const response = await this.fetch(url, options).catch(() => {
      throw new ChatError({ code: "network" });
    });
    const data = await response.json().catch(() => null);
    if (response.ok && data) return data;
    // Without a code it is a proxy's page, which says nothing of the message.
    throw new ChatError({ code: "server_error", ...data });
  }

  #proof() {
    return { "X-Support-Identity": this.session.identity, [this.session.csrf_header]: this.session.csrf_token };
  }

  #url(thread, end = "") {
    return `${this.conversationsUrl}${thread.id}/${end}`;
  }

  /** Full jitter. No haste where polling works and no socket ever did, or nobody looks. */
  #backoff(failures) {
    const isBlocked = this.connection === "polling" && !this.#wasLive;
    const longest = isBlocked || !this.#isWatched ? this.timing.seldom : this.timing.longest;
    return Math.min(this.timing.retry * 2 ** failures, longest) * this.random();
  }

  #later(name, wait, action, { keep = false } = {}) {
    if (this.#stopped || (keep && this.#timers[name])) return;
    this.#clear(name);
    this.#timers[name] = setTimeout(() => {
      delete this.#timers[name];
      action();
    }, wait);
  }

  #clear(...names) {
    for (const name of names) {
      clearTimeout(this.#timers[name]);
      delete this.#timers[name];
    }
  }

  #changed(thread) {
    this.#emit("change", { thread });
  }

  #emit(type, detail) {
    if (!this.#stopped) this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}
