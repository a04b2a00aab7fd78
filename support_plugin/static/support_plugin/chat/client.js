/** The chat without a page: what was said, what is to be sent, and the line to the shop. docs/javascript.md */

const TIMING = {
    heartbeat: 25_000, // between two pings
    pong: 10_000, // without an answer the socket is dead
    fallback: 2_000, // without a live socket the client polls
    ack: 10_000, // without an acknowledgement the message goes by POST
    request: 20_000,
    retry: 1_000, // first wait; doubles up to `longest`
    longest: 60_000,
    typing: 2_000,
    wake: 50,
};
const PREFIX = "support.outbox:";
const TRANSIENT = new Set(["network", "server_error"]);
const WHO_AM_I = new Set(["no_identity", "forbidden", "not_found"]);
const NO_LONGER_YOU = 4403;
const TRIES = 3;
const CALM = 4;

/** What the shop refused, or `code` "network" where it could not be reached. */
export class ChatError extends Error {
    constructor({ code, detail = "", retry_after = null }) {
        super(detail || code);
        Object.assign(this, { code, detail, retry_after });
    }
}

class Thread {
    constructor(id = null) {
        Object.assign(this, { id, conversation: null, messages: [], outbox: [], busy: false, holdUntil: 0 });
    }

    get cursor() {
        return this.messages.at(-1)?.seq ?? 0;
    }

    get isOpen() {
        return this.conversation?.status === "open";
    }
}

export class ChatClient extends EventTarget {
    session = null;
    connection = "idle";
    thread = new Thread();
    /** Set while the panel is closed: polls less often. */
    calm = false;

    #threads = new Map();
    #queue = new Map();
    #socket = null;
    #live = false;
    #watching = false;
    #followed = null;
    #queueIsFresh = false;
    #stopped = false;
    #failures = 0;
    #acks = new Map();
    #timers = {};
    #lastTyping = 0;
    #hurry = () => {};
    #listeners = new AbortController();

    constructor({ sessionUrl, conversationsUrl, role = "shopper", page = "", timing = {}, ...parts }) {
        super();
        Object.assign(this, { role, page, urls: { session: sessionUrl, conversations: conversationsUrl } });
        this.timing = { ...TIMING, ...timing };
        this.fetch = parts.fetch ?? ((...args) => globalThis.fetch(...args));
        this.WebSocket = parts.WebSocket ?? globalThis.WebSocket;
        this.storage = parts.storage ?? browserStorage();
        this.base = parts.base ?? globalThis.location?.href;
        this.random = parts.random ?? Math.random;
    }

    /** Ask who we are and what was said; repeats until the shop answers. Resolves with the first answer. */
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

