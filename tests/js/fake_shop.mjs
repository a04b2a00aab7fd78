/** A shop in memory that speaks docs/protocol.md, with the faults that real lines, servers and clocks have. */

import * as client from "../../support_plugin/static/support_plugin/chat/client/client.js";
import * as connection from "../../support_plugin/static/support_plugin/chat/client/connection.js";
import * as outbox from "../../support_plugin/static/support_plugin/chat/client/outbox.js";
import * as requests from "../../support_plugin/static/support_plugin/chat/client/requests.js";
import * as threads from "../../support_plugin/static/support_plugin/chat/client/threads.js";
import * as timers from "../../support_plugin/static/support_plugin/chat/client/timers.js";
import * as watchedQueue from "../../support_plugin/static/support_plugin/chat/client/watched_queue.js";

export const parts = Object.assign({}, client, connection, outbox, requests, threads, timers, watchedQueue);

export const QUICK = {
  heartbeat: 60,
  pong: 40,
  fallback: 30,
  ack: 40,
  request: 400,
  retry: 5,
  longest: 20,
  seldom: 60,
  typing: 0,
  wake: 1,
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
  tooManySockets = null; // refuses each socket with 4429; the seconds to wait, 0 for a close without a word
  refusedHellos = 0; // so many are answered with an error
  helloError = { code: "not_found", detail: "Not there" };
  losesAnswers = 0; // stores, but the answer gets lost
  losesFrames = new Set(); // types of frames that never arrive at the client
  refusals = []; // errors for the next messages
  page = 500;
  queuePage = 100;
  /** Milliseconds until an answer arrives, by method and address. */
  delay = () => 1;
  /** What stands in place of an answer of 200: another program's page or JSON; undefined for the answer itself. */
  foreign = () => undefined;
  /** How often a frame arrives, and how much later. */
  copies = () => [1];
  csrfHeader = "X-CSRFToken";
  texts = {};
  attachments = null;
  clock = () => Date.now();

  conversations = [];
  sockets = new Set();
  requests = [];
  headers = [];
  stored = 0;
  #changes = 0;

  // --- What is in the shop's database

  open() {
    const id = `conversation-${this.conversations.length + 1}`;
    const seen = { shopper_seen: 0, agent_seen: 0 };
    const state = { id, status: "open", changed: 0, last_seq: 0, ...seen, agent: null, rating: null, deleted: false };
    this.conversations.push({ state: { ...state, waiting_since: null, updated_at: this.time() }, messages: [] });
    return this.latest;
  }

  time() {
    return new Date(this.clock()).toISOString();
  }

  get latest() {
    return this.conversations.at(-1) ?? null;
  }

  find(id) {
    return this.conversations.find((c) => c.state.id === id);
  }

  store(conversation, sender, client_id, body, { announce = true, from = null, choices = [], ...more } = {}) {
    const known = conversation.messages.find((m) => m.client_id === client_id);
    if (known) return known;
    const seq = (conversation.state.last_seq += 1);
    const agent = sender === "agent" ? { id: "1", name: "Sara", picture: null } : null;
    const rest = { created_at: this.time(), choices, attachments: [], kind: null, closed_by: null, ...more };
    const message = { seq, sender, agent, client_id, body, ...rest };
    conversation.messages.push(message);
    this.stored += 1;
    this.change(conversation, {});
    if (announce) this.announce(conversation, message, from);
    return message;
  }

  change(conversation, state) {
    Object.assign(conversation.state, { ...state, changed: (this.#changes += 1) });
  }

  /** The socket that sent it gets only the acknowledgement. */
  announce(conversation, message, from = null) {
    for (const socket of this.sockets) {
      if (!socket.follows.has(conversation.state.id)) continue;
      if (socket !== from) socket.deliver({ type: "message", conversation_id: conversation.state.id, message });
      socket.deliver({ type: "state", conversation: { ...conversation.state } });
    }
  }

  /** An agent answers. */
  answer(body, options) {
    return this.store(this.latest, "agent", `answer-${this.stored}`, body, options);
  }

  close(conversation = this.latest) {
    this.change(conversation, { status: "closed" });
    for (const socket of this.sockets) socket.deliver({ type: "state", conversation: { ...conversation.state } });
  }

  thread({ state, messages }, after = 0) {
    const rest = messages.filter(({ seq }) => seq > after);
    const items = rest.slice(0, this.page);
    const has_more = rest.length > items.length;
    const page = { items, has_more, next: has_more ? items.at(-1).seq : null };
    return JSON.parse(JSON.stringify({ conversation: state, messages: page }));
  }

  queue(cursor) {
    const open = this.conversations.map((c) => c.state).filter(({ status }) => status === "open");
    const from = Number(cursor) || 0;
    const items = open.slice(from, from + this.queuePage);
    const has_more = open.length > from + items.length;
    const waiting = open.filter(({ waiting_since }) => waiting_since).length;
    return { items, has_more, next: has_more ? String(from + items.length) : null, count: open.length, waiting };
  }

  // --- HTTP

  fetch = async (url, { method = "GET", headers = {}, role = "shopper", ...options } = {}) => {
    const { pathname, searchParams } = new URL(url, "http://shop.test/");
    const call = `${method} ${pathname}`;
    this.requests.push(call);
    this.headers.push(headers);
    const wait = this.delay(call);
    if (this.isDown) await sleep(1);
    if (this.isDown) throw new TypeError("fetch failed");
    const claimed = headers["X-Support-Identity"];
    if (claimed && claimed !== this.identity) return this.#json({ code: "identity_changed", detail: "Not you" }, 403);
    const foreign = this.foreign(call);
    if (foreign !== undefined) return this.#foreign(foreign, wait);
    await sleep(wait / 2);
    const answer = this.#answer(method, pathname, searchParams, options.body && JSON.parse(options.body), role);
    await sleep(wait / 2);
    if (method === "POST" && this.losesAnswers-- > 0) throw new TypeError("fetch failed");
    return answer;
  };

  async #foreign(body, wait) {
    await sleep(wait);
    if (typeof body === "string") return new Response(body, { headers: { "Content-Type": "text/html" } });
    return this.#json(body);
  }

  #json(data, status = 200, headers = {}) {
    const date = new Date(this.clock()).toUTCString();
    return new Response(JSON.stringify(data), {
      status,
      headers: { "Content-Type": "application/json", Date: date, ...headers },
    });
  }

  #answer(method, path, search, data, role) {
    if (path === "/api/session/") return this.#json(this.#session());
    const [, , , id, what] = path.split("/");
    if (method === "POST" && (!id || what === "messages") && this.refusals.length) {
      const { status, ...error } = this.refusals.shift();
      return this.#json(error, status);
    }
    if (!id && method === "POST") return this.#start(data);
    if (!id) return this.#json(this.queue(search.get("cursor")));
    const conversation = this.find(id);
    if (!conversation) return this.#json({ code: "not_found", detail: "Not there" }, 404);
    if (method === "DELETE") return this.#delete(conversation);
    if (method === "GET") return this.#json(this.thread(conversation, Number(search.get("after"))));
    if (what === "messages") return this.#say(conversation, data, role);
    if (what === "seen") this.see(conversation, data.seq, role);
    if (what === "close") this.close(conversation);
    return this.#json({ conversation: conversation.state });
  }

  /** What was said is deleted; the next session has no conversation. */
  #delete(conversation) {
    this.change(conversation, { deleted: true, status: "closed" });
    this.conversations = this.conversations.filter((each) => each !== conversation);
    return this.#json({ conversation: conversation.state });
  }

  see(conversation, seq, role = "shopper") {
    const field = `${role}_seen`;
    if (seq > conversation.state[field]) this.change(conversation, { [field]: seq });
  }

  #session() {
    return {
      identity: this.identity,
      first_visit: this.firstVisit,
      csrf_token: "token",
      csrf_header: this.csrfHeader,
      language: "fa",
      name: "Shop",
      greeting: "Hello",
      texts: this.texts,
      max_length: 4000,
      poll_seconds: 0.02,
      version: 1,
      features: [],
      reply_time: null,
      away: this.away,
      attachments: this.attachments,
      attachment_texts: {},
      socket: this.hasSockets ? "/support/ws/" : null,
      thread: this.latest && this.thread(this.latest),
      earlier: this.conversations
        .filter((one) => one !== this.latest)
        .map(({ state }) => state.id)
        .reverse(),
    };
  }

  #start({ client_id, body }) {
    const said = this.conversations.find((c) => c.messages.some((m) => m.client_id === client_id));
    const conversation = said ?? (this.latest?.state.status === "open" ? this.latest : this.open());
    const message = this.store(conversation, "shopper", client_id, body);
    return this.#json({ conversation: conversation.state, message }, 201);
  }

  #say(conversation, { client_id, body }, role) {
    const known = conversation.messages.find((m) => m.client_id === client_id);
    if (!known && conversation.state.status === "closed") {
      return this.#json({ code: "closed", detail: "It has ended" }, 409);
    }
    const message = this.store(conversation, role, client_id, body);
    return this.#json({ conversation: conversation.state, message }, 201);
  }

  // --- The socket

  webSocket(role = "shopper") {
    const shop = this;
    return class {
      constructor() {
        // biome-ignore lint/correctness/noConstructorReturn: the client calls it with `new`
        return new FakeSocket(shop, role);
      }
    };
  }

  client(options = {}) {
    const { role } = options;
    return new parts.ChatClient({
      parts,
      sessionUrl: "/api/session/",
      conversationsUrl: "/api/conversations/",
      base: "http://shop.test/",
      fetch: (url, request) => this.fetch(url, { ...request, role }),
      WebSocket: this.webSocket(role),
      storage: new FakeStorage(),
      timing: QUICK,
      ...options,
    });
  }
}

