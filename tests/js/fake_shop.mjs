/** A shop in memory that speaks docs/protocol.md, with the faults that real lines have. */

import { ChatClient } from "../../support_plugin/static/support_plugin/chat/client.js";

export const QUICK = {
    heartbeat: 60, pong: 40, fallback: 30, ack: 40, request: 400, retry: 5, longest: 20, seldom: 60, typing: 0, wake: 1,
};

export class FakeStorage {
    getItem(key) {
        return Object.hasOwn(this, key) ? this[key] : null;
    }

    setItem(key, value) {
        this[key] = String(value);
    }

    removeItem(key) {
        delete this[key];
    }
}

export class FakeShop {
    identity = "first-person";
    firstVisit = false;
    hasSockets = true;
    isDown = false;
    socketsAre = "open"; // "blocked": refused at once; "silent": opens and says nothing
    socketsHang = false;
    losesAnswers = 0; // stores, but the answer gets lost
    losesFrames = new Set(); // types of frames that never arrive at the client
    refusals = []; // errors for the next messages
    page = 500;
    queuePage = 100;
    changes = 0;

    conversations = [];
    sockets = new Set();
    requests = [];
    stored = 0;

    // --- What is in the shop's database

    open() {
        const id = `conversation-${this.conversations.length + 1}`;
        const seen = { shopper_seen: 0, agent_seen: 0 };
        const state = { id, status: "open", changed: 0, last_seq: 0, ...seen, agent: null, deleted: false, waiting_since: null };
        this.conversations.push({ state: { ...state, updated_at: new Date().toISOString() }, messages: [] });
        return this.latest;
    }

    get latest() {
        return this.conversations.at(-1) ?? null;
    }

    find(id) {
        return this.conversations.find((c) => c.state.id === id);
    }

    store(conversation, sender, client_id, body, { tell = true, choices = [] } = {}) {
        const known = conversation.messages.find((m) => m.client_id === client_id);
        if (known) return known;
        const seq = (conversation.state.last_seq += 1);
        const created_at = new Date().toISOString();
        const agent = sender === "agent" ? { id: "agent-1", name: "Sara", picture: null } : null;
        const message = { seq, sender, agent, client_id, body, choices, created_at, attachments: [], kind: null, closed_by: null };
        conversation.messages.push(message);
        this.stored += 1;
        if (tell) this.tell(conversation, message);
        return message;
    }

    tell(conversation, message) {
        for (const socket of this.sockets) {
            if (!socket.follows.has(conversation.state.id)) continue;
            socket.deliver({ type: "message", conversation_id: conversation.state.id, message });
            socket.deliver({ type: "state", conversation: this.state(conversation) });
        }
    }

    answer(body, options) {
        return this.store(this.latest, "agent", crypto.randomUUID(), body, options);
    }

    close() {
        this.latest.state.status = "closed";
        for (const socket of this.sockets) socket.deliver({ type: "state", conversation: this.state(this.latest) });
    }

    thread(conversation, after = 0) {
        const left = conversation.messages.filter((m) => m.seq > after);
        const items = left.slice(0, this.page).map((m) => ({ ...m }));
        return { conversation: this.state(conversation), messages: page(items, left.length > items.length && items.at(-1).seq) };
    }

    /** A conversation's state as it is told now. */
    state(conversation) {
        return { ...conversation.state, changed: (this.changes += 1) };
    }

    queue(cursor) {
        const from = Number(cursor ?? 0);
        const open = this.conversations.filter(({ state }) => state.status === "open");
        const items = open.slice(from, from + this.queuePage).map((c) => this.state(c));
        const next = from + items.length < open.length && String(from + items.length);
        return { ...page(items, next), count: open.length, waiting: 0 };
    }

    // --- HTTP

    fetch = async (url, options) => {
        const { pathname, searchParams } = new URL(url, "http://shop.test");
        const { method, headers } = options;
        this.requests.push(`${method} ${pathname}`);
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (this.isDown) throw new TypeError("fetch failed");
        const claimed = headers["X-Support-Identity"];
        if (claimed && claimed !== this.identity) return json({ code: "identity_changed", detail: "Not you" }, 403);
        const answer = this.#answer(method, pathname, searchParams, options.body && JSON.parse(options.body));
        if (method === "POST" && this.losesAnswers-- > 0) throw new TypeError("fetch failed");
        return answer;
    };

