/** Requests to the shop, its clock, and what counts as an answer. */

const WHO_AM_I = ["no_identity", "identity_changed", "forbidden", "not_found"];
const SLEPT = 60_000;

export class ChatError extends Error {
  constructor({ code, detail, retry_after }) {
    super(detail || code);
    Object.assign(this, { code, detail: detail || "", retry_after });
  }

  get wait() {
    return (this.retry_after || 10) * 1000;
  }

  get doubtsIdentity() {
    return WHO_AM_I.includes(this.code);
  }
}

export class Requests {
  #client;
  #clock = null;

  constructor(client) {
    this.#client = client;
  }

  now() {
    return this.#clock ? this.#clock.shop + performance.now() - this.#clock.since : Date.now();
  }

  /** Or the clock was set: the shop's time must be asked for. */
  get hasSlept() {
    const { since, wall } = this.#clock ?? {};
    return Math.abs(Date.now() - wall - (performance.now() - since)) > SLEPT;
  }

  get proof() {
    const { identity, csrf_header, csrf_token } = this.#client.session;
    return { "X-Support-Identity": identity, [csrf_header || "X-CSRFToken"]: csrf_token };
  }

  url({ id }, end = "") {
    return `${this.#client.conversationsUrl}${id}/${end}`;
  }

  session() {
    return this.ask("GET", this.#client.sessionUrl, isSession);
  }

  thread(thread) {
    return this.ask("GET", `${this.url(thread)}?after=${thread.after}`, isThread);
  }

  /** Without a thread it opens a conversation. */
  store(message, thread) {
    const url = thread ? this.url(thread, "messages/") : this.#client.conversationsUrl;
    return this.ask("POST", url, isStored, message);
  }

  change(thread, end, body, method = "POST") {
    return this.ask(method, this.url(thread, end), isChange, body);
  }

  async ask(method, url, isExpected, body) {
    const { session, sessionUrl, timing } = this.#client;
    const headers = { Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    if (session && url !== sessionUrl) Object.assign(headers, this.proof);
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), timing.request);
    const options = { method, headers, body: body && JSON.stringify(body), cache: "no-store", signal: patience.signal };
    try {
      const response = await this.#client.fetch(url, options);
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
}

/** Without a code it is a proxy's page, which says nothing about the message. */
function refusal({ status, headers }, data) {
  const retry_after = Number(headers.get("Retry-After")) || undefined;
  const code = status === 429 ? "too_many" : "server_error";
  return new ChatError(typeof data?.code === "string" ? { retry_after, ...data } : { code, retry_after });
}

// Answers of another program at the same address are refused by these checks.

export function isConversation(data) {
  return typeof data?.id === "string" && typeof data.status === "string";
}

export function isPage(data) {
  return Array.isArray(data?.items);
}

export function isThread(data) {
  return isConversation(data?.conversation) && isPage(data.messages);
}

export function isMessage(data) {
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

export function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}