class FakeSocket {
  follows = new Set();
  sent = [];

  constructor(shop, role) {
    this.shop = shop;
    this.role = role;
    shop.socketCount = (shop.socketCount ?? 0) + 1;
    if (shop.socketsHang) return; // as where packets are dropped without a word
    const refused = shop.socketsAre === "blocked" || shop.isDown;
    setTimeout(() => (refused ? this.onclose?.({ code: 1006 }) : this.#open()), 1);
  }

  #open() {
    if (this.isClosed) return;
    const { tooManySockets } = this.shop;
    if (tooManySockets !== null) return this.#refuse(tooManySockets);
    this.shop.sockets.add(this);
    this.onopen?.();
    this.shop.onOpen?.();
  }

  #refuse(retry_after) {
    this.onopen?.();
    if (retry_after) this.deliver({ type: "error", code: "too_many", detail: "Too many connections", retry_after });
    setTimeout(() => this.onclose?.({ code: 4429 }), 5);
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
    const { type, conversation_id } = frame;
    const conversation = shop.find(conversation_id);
    if (type === "ping") this.deliver({ type: "pong" });
    if (type === "watch") this.deliver({ type: "queue", cursor: frame.cursor ?? null, ...shop.queue(frame.cursor) });
    if (type === "leave") this.follows.delete(conversation_id);
    if (type === "hello") this.#hello(frame, conversation);
    if (["send", "seen", "typing"].includes(type) && !this.follows.has(conversation_id)) {
      const { client_id = null } = frame;
      return this.deliver({
        type: "error",
        client_id,
        conversation_id,
        code: "not_followed",
        detail: "Say hello first",
      });
    }
    if (type === "send") this.#say(frame, conversation);
    if (type === "seen" && !shop.losesFrames.has("seen")) {
      shop.see(conversation, frame.seq, this.role);
      this.deliver({ type: "state", conversation: { ...conversation.state } });
    }
  }

