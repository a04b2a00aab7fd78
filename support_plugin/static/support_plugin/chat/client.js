/** The chat's client, without a user interface; docs/javascript.md. */

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
const TRANSIENT = ["network", "server_error", "unavailable"];
const WHO_AM_I = ["no_identity", "identity_changed", "forbidden", "not_found"];
const NO_LONGER_YOU = 4403;
const TOO_MANY = 4429;
const TRIES = 3;
const CALM = 4;
const MOST_PAGES = 50; // of the queue
const SLEPT = 60_000;

export class ChatError extends Error {
  constructor({ code, detail, retry_after }) {
    super(detail || code);
    Object.assign(this, { code, detail: detail || "", retry_after });
  }

  get wait() {
    return (this.retry_after || 10) * 1000;
  }
}

/** What waits to be sent: all of a shopper's, or an agent's to one conversation. */
class Outbox {
  entries = [];
  isBusy = false;
  holdUntil = 0;
}

class Thread {
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
    return this.outbox.find((entry) => entry.client_id === clientId);
  }
}

export class ChatClient extends EventTarget {
  session = null;
  connection = "idle";
  calm = false;

  #box = new Outbox();
  thread = new Thread(null, this.#box);
  #threads = new Map();
  #switches = 0; // an answer to what was asked before the last one changes nothing shown
  #asked = 0;
  #answered = 0;
  #feed = null;
  #pages = 0; // of the feed, since the socket opened
  #socket = null;
  #isOpen = false;
  #subscribed = null; // the conversation of the last `welcome`
  #followed = null; // of the last `hello`
  #live = false;
  #stopped = false;
  #failures = 0;
  #tries = 0;
  #refusedUntil = 0;
  #wasLive = false;
  #acks = new Map();
  #timers = {};
  #lastTyping = -Infinity;
  #clock = null;
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
        const isRefused = error.code === "too_many";
        this.#setConnection("offline");
        if (error.code !== "network" && !isRefused) this.#emit("refused", error);
        await new Promise((resolve) => {
          this.#hurry = resolve;
          this.#later("start", isRefused ? error.wait : this.#backoff(failures), resolve);
        });
      }
    }
  }

  async refresh() {
    const asked = ++this.#asked;
    const switches = this.#switches;
    const session = await this.#request("GET", this.sessionUrl, isSession);
    if (this.#stopped || asked < this.#answered) return this.session;
    const before = this.session;
    this.#answered = asked;
    this.session = session;
    const isAnother = before && before.identity !== session.identity;
    if (isAnother) this.#changePerson(before, session);
    this.#dropStrangersEntries();
    this.#emit("session");
    if (this.role === "shopper") this.#showLatest(session.thread, isAnother || switches === this.#switches);
    this.#connect();
    this.#flush();
    return session;
  }

  #showLatest(latest, isCurrent) {
    if (isCurrent && this.thread.id && !latest) this.#show(new Thread(null, this.#box));
    this.#loadEntries(this.thread);
    if (isCurrent && latest) this.#takeAnswer(this.#adopt(latest), latest);
    else this.#changed(this.thread);
  }

  /** The server's time, in milliseconds: the reader's clock may be wrong. */
  now() {
    return this.#clock ? this.#clock.shop + performance.now() - this.#clock.since : Date.now();
  }

  get #isWatched() {
    return !this.calm && !globalThis.document?.hidden;
  }

  get #seenField() {
    return `${this.role}_seen`;
  }

  /** Answers offered, until something is written. */
  get choices() {
    const { messages, outbox, isOpen } = this.thread;
    const last = [...messages].reverse().find(({ kind }) => !kind);
    const isAsked = isOpen && !outbox.length && last?.sender !== this.role && Array.isArray(last?.choices);
    return isAsked ? last.choices.filter((choice) => typeof choice === "string") : [];
  }

  follow(id) {
    if (this.thread.id === id) return;
    const thread = this.#threads.get(id) ?? new Thread(id, new Outbox());
    this.#show(thread);
    this.#loadEntries(thread);
    this.#changed(thread);
    if (!this.#isOpen) this.#resync(thread);
    this.#connect();
    this.#flush();
  }

  /** The shopper's conversations that are not read yet, the newest first. */
  get earlier() {
    return this.session.earlier?.filter((id) => !this.#threads.get(id)?.conversation) ?? [];
  }

  read(id) {
    const thread = new Thread(id, this.#box);
    this.#threads.set(id, thread);
    return this.#pull(thread);
  }

  /** Follow the agents' queue; ../desk/feed.js. */
  watch(feed) {
    this.#feed = feed;
    this.#connect();
    this.#subscribe();
  }

  send(body, attachments = [], choices = []) {
    if (!body.trim() && !attachments.length) return null;
    const { outbox } = this.thread;
    const order = 1 + Math.max(0, ...outbox.map((entry) => entry.order || 0));
    const created_at = new Date(this.now()).toISOString();
    const entry = { client_id: this.uuid(), body, attachments, choices, created_at, order, state: "sending" };
    outbox.push(entry);
    this.#store(this.thread, entry);
    this.#changed(this.thread);
    this.#flush();
    return entry;
  }

  retry(clientId) {
    const entry = this.thread.find(clientId);
    if (!entry) return;
    Object.assign(entry, { state: "sending", code: "", detail: "", tries: 0, checked: false });
    this.thread.box.holdUntil = 0;
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
    const { thread } = this;
    const now = performance.now();
    if (!this.#isSubscribed(thread) || !thread.isOpen || now - this.#lastTyping < this.timing.typing) return;
    this.#lastTyping = now;
    this.#frame("typing", { conversation_id: thread.id });
  }

  seen(seq) {
    const { thread } = this;
    if (seq <= thread.read || seq > thread.cursor) return;
    thread.read = seq;
    this.#tellSeen(thread);
  }

  /** Sent again with each reauthentication, until the server knows. */
  #tellSeen(thread) {
    const { conversation, read, id } = thread;
    if (!conversation || read <= conversation[this.#seenField]) return;
    if (this.#isSubscribed(thread)) return this.#frame("seen", { conversation_id: id, seq: read });
    this.#request("POST", this.#url(thread, "seen/"), isChange, { seq: read }).then(
      (answer) => answer && this.#take(thread, [], answer.conversation),
      () => {},
    );
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
    const answer = await this.#request(method, this.#url(thread, end), isChange, body);
    if (answer?.conversation) this.#take(thread, [], answer.conversation);
    else await this.#pull(thread);
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

  /** Show a shopper's conversation, which may be another than the one shown. */
  #adopt({ conversation: { id } }) {
    const known = this.#threads.get(id);
    const thread = known ?? (this.thread.id === null ? this.thread : new Thread(id, this.#box));
    if (!known) this.#switches += 1;
    thread.id = id;
    this.#show(thread);
    return thread;
  }

  #show(thread) {
    if (this.thread !== thread) this.#switches += 1;
    this.thread = thread;
    if (thread.id) this.#threads.set(thread.id, thread);
  }

  /** The answer to "all after …": what it leaves out does not exist. */
  #takeAnswer(thread, { conversation, messages: { items, has_more, next } }) {
    const { after } = thread;
    this.#take(thread, items, conversation, true);
    if (!has_more) return (thread.answered = conversation.last_seq);
    thread.next = Math.max(thread.next, Number(next) || 0);
    // Without progress, asking again would be an endless loop.
    if (thread.after > after) this.#resync(thread);
  }

  /** Add what is new, skip what is known, ask for what is missing. */
  #take(thread, messages, conversation, isAnswer = false) {
    const isFirst = !thread.conversation;
    const added = [];
    let newest = conversation?.last_seq ?? 0;
    for (const message of messages.filter(isMessage).sort((a, b) => a.seq - b.seq)) {
      newest = Math.max(newest, message.seq);
      if (this.#insert(thread, message, isAnswer)) added.push(message);
      this.#acknowledged(thread, message);
    }
    if (conversation) this.#setState(thread, conversation);
    if (!isAnswer && newest > Math.max(thread.cursor, thread.answered)) this.#resync(thread);
    this.#changed(thread);
    if (isFirst) return;
    for (const message of added) if (message.sender !== this.role) this.#emit("message", { thread, message });
  }

  #insert({ messages, cursor }, message, isAnswer) {
    const index = messages.findIndex(({ seq }) => seq >= message.seq);
    if (messages[index]?.seq === message.seq) return Object.assign(messages[index], message) && false;
    if (index < 0 && message.seq > cursor + 1 && !isAnswer) return false;
    return messages.splice(index < 0 ? messages.length : index, 0, message);
  }

  #setState(thread, conversation) {
    const known = thread.conversation;
    if (known && conversation.changed < known.changed) return;
    if (conversation.deleted && known?.deleted === false) this.#delete(thread);
    const state = { ...conversation, last_seq: Math.max(conversation.last_seq, thread.cursor) };
    for (const field of ["shopper_seen", "agent_seen"]) state[field] = Math.max(known?.[field] ?? 0, state[field] ?? 0);
    thread.conversation = state;
  }

  #delete(thread) {
    for (const message of thread.messages) {
      Object.assign(message, { body: null, attachments: [], choices: [], card: null, kind: "deleted" });
    }
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
    if (this.#isOpen && thread === this.thread) this.#subscribe();
    else if (this.session) this.#pull(thread).catch((error) => this.#problem(error, thread.id));
  }

  async #pull(thread) {
    const answer = await this.#request("GET", `${this.#url(thread)}?after=${thread.after}`, isThread);
    if (this.#threads.get(answer.conversation.id) === thread) this.#takeAnswer(thread, answer);
  }

  get #all() {
    return new Set([this.thread, ...this.#threads.values()]);
  }

  #flush() {
    if (this.session) for (const thread of this.#all) this.#deliver(thread);
  }

  /** In the order of writing. */
  async #deliver({ box, id }) {
    if (box.isBusy || performance.now() < box.holdUntil) return;
    box.isBusy = true;
    try {
      for (let entry, goOn = true; goOn && !this.#stopped; ) {
        entry = box.entries.find(isDue);
        // The messages behind one that is retried wait for it.
        if (entry?.state !== "sending") break;
        // A shopper's go into the conversation that is shown by then.
        const thread = this.role === "shopper" ? this.thread : this.#threads.get(id);
        goOn = thread && (await this.#deliverOne(thread, entry));
      }
    } finally {
      box.isBusy = false;
    }
  }

  async #deliverOne(thread, entry) {
    const { identity } = this.session;
    const switches = this.#switches;
    try {
      const answer = await this.#transmit(thread, entry);
      if (this.session.identity === identity) this.#sent(thread, answer, switches === this.#switches);
      // The answer is another message: it is not from this server.
      if (thread.find(entry.client_id)?.state === "sending") throw new ChatError({ code: "server_error" });
      return true;
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      return this.#notSent(thread, entry, error);
    }
  }

  async #transmit(thread, entry) {
    const { client_id, body, choices, attachments } = entry;
    const message = { client_id, body, choices, attachments: attachments?.map(({ id }) => id) };
    if (this.#isSubscribed(thread) && thread.isOpen) {
      try {
        const said = { sender: this.role, agent: null, kind: null, client_id, body, choices, attachments };
        return { message: { ...said, ...(await this.#sendBySocket(thread, message)) } };
      } catch (error) {
        if (error.code === "not_followed") this.#unsubscribed(thread.id);
        // No longer in the outbox: its author has logged out.
        else if (error.code !== "network" || !thread.outbox.includes(entry)) throw error;
      }
    }
    if (thread.isOpen || this.role === "agent") {
      return this.#request("POST", this.#url(thread, "messages/"), isStored, message);
    }
    return this.#request("POST", this.conversationsUrl, isStored, { ...message, page: this.page });
  }

  #sendBySocket(thread, message) {
    return new Promise((resolve, reject) => {
      const settle = (answer) => {
        clearTimeout(timer);
        this.#acks.delete(message.client_id);
        if (Number.isInteger(answer.seq)) resolve({ seq: answer.seq, created_at: answer.created_at });
        else reject(new ChatError({ code: "network", ...answer }));
      };
      const timer = setTimeout(settle, this.timing.ack, {});
      this.#acks.set(message.client_id, settle);
      this.#frame("send", { conversation_id: thread.id, ...message });
    });
  }

  #sent(thread, { message, conversation }, isCurrent) {
    if (!conversation || conversation.id === thread.id) return this.#take(thread, [message], conversation);
    const known = this.#threads.get(conversation.id) ?? new Thread(conversation.id, this.#box);
    const stored = isCurrent ? this.#adopt({ conversation }) : known;
    this.#threads.set(stored.id, stored);
    this.#take(stored, [message], conversation);
    this.#connect();
    this.#flush();
  }

  async #notSent(thread, entry, error) {
    const { code, detail } = error;
    const { outbox, id } = thread;
    if (!outbox.includes(entry)) return true; // acknowledged otherwise
    if (TRANSIENT.includes(code)) return this.#tryLater(thread, entry, error);
    if (code === "too_many") return this.#hold(thread, entry, error);
    if (code === "closed" && this.role === "shopper") {
      // Once for a conversation: then it was sent to open a new one.
      if (entry.closedIn === id) return this.#tryLater(thread, entry, new ChatError({ code: "server_error" }));
      entry.closedIn = id;
      thread.conversation = { ...thread.conversation, status: "closed" };
      this.#changed(thread);
      return true;
    }
    if (WHO_AM_I.includes(code) && !entry.checked) {
      entry.checked = true;
      await this.refresh().catch(() => {});
      return true;
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
    this.#problem(error, thread.id);
    return this.#againIn(error.retry_after ? error.wait : this.#backoff(entry.tries), thread);
  }

  #hold(thread, entry, { code, detail, wait }) {
    thread.box.holdUntil = performance.now() + wait;
    Object.assign(entry, { state: "waiting", code, detail });
    this.#changed(thread);
    return this.#againIn(wait + 50, thread);
  }

  /** A timer each: a short wait in one conversation must not end a long one in another. */
  #againIn(wait, { id }) {
    this.#later(`flush ${id}`, wait, () => this.#again());
    return false;
  }

  #again() {
    for (const thread of this.#all) {
      this.#tellSeen(thread);
      for (const entry of thread.outbox) {
        const waits = entry.state === "waiting" && performance.now() >= thread.box.holdUntil;
        if (waits || (entry.state === "failed" && TRANSIENT.includes(entry.code))) entry.state = "sending";
      }
    }
    this.#flush();
  }

  // The outbox survives a reload; one key an entry, as there may be two tabs.

  #key(clientId = "") {
    return `${PREFIX}${this.session.identity}:${this.role}:${clientId}`;
  }

  #store(thread, { state, code, detail, tries, checked, closedIn, ...entry }) {
    const value = JSON.stringify({ ...entry, conversation_id: thread.id });
    if (this.session) attempt(() => this.storage.setItem(this.#key(entry.client_id), value));
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
      const isWhole = typeof entry?.body === "string" && key === this.#key(entry.client_id);
      const isOurs = isWhole && (this.role === "shopper" || entry.conversation_id === thread.id);
      if (isOurs && !thread.find(entry.client_id)) outbox.push({ ...entry, state: "sending" });
    }
    // As written; of two with the clock set back in between, the wrong one would come first.
    outbox.sort((a, b) => (a.order || 0) - (b.order || 0));
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
    this.#box = new Outbox();
    this.#show(new Thread(null, this.#box));
    this.#emit("reset");
  }

  #connect() {
    if (this.#stopped || !this.session || !this.#follows) return;
    if (this.#socket) return this.#followShown();
    if (this.connection === "idle") this.#setConnection("connecting");
    if (!this.session.socket || !this.WebSocket) return this.#poll();
    this.#fallBack();
    if (performance.now() < this.#refusedUntil) return this.#reconnectLater();
    const url = new URL(this.session.socket, this.base);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = attempt(() => new this.WebSocket(url.href));
    if (!socket) return this.#reconnectLater();
    this.#socket = socket;
    this.#expect(this.timing.longest);
    socket.onopen = () => this.#greet();
    socket.onmessage = ({ data }) => this.#receive(attempt(() => JSON.parse(data)) ?? {});
    socket.onclose = ({ code }) => this.#lost(code);
  }

  get #follows() {
    return this.#feed || this.thread.id;
  }

  #followShown() {
    if (!this.#isOpen || this.#followed === this.thread.id) return;
    if (this.#followed) this.#frame("leave", { conversation_id: this.#followed });
    this.#subscribed = null;
    this.#live = false;
    this.#tries = 0;
    this.#fallBack();
    this.#subscribe();
  }

  #greet() {
    this.#isOpen = true;
    this.#tries = 0;
    this.#subscribe();
    this.#expect(this.timing.pong);
  }

  #isSubscribed(thread) {
    return thread.id !== null && this.#subscribed === thread.id;
  }

  /** Ask for what is shown, and again until it is answered: an open line follows nothing yet. */
  #subscribe() {
    if (!this.#isOpen) return;
    const { id, after } = this.thread;
    const { language } = this.session;
    this.#followed = id;
    if (this.#feed && !this.#pages) this.#frame("watch", { language, cursor: null });
    if (id) this.#frame("hello", { conversation_id: id, after, language });
    const wait = Math.min(this.timing.retry * 2 ** ++this.#tries, this.timing.seldom);
    this.#later("subscribe", wait * (0.75 + this.random() / 4), () => this.#subscribe());
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
    const { type, conversation, conversation_id, client_id } = frame;
    this.#clear("pong");
    const thread = this.#threads.get(conversation?.id ?? conversation_id);
    if (client_id) this.#acks.get(client_id)?.(frame);
    else if (type === "error") this.#refused(new ChatError(frame), conversation_id);
    else if (this.#feed && ["queue", "queue_changed"].includes(type) && isPage(frame)) this.#feedOn(frame);
    else if (type === "pong") this.#proven();
    else if (!thread) return;
    else if (type === "welcome" && isThread(frame)) this.#welcomed(thread, frame);
    else if (type === "message") this.#take(thread, [frame.message]);
    else if (type === "state" && isConversation(conversation)) this.#take(thread, [], conversation);
    else if (["typing", "readers"].includes(type)) this.#emit(type, { ...frame, thread });
  }

  #proven() {
    if (this.#live) this.#setConnection("live");
    this.#tellSeen(this.thread);
  }

  #welcomed(thread, frame) {
    const isFollowed = thread.id === this.#followed;
    if (isFollowed) this.#subscribed = thread.id;
    if (isFollowed) this.#confirmed();
    this.#takeAnswer(thread, frame);
  }

  /** Live is what is subscribed; the line alone brings nothing. */
  #confirmed() {
    if (!this.#isOpen || this.#subscribed !== this.thread.id || (this.#feed && !this.#pages)) return;
    this.#clear("subscribe");
    this.#failures = this.#tries = 0;
    this.#setConnection("live");
    if (this.#live) return;
    this.#live = this.#wasLive = true;
    this.#clear("fallback", "poll", "reconnect");
    this.#again();
  }

  #refused(error, id) {
    const { code, wait } = error;
    if (code === "too_many" && id) this.#later("subscribe", wait, () => this.#subscribe());
    else if (code === "too_many") this.#refusedUntil = performance.now() + wait;
    else if (code === "not_followed") this.#unsubscribed(id);
    else this.#problem(error, id);
  }

  #unsubscribed(id) {
    if (id !== this.#subscribed) return;
    this.#subscribed = this.#followed = null;
    this.#followShown();
  }

  #feedOn(frame) {
    const next = this.#takePage(frame);
    if (next) this.#frame("watch", { language: this.session.language, cursor: next });
    this.#confirmed();
  }

  #takePage({ cursor, items, ...page }) {
    const next = this.#feed.take({ ...page, cursor, items: items.filter(isConversation) });
    if (page.type !== "queue_changed") this.#pages = cursor ? this.#pages + 1 : 1;
    const goesOn = typeof next === "string" && next !== cursor && this.#pages < MOST_PAGES;
    if (!goesOn) this.#emit("queue");
    return goesOn && next;
  }

  #lost(code) {
    this.#dropSocket();
    if (this.#stopped) return;
    if (code === TOO_MANY && performance.now() >= this.#refusedUntil) {
      this.#refusedUntil = performance.now() + this.timing.seldom;
    }
    if (this.connection === "live") this.#setConnection("connecting");
    this.#fallBack();
    if (code === NO_LONGER_YOU) this.refresh().catch((error) => this.#problem(error));
    this.#reconnectLater();
  }

  #fallBack() {
    this.#later("fallback", this.timing.fallback, () => this.#poll(), { keep: true });
  }

  #reconnectLater() {
    const refused = this.#refusedUntil - performance.now();
    this.#later("reconnect", Math.max(refused, this.#backoff(this.#failures++)), () => this.#connect());
  }

  #reconnect() {
    this.#failures = 0;
    this.#dropSocket();
    this.#connect();
  }

  #dropSocket() {
    const socket = this.#socket;
    this.#socket = this.#subscribed = this.#followed = null;
    this.#isOpen = this.#live = false;
    this.#pages = 0;
    this.#clear("pong", "heartbeat", "subscribe");
    for (const settle of [...this.#acks.values()]) settle({});
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    attempt(() => socket.close());
  }

  async #poll() {
    this.#clear("poll");
    if (this.#live || this.#stopped) return;
    if (!this.#follows) return this.#setConnection("idle");
    const { thread } = this;
    const pace = (this.session.poll_seconds || 5) * 1000;
    let wait = pace * (this.#isWatched ? 1 : CALM) * (0.9 + this.random() * 0.2);
    try {
      if (this.#feed) await this.#pullFeed();
      if (thread.id) await this.#pull(thread);
      if (this.connection === "offline") this.#reconnect();
      if (!this.#live) this.#setConnection("polling");
      this.#again();
    } catch (error) {
      wait = error.retry_after ? error.wait : this.#backoff(3);
      this.#problem(error, thread.id);
    } finally {
      if (!this.#live) this.#later("poll", wait, () => this.#poll());
    }
  }

  async #pullFeed() {
    for (let cursor = ""; cursor !== false; ) {
      const address = `${this.conversationsUrl}?cursor=${encodeURIComponent(cursor)}`;
      const page = await this.#request("GET", address, isPage);
      if (this.#isOpen) return; // the socket reads it now
      cursor = this.#takePage({ ...page, cursor });
    }
    this.#pages = 0;
  }

  #problem(error, id = null) {
    const { code } = error;
    if (!(error instanceof ChatError)) throw error;
    if (code === "network") this.#away();
    else if (WHO_AM_I.includes(code) && this.role === "shopper")
      this.#later("who", this.#backoff(0), () => this.#askWho());
    // Errors of a conversation that is no longer shown are ignored.
    else if (code !== "too_many" && (id === null || id === this.thread.id)) this.#emit("refused", error);
  }

  #away() {
    if (!this.#live) this.#setConnection("offline");
  }

  #askWho() {
    this.refresh().catch(({ code }) => code === "network" && this.#away());
  }

  /** Look at once: something promises a better line, or somebody looks. */
  wake() {
    if (!this.session) return this.#hurry();
    if (this.#stopped) return;
    if (this.#isOpen) {
      this.#subscribe();
      this.#ping(this.timing.longest);
    } else if (!this.#socket) this.#reconnect(); // a socket that is opening has its own timeout
    if (!this.#live && this.#follows) this.#poll();
    if (this.#hasSlept || (this.role === "shopper" && !this.thread.isOpen)) this.#askWho();
    this.#again();
  }

  /** Or the clock was set: the shop's time must be asked for. */
  get #hasSlept() {
    const { since, wall } = this.#clock ?? {};
    return Math.abs(Date.now() - wall - (performance.now() - since)) > SLEPT;
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
    // A page that the browser keeps for "back" holds no socket; meanwhile somebody may have logged out.
    on(globalThis, "pagehide", () => this.#dropSocket());
    on(globalThis, "pageshow", ({ persisted }) => {
      if (!persisted) return;
      this.#askWho();
      wake();
    });
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

  async #request(method, url, isExpected, body) {
    const headers = { Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    if (this.session && url !== this.sessionUrl) Object.assign(headers, this.#proof());
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), this.timing.request);
    const options = { method, headers, body: body && JSON.stringify(body), cache: "no-store", signal: patience.signal };
    try {
      const response = await this.fetch(url, options);
      const data = response.status === 204 ? null : await response.json().catch(() => undefined);
      this.#readClock(response);
      if (response.ok && isExpected(data)) return data;
      throw refusal(response, data);
    } catch (error) {
      throw error instanceof ChatError ? error : new ChatError({ code: "network" });
    } finally {
      clearTimeout(timer);
    }
  }

  #readClock({ headers }) {
    const shop = Date.parse(headers.get("Date"));
    if (shop) this.#clock = { shop, since: performance.now(), wall: Date.now() };
  }

  #proof() {
    const { identity, csrf_header, csrf_token } = this.session;
    return { "X-Support-Identity": identity, [csrf_header || "X-CSRFToken"]: csrf_token };
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

function isDue({ state, code }) {
  return state !== "sent" && (state !== "failed" || TRANSIENT.includes(code));
}

/** Without a code it is a proxy's page, which says nothing about the message. */
function refusal({ status, headers }, data) {
  const retry_after = Number(headers.get("Retry-After")) || undefined;
  const code = status === 429 ? "too_many" : "server_error";
  return new ChatError(typeof data?.code === "string" ? { retry_after, ...data } : { code, retry_after });
}

// Answers of another program at the same address are refused by these checks.

function isConversation(data) {
  return typeof data?.id === "string" && typeof data.status === "string";
}

function isPage(data) {
  return Array.isArray(data?.items);
}

function isThread(data) {
  return isConversation(data?.conversation) && isPage(data.messages);
}

function isMessage(data) {
  return Number.isInteger(data?.seq) && typeof data.client_id === "string";
}

function isStored(data) {
  return isMessage(data?.message) && isConversation(data.conversation);
}

function isSession(data) {
  return typeof data?.identity === "string" && (!data.thread || isThread(data.thread));
}

function isChange(data) {
  return data === null || isConversation(data?.conversation);
}

function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}