    #answer(method, path, search, data) {
        if (path === "/api/session/") return json(this.#session());
        const [, , , id, what] = path.split("/");
        if (method === "POST" && (!id || what === "messages") && this.refusals.length) {
            const { status, ...error } = this.refusals.shift();
            return json(error, status);
        }
        if (!id && method === "POST") return this.#start(data);
        if (!id) return json(this.queue(search.get("cursor") || null));
        const conversation = this.find(id);
        if (!conversation) return json({ code: "not_found", detail: "Not there" }, 404);
        if (method === "GET") return json(this.thread(conversation, Number(search.get("after"))));
        if (what === "messages") return this.#say(conversation, data);
        if (what === "seen") conversation.state.shopper_seen = data.seq;
        return json({ conversation: this.state(conversation) });
    }

    #session() {
        return {
            identity: this.identity, first_visit: this.firstVisit, csrf_token: "token", csrf_header: "X-CSRFToken", language: "fa", name: "Shop",
            greeting: "Hello", texts: {}, max_length: 4000, poll_seconds: 0.02,
            socket: this.hasSockets ? "/support/ws/" : null, thread: this.latest && this.thread(this.latest),
        };
    }

    #start({ client_id, body }) {
        const said = this.conversations.find((c) => c.messages.some((m) => m.client_id === client_id));
        const conversation = said ?? (this.latest?.state.status === "open" ? this.latest : this.open());
        const message = this.store(conversation, "shopper", client_id, body);
        return json({ conversation: this.state(conversation), message }, 201);
    }

    #say(conversation, { client_id, body }) {
        if (conversation.state.status === "closed") return json({ code: "closed", detail: "It has ended" }, 409);
        const message = this.store(conversation, "shopper", client_id, body);
        return json({ conversation: this.state(conversation), message }, 201);
    }

    // --- The socket

    get WebSocket() {
        const shop = this;
        return class {
            constructor() {
                return new FakeSocket(shop);
            }
        };
    }

    client(options = {}) {
        return new ChatClient({
            sessionUrl: "/api/session/", conversationsUrl: "/api/conversations/", base: "http://shop.test/",
            fetch: this.fetch, WebSocket: this.WebSocket, storage: new FakeStorage(), timing: QUICK, ...options,
        });
    }
}

class FakeSocket {
    follows = new Set();
    sent = [];

    constructor(shop) {
        this.shop = shop;
        shop.socketCount = (shop.socketCount ?? 0) + 1;
        if (shop.socketsHang) return; // as where packets are dropped without a word
        const refused = shop.socketsAre === "blocked" || shop.isDown;
        setTimeout(() => (refused ? this.onclose?.({ code: 1006 }) : this.#open()), 1);
    }

    #open() {
        this.shop.sockets.add(this);
        this.onopen?.();
        this.shop.onOpen?.();
    }

    send(text) {
        const frame = JSON.parse(text);
        this.sent.push(frame);
        if (this.shop.socketsAre === "silent") return;
        setTimeout(() => this.#take(frame), 1);
    }

    #take(frame) {
        const { shop } = this;
        if (!shop.sockets.has(this)) return;
        const conversation = shop.find(frame.conversation_id);
        if (frame.type === "ping") this.deliver({ type: "pong" });
        if (frame.type === "watch") this.deliver({ type: "queue", cursor: frame.cursor, ...shop.queue(frame.cursor) });
        if (frame.type === "leave") this.follows.delete(frame.conversation_id);
        if (frame.type === "hello") {
            this.follows.add(frame.conversation_id);
            this.deliver({ type: "welcome", version: 1, features: [], ...shop.thread(conversation, frame.after) });
        }
        if (frame.type === "send") this.#say(frame, conversation);
    }

    #say({ client_id, body }, conversation) {
        const { shop } = this;
        if (shop.refusals.length) return this.deliver({ type: "error", client_id, ...shop.refusals.shift() });
        if (conversation.state.status === "closed") return this.deliver({ type: "error", client_id, code: "closed", detail: "" });
        const { seq, created_at } = shop.store(conversation, "shopper", client_id, body);
        this.deliver({ type: "ack", conversation_id: conversation.state.id, client_id, seq, created_at });
    }

    deliver(frame) {
        if (this.shop.losesFrames.has(frame.type)) return;
        setTimeout(() => this.onmessage?.({ data: JSON.stringify(frame) }), 1);
    }

    /** The line breaks: the browser notices. */
    break(code = 1006) {
        this.shop.sockets.delete(this);
        this.onclose?.({ code });
    }

    close() {
        this.shop.sockets.delete(this);
    }
}

function page(items, next) {
    return { items, has_more: Boolean(next), next: next || null };
}

function json(data, status = 200) {
    return new Response(JSON.stringify(data), { status, headers: { "Content-Type": "application/json" } });
}

/** Wait until something holds; fails after a second with what it was. */
export async function until(condition, what = condition.toString()) {
    const end = Date.now() + 1500;
    while (!condition()) {
        if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 2));
    }
}

export function bodies(client) {
    return client.thread.messages.map((m) => m.body);
}