  #hello({ conversation_id, after }, conversation) {
    const { shop } = this;
    const isRefused = shop.refusedHellos > 0 && shop.refusedHellos-- > 0;
    if (isRefused || !conversation) {
      return this.deliver({ type: "error", client_id: null, conversation_id, ...shop.helloError });
    }
    this.follows.add(conversation_id);
    this.deliver({ type: "welcome", version: 1, features: [], ...shop.thread(conversation, after) });
  }

  #say({ client_id, body, conversation_id }, conversation) {
    const { shop } = this;
    const error = { type: "error", client_id, conversation_id };
    if (shop.refusals.length) return this.deliver({ ...error, ...shop.refusals.shift() });
    const known = conversation.messages.some((m) => m.client_id === client_id);
    if (!known && conversation.state.status === "closed") return this.deliver({ ...error, code: "closed", detail: "" });
    const { seq, created_at } = shop.store(conversation, this.role, client_id, body, { from: this });
    this.deliver({ type: "ack", conversation_id, client_id, seq, created_at });
  }

  deliver(frame) {
    if (this.shop.losesFrames.has(frame.type)) return;
    const data = typeof frame === "string" ? frame : JSON.stringify(frame);
    for (const wait of this.shop.copies(frame)) setTimeout(() => this.onmessage?.({ data }), wait);
  }

  /** The line breaks: the browser notices. */
  break(code = 1006) {
    this.shop.sockets.delete(this);
    this.onclose?.({ code });
  }

  close() {
    this.isClosed = true;
    this.shop.sockets.delete(this);
  }
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Wait until something holds; fails with what it was, long after it should have come. */
export async function until(condition, what = condition.toString()) {
  const end = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}`);
    await sleep(2);
  }
}

export function bodies(client) {
  return client.thread.messages.map((m) => m.body);
}