    /** Ask session/ again. An answer for somebody else empties everything first. */
    async refresh() {
        const before = this.session;
        const session = await this.#request("GET", this.urls.session);
        if (this.#stopped) return session;
        this.session = session;
        if (before && before.identity !== session.identity) this.#changePerson(before, session);
        this.#dropStrangersEntries();
        this.#emit("session");
        if (this.role === "shopper") {
            if (this.thread.id && !session.thread) this.#show(new Thread());
            this.#loadEntries(this.thread);
            if (session.thread) this.#adopt(session.thread);
            else this.#emit("change", { thread: this.thread });
        }
        this.#connect();
        this.#flush();
        return session;
    }

    follow(id) {
        if (this.thread.id === id) return;
        const thread = this.#threads.get(id) ?? new Thread(id);
        this.#show(thread);
        this.#loadEntries(thread);
        this.#emit("change", { thread });
        if (!this.#live) this.#resync(thread);
        this.#connect();
        this.#flush();
    }

    watch() {
        this.#watching = true;
        if (this.#live) this.#frame("watch", { language: this.session.language });
        else this.#connect();
    }

    get queue() {
        const late = "9999";
        return [...this.#queue.values()].sort(
            (a, b) =>
                (a.waiting_since ?? late).localeCompare(b.waiting_since ?? late) ||
                b.updated_at.localeCompare(a.updated_at),
        );
    }

    send(body, attachments = [], choices) {
        if (!body.trim() && !attachments.length) return null;
        const created_at = new Date().toISOString();
        const entry = { client_id: uuid(), body, attachments, choices, created_at, state: "sending" };
        this.thread.outbox.push(entry);
        this.#store(this.thread, entry);
        this.#emit("change", { thread: this.thread });
        this.#flush();
        return entry;
    }

    retry(clientId) {
        const entry = this.thread.outbox.find((e) => e.client_id === clientId);
        if (!entry) return;
        Object.assign(entry, { state: "sending", code: "", detail: "", tries: 0, checked: false });
        this.thread.holdUntil = 0;
        this.#emit("change", { thread: this.thread });
        this.#wake();
    }

    discard(clientId) {
        const entry = this.thread.outbox.find((e) => e.client_id === clientId);
        if (!entry) return "";
        this.#forget(this.thread, entry);
        this.#emit("change", { thread: this.thread });
        return entry.body;
    }

    /** Where and as whom to upload a file for the thread. */
    uploading() {
        const url = this.role === "agent" ? this.#url(this.thread, "attachments/") : this.session.attachments.upload;
        return { url, headers: { Accept: "application/json", ...this.#proof() } };
    }

    typing() {
        if (!this.#live || !this.thread.isOpen || Date.now() - this.#lastTyping < this.timing.typing) return;
        this.#lastTyping = Date.now();
        this.#frame("typing", { conversation: this.thread.id });
    }

    seen(seq) {
        const { thread } = this;
        const field = `${this.role}_seen`;
        if (!thread.conversation || seq <= thread.conversation[field] || seq > thread.cursor) return;
        thread.conversation[field] = seq;
        if (this.#live) this.#frame("seen", { conversation: thread.id, seq });
        // Lost: the next state from the server brings the old mark back, and whoever draws it marks again.
        else this.#request("POST", this.#url(thread, "seen/"), { seq }).catch(() => {});
    }

    /** Have deleted what was said; the next message begins a new conversation. */
    async erase() {
        await this.act("", {}, "DELETE");
        await this.refresh();
    }

    /** An id for a request that may be repeated. */
    uuid() {
        return uuid();
    }

    end() {
        return this.act("close/");
    }

    async act(end, body = {}, method = "POST") {
        const { thread } = this;
        const answer = await this.#request(method, this.#url(thread, end), body);
        if (answer?.conversation) this.#take(thread, [], answer.conversation);
        else await this.#pull(thread);
    }

    stop() {
        this.#stopped = true;
        this.#listeners.abort();
        this.#dropSocket();
        for (const name of Object.keys(this.#timers)) this.#clear(name);
    }

    // --- What is said --------------------------------------------------------------------------------------

    /** Take what REST or a welcome tells of a conversation. A shopper's may be another than the one shown. */
    #adopt({ conversation, messages }) {
        let thread = this.#threads.get(conversation.id);
        if (!thread) {
            const { thread: shown } = this;
            thread = shown.id === null ? Object.assign(shown, { id: conversation.id }) : new Thread(conversation.id);
            if (thread !== shown) thread.outbox = shown.outbox.splice(0);
        }
        if (this.role === "shopper" && this.thread !== thread) this.#show(thread);
        this.#threads.set(thread.id, thread);
        this.#take(thread, messages, conversation);
        return thread;
    }

    #show(thread) {
        this.thread = thread;
        if (thread.id) this.#threads.set(thread.id, thread);
    }

    /** Append what is new, skip what is known; ask again where something is missing. */
    #take(thread, messages, conversation = null) {
        const first = thread.conversation === null;
        const before = thread.cursor;
        const news = [];
        for (const message of messages) {
            if (message.seq <= thread.cursor) Object.assign(thread.messages[message.seq - 1], message);
            else if (message.seq === thread.cursor + 1) news.push(message) && thread.messages.push(message);
            if (message.sender === this.role) this.#acknowledged(thread, message);
        }
        if (conversation) this.#setState(thread, conversation);
        const newest = Math.max(conversation?.last_seq ?? 0, ...messages.map((m) => m.seq));
        // Without progress, asking again would only be a loop; polling and heartbeats come back to it.
        if (newest > thread.cursor && (thread.cursor > before || !messages.length || messages[0].seq > before + 1)) {
            this.#resync(thread);
        }
        this.#emit("change", { thread });
        if (first) return;
        for (const message of news.filter((m) => m.sender !== this.role)) this.#emit("message", { thread, message });
    }

    #setState(thread, conversation) {
        const field = `${this.role}_seen`;
        const known = thread.conversation?.[field] ?? 0;
        if (conversation.erased && thread.conversation?.erased === false) this.#erase(thread);
        thread.conversation = { ...conversation, [field]: Math.max(known, conversation[field]) };
        // An answer that is older than what we already have must not take the newest messages back.
        thread.conversation.last_seq = Math.max(conversation.last_seq, thread.cursor);
    }

    /** What was said is deleted: nothing of it stays in the memory, nor on the screen. */
    #erase(thread) {
        for (const message of thread.messages) Object.assign(message, { body: "", attachments: [], choices: undefined, kind: "deleted" });
        for (const entry of [...thread.outbox]) this.#forget(thread, entry);
        this.#emit("erased", { thread });
    }

    #acknowledged(thread, { client_id, seq }) {
        const entry = thread.outbox.find((e) => e.client_id === client_id);
        if (!entry) return;
        if (seq <= thread.cursor) return this.#forget(thread, entry);
        entry.state = "sent"; // shown until the messages before it are here
        this.#unstore(entry);
    }

    #resync(thread) {
        if (this.#live && thread === this.thread) this.#hello(thread);
        else if (this.session) this.#pull(thread).catch((error) => this.#problem(error));
    }

    async #pull(thread) {
        const url = `${this.#url(thread)}?after=${thread.cursor}`;
        this.#adoptIfKnown(await this.#request("GET", url));
    }

    #adoptIfKnown(answer) {
        if (this.#threads.has(answer.conversation.id)) this.#adopt(answer);
    }

    // --- What is to be sent --------------------------------------------------------------------------------

    #flush() {
        if (!this.session || this.#stopped) return;
        for (const thread of new Set([this.thread, ...this.#threads.values()])) this.#deliver(thread);
    }

    /** Send one entry after the other: what was written first is stored first. */
    async #deliver(thread) {
        if (thread.busy || Date.now() < thread.holdUntil) return;
        thread.busy = true;
        try {
            for (let entry; (entry = thread.outbox.find((e) => e.state === "sending")) && !this.#stopped; ) {
                if (!(await this.#deliverOne(thread, entry))) break;
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

    /** Give the entry to the shop; a socket that does not answer is no reason to wait. */
    async #transmit(thread, entry) {
        const { client_id, body, choices } = entry;
        const message = { client_id, body, choices };
        if (entry.attachments?.length) message.attachments = entry.attachments.map(({ id }) => id);
        if (this.#live && thread.isOpen) {
            try {
                return { message: await this.#sendBySocket(thread, message, entry) };
            } catch (error) {
                // Gone from the outbox: it belonged to a person who has left.
                if (error.code !== "network" || !thread.outbox.includes(entry)) throw error;
            }
        }
        if (thread.isOpen || this.role === "agent") {
            return this.#request("POST", this.#url(thread, "messages/"), message);
        }
        return this.#request("POST", this.urls.conversations, { ...message, page: this.page });
    }

    #sendBySocket(thread, message, { client_id, body, attachments, choices }) {
        return new Promise((resolve, reject) => {
            const done = (settle) => (value) => {
                clearTimeout(timer);
                this.#acks.delete(client_id);
                settle(value);
            };
            const failed = done(reject);
            const timer = setTimeout(() => failed(new ChatError({ code: "network" })), this.timing.ack);
            const said = { client_id, body, attachments, choices, sender: this.role, name: "" };
            const acked = ({ seq, created_at }) => ({ ...said, seq, created_at });
            this.#acks.set(client_id, { resolve: (ack) => done(resolve)(acked(ack)), reject: failed });
            this.#frame("send", { conversation: thread.id, ...message });
        });
    }

    #sent(thread, answer) {
        if (!answer.conversation) return this.#take(thread, [answer.message]);
        const others = this.thread.id === answer.conversation.id ? [] : thread.outbox;
        const shown = this.#adopt(answer);
        // What was written after the end of the old conversation goes on in the new one.
        if (shown !== thread && others.length) shown.outbox.push(...others.splice(0));
        this.#connect();
        this.#flush();
    }

    /** Decide what becomes of an entry that was refused. Returns whether to go on sending. */
    async #notSent(thread, entry, error) {
        const { code, detail } = error;
        if (!thread.outbox.includes(entry)) return false;
        if (TRANSIENT.has(code)) return this.#tryLater(thread, entry, error);
        if (code === "too_many") return this.#hold(thread, entry, error);
        if (code === "closed" && this.role === "shopper") {
            thread.conversation = { ...thread.conversation, status: "closed" };
            this.#emit("change", { thread });
            return true;
        }
        if (WHO_AM_I.has(code) && !entry.checked) {
            entry.checked = true;
            await this.refresh().catch(() => {});
            return thread.outbox.includes(entry);
        }
        Object.assign(entry, { state: "failed", code, detail });
        this.#emit("change", { thread });
        return true;
    }

    #tryLater(thread, entry, error) {
        entry.tries = (entry.tries ?? 0) + 1;
        if (entry.tries >= TRIES) Object.assign(entry, { state: "failed", code: error.code, detail: error.detail });
        this.#emit("change", { thread });
        this.#problem(error);
        this.#later("flush", this.#backoff(entry.tries), () => this.#again());
        return false;
    }

    #hold(thread, entry, { code, detail, retry_after }) {
        const wait = (retry_after ?? 10) * 1000;
        thread.holdUntil = Date.now() + wait;
        Object.assign(entry, { state: "waiting", code, detail });
        this.#emit("change", { thread });
        this.#later("flush", wait + 50, () => this.#again());
        return false;
    }

    /** The line is back, or the wait is over: what only waited for that is sent. */
    #again() {
        for (const thread of new Set([this.thread, ...this.#threads.values()])) {
            for (const entry of thread.outbox) {
                const waits = entry.state === "waiting" && Date.now() >= thread.holdUntil;
                if (waits || (entry.state === "failed" && TRANSIENT.has(entry.code))) entry.state = "sending";
            }
        }
        this.#flush();
    }

    // --- The outbox survives a reload; one key an entry, so that two tabs can't overwrite each other's ------

    #key(entry) {
        return `${PREFIX}${this.session.identity}:${this.role}:${entry.client_id}`;
    }

    #store(thread, { client_id, body, attachments, choices, created_at }) {
        if (!this.session) return; // whose it is, is not known yet
        const value = JSON.stringify({ client_id, body, attachments, choices, created_at, conversation: thread.id });
        attempt(() => this.storage?.setItem(this.#key({ client_id }), value));
    }

    #unstore(entry) {
        if (this.session) attempt(() => this.storage?.removeItem(this.#key(entry)));
    }

    #forget(thread, entry) {
        thread.outbox.splice(thread.outbox.indexOf(entry), 1);
        this.#unstore(entry);
    }

    #loadEntries(thread) {
        for (const entry of thread.outbox) if (entry.state !== "sent") this.#store(thread, entry);
        const stored = this.#storedKeys().filter((key) => key.startsWith(`${PREFIX}${this.session.identity}:${this.role}:`));
        const entries = stored.map((key) => attempt(() => JSON.parse(this.storage.getItem(key)))).filter(Boolean);
        const ours = entries.filter((e) => this.role === "shopper" || e.conversation === thread.id);
        const known = new Set(thread.outbox.map((e) => e.client_id));
        for (const entry of ours.filter((e) => !known.has(e.client_id))) thread.outbox.push({ ...entry, state: "sending" });
        thread.outbox.sort((a, b) => a.created_at.localeCompare(b.created_at));
    }

    /** Nobody's unsent words are sent, or shown, as somebody else's. */
    #dropStrangersEntries() {
        const strangers = this.#storedKeys().filter((key) => !key.startsWith(`${PREFIX}${this.session.identity}:`));
        for (const key of strangers) attempt(() => this.storage.removeItem(key));
    }

    #storedKeys() {
        return attempt(() => Object.keys(this.storage).filter((key) => key.startsWith(PREFIX))) ?? [];
    }

    #changePerson(before, session) {
        // Two new identities in a row: the browser keeps no cookie, it is nobody else. The texts stay to be copied.
        if (before.first_visit && session.first_visit) return this.#dropSocket();
        for (const thread of [this.thread, ...this.#threads.values()]) thread.outbox.length = 0;
        this.#dropSocket();
        this.#threads.clear();
        this.#queue.clear();
        this.thread = new Thread();
        this.#emit("reset");
    }

    // --- The line --------------------------------------------------------------------------------------------

    #connect() {
        if (this.#live) return this.#followShown();
        if (this.#stopped || !this.session || this.#socket || !(this.#watching || this.thread.id)) return;
        if (this.connection === "idle") this.#setConnection("connecting");
        if (!this.session.socket || !this.WebSocket) return this.#poll();
        this.#later("fallback", this.timing.fallback, () => this.#poll(), { keep: true });
        const socket = attempt(() => new this.WebSocket(this.#socketUrl()));
        if (!socket) return this.#reconnectLater();
        this.#socket = socket;
        this.#later("pong", this.timing.pong, () => this.#lost());
        socket.onopen = () => this.#greet();
        socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
        socket.onclose = ({ code }) => this.#lost(code);
    }

    /** Have the socket tell of the conversation that is shown, and of no other. */
    #followShown() {
        const { id } = this.thread;
        if (this.#followed === id) return;
        if (this.#followed) this.#frame("leave", { conversation: this.#followed });
        if (id) this.#hello(this.thread);
    }

    #socketUrl() {
        const url = new URL(this.session.socket, this.base);
        url.protocol = url.protocol.replace("http", "ws");
        return url.href;
    }

    #greet() {
        this.#queueIsFresh = false;
        this.#followed = null;
        if (this.#watching) this.#frame("watch", { language: this.session.language });
        if (this.thread.id) this.#hello(this.thread);
        this.#later("heartbeat", this.timing.heartbeat, () => this.#ping());
    }

    #hello(thread) {
        this.#followed = thread.id;
        this.#frame("hello", { conversation: thread.id, after: thread.cursor, language: this.session.language });
    }

    #ping() {
        this.#frame("ping");
        this.#later("pong", this.timing.pong, () => this.#lost(), { keep: true });
        this.#later("heartbeat", this.timing.heartbeat, () => this.#ping());
    }

    #frame(type, fields = {}) {
        attempt(() => this.#socket?.send(JSON.stringify({ type, ...fields })));
    }

    #receive(frame) {
        this.#clear("pong");
        if (["welcome", "queue", "pong"].includes(frame.type)) this.#becomeLive();
        const thread = this.#threads.get(frame.conversation?.id ?? frame.conversation);
        if (frame.type === "queue") this.#takeQueue(frame.conversations);
        else if (frame.type === "ack") this.#acks.get(frame.client_id)?.resolve(frame);
        else if (frame.type === "error") this.#takeError(frame);
        else if (!thread) return;
        else if (frame.type === "welcome") this.#take(thread, frame.messages, frame.conversation);
        else if (frame.type === "message") this.#take(thread, [frame.message]);
        else if (frame.type === "state") this.#take(thread, [], frame.conversation);
        else if (frame.type === "typing") this.#emit("typing", { thread, sender: frame.sender });
    }

    #takeQueue(conversations) {
        if (!this.#queueIsFresh) this.#queue.clear(); // the first one on a socket is the whole queue
        this.#queueIsFresh = true;
        for (const conversation of conversations) {
            if (conversation.status === "open") this.#queue.set(conversation.id, conversation);
            else this.#queue.delete(conversation.id);
        }
        this.#emit("queue");
    }

    #takeError(frame) {
        const waiting = this.#acks.get(frame.client_id);
        if (waiting) waiting.reject(new ChatError(frame));
        else this.#problem(new ChatError(frame));
    }

    #becomeLive() {
        this.#failures = 0;
        this.#setConnection("live");
        if (this.#live) return;
        this.#live = true;
        for (const name of ["fallback", "poll", "reconnect"]) this.#clear(name);
        this.#followShown();
        this.#again();
    }

    #lost(code = 0) {
        this.#dropSocket();
        if (this.#stopped) return;
        if (this.connection === "live") this.#setConnection("connecting");
        this.#later("fallback", this.timing.fallback, () => this.#poll(), { keep: true });
        if (code === NO_LONGER_YOU) this.refresh().catch((error) => this.#problem(error));
        this.#reconnectLater();
    }

    #reconnectLater() {
        this.#later("reconnect", this.#backoff(this.#failures++), () => this.#connect());
    }

    #dropSocket() {
        const socket = this.#socket;
        this.#socket = null;
        this.#live = false;
        for (const name of ["pong", "heartbeat"]) this.#clear(name);
        for (const { reject } of [...this.#acks.values()]) reject(new ChatError({ code: "network" }));
        if (!socket) return;
        socket.onopen = socket.onmessage = socket.onclose = null;
        attempt(() => socket.close());
    }

    /** Ask by HTTP, again and again, as long as no socket is live. */
    async #poll() {
        this.#clear("poll");
        if (this.#live || this.#stopped) return;
        if (!this.thread.id && !this.#watching) return this.#setConnection("idle");
        let healthy = true;
        try {
            if (this.#watching) await this.#pullQueue();
            if (this.thread.id) await this.#pull(this.thread);
            if (!this.#live) this.#setConnection("polling");
            this.#again();
        } catch (error) {
            healthy = false;
            this.#problem(error);
        }
        if (this.#live || this.#stopped) return;
        const isWatched = !this.calm && !globalThis.document?.hidden;
        const wait = this.session.poll_seconds * 1000 * (isWatched ? 1 : CALM) * (healthy ? 1 : 2);
        this.#later("poll", wait * (0.9 + this.random() * 0.2), () => this.#poll());
    }

    async #pullQueue() {
        const { conversations } = await this.#request("GET", this.urls.conversations);
        this.#queueIsFresh = false;
        this.#takeQueue(conversations);
    }

    #problem(error) {
        if (!(error instanceof ChatError)) throw error;
        if (error.code === "network") this.#setConnection("offline");
        else if (WHO_AM_I.has(error.code) && this.role === "shopper") this.#later("who", this.#backoff(0), () => this.#askWho());
        else this.#emit("refused", error);
    }

    #askWho() {
        this.refresh().catch((error) => error.code === "network" && this.#setConnection("offline"));
    }

    /** Something promises a better line, or a phone has woken up: look at once. */
    #wake() {
        if (!this.session) return this.#hurry();
        if (this.#stopped) return;
        this.#failures = 0;
        if (this.#live) {
            this.#ping();
            if (this.thread.id) this.#hello(this.thread);
        } else {
            this.#connect();
            if (this.thread.id || this.#watching) this.#poll();
        }
        if (this.role === "shopper" && !this.thread.isOpen) this.#askWho();
        this.#again();
    }

    #listen() {
        const { signal } = this.#listeners;
        const page = globalThis.document;
        const on = (target, type, action) => target?.addEventListener?.(type, action, { signal });
        // Waking up brings several of these at once.
        const wake = () => this.#later("wake", this.timing.wake, () => this.#wake());
        on(globalThis, "online", wake);
        on(globalThis, "focus", wake);
        on(globalThis, "offline", () => this.#setConnection("offline"));
        on(page, "visibilitychange", () => page.visibilityState === "visible" && wake());
        // Another tab has sent something: where we follow no conversation yet, it has one now.
        on(globalThis, "storage", ({ key, newValue }) => {
            if (key?.startsWith(PREFIX) && newValue === null && this.role === "shopper" && !this.thread.isOpen) this.#askWho();
        });
    }

    #setConnection(connection) {
        if (this.connection === connection) return;
        this.connection = connection;
        this.#emit("connection");
    }

    // --- Small parts -----------------------------------------------------------------------------------------

    async #request(method, url, body) {
        const headers = { Accept: "application/json" };
        if (body) headers["Content-Type"] = "application/json";
        if (this.session && url !== this.urls.session) Object.assign(headers, this.#proof());
        const options = { method, headers, credentials: "same-origin", cache: "no-store" };
        const response = await this.#reach(url, { ...options, body: body && JSON.stringify(body) });
        if (response.status === 204) return null;
        const data = await response.json().catch(() => null);
        if (response.ok && data) return data;
        throw new ChatError({ code: codeOf(response), ...(data ?? {}) });
    }

    #proof() {
        return { "X-Support-Identity": this.session.identity, "X-CSRFToken": this.session.csrf_token };
    }

    async #reach(url, options) {
        try {
            return await this.fetch(url, { ...options, signal: AbortSignal.timeout(this.timing.request) });
        } catch {
            throw new ChatError({ code: "network" });
        }
    }

    #url(thread, end = "") {
        return `${this.urls.conversations}${thread.id}/${end}`;
    }

    #backoff(failures) {
        const wait = Math.min(this.timing.retry * 2 ** failures, this.timing.longest);
        return wait * (0.5 + this.random() / 2);
    }

    #later(name, wait, action, { keep = false } = {}) {
        if (keep && this.#timers[name]) return;
        this.#clear(name);
        const run = () => {
            delete this.#timers[name];
            action();
        };
        if (!this.#stopped) this.#timers[name] = setTimeout(run, wait);
    }

    #clear(name) {
        clearTimeout(this.#timers[name]);
        delete this.#timers[name];
    }

    #emit(type, detail = {}) {
        if (!this.#stopped) this.dispatchEvent(new CustomEvent(type, { detail }));
    }
}

function codeOf({ status }) {
    if (status >= 500 || status < 400) return "server_error";
    return { 403: "forbidden", 404: "not_found", 429: "too_many" }[status] ?? "invalid";
}

/** localStorage, or null where the browser forbids it: then nothing unsent survives a reload. */
function browserStorage() {
    return attempt(() => globalThis.localStorage) ?? null;
}

function attempt(action) {
    try {
        return action();
    } catch {
        return undefined;
    }
}

/** crypto.randomUUID exists on HTTPS only; a shop in development may have a plain address. */
function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
