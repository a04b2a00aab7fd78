/** The line to the shop: a socket for what is shown, and polling while there is none. */

const TIMING = {
  heartbeat: 25_000,
  pong: 10_000,
  fallback: 2_000,
  ack: 10_000,
  typing: 2_000,
};
const NO_LONGER_YOU = 4403;
const TOO_MANY = 4429;

export class Connection {
  isOpen = false;
  isLive = false;
  #core;
  #timing;
  #socket = null;
  #subscribed = null; // the conversation of the last `welcome`
  #followed = null; // of the last `hello`
  #failures = 0;
  #tries = 0;
  #refusedUntil = 0;
  #acks = new Map();
  #lastTyping = -Infinity;

  constructor(core) {
    this.#core = core;
    this.#timing = { ...TIMING, ...core.client.timing };
  }

  connect() {
    const { client, parts, setState, timers } = this.#core;
    const { session, WebSocket, base } = client;
    if (timers.isStopped || !session || !this.#follows) return;
    if (this.#socket) return this.#followShown();
    if (client.connection === "idle") setState("connecting");
    if (!session.socket || !WebSocket) return this.#poll();
    this.#fallBack();
    if (performance.now() < this.#refusedUntil) return this.#reconnectLater();
    const url = new URL(session.socket, base);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = parts.attempt(() => new WebSocket(url.href));
    if (!socket) return this.#reconnectLater();
    this.#socket = socket;
    this.#expect(this.#timing.longest);
    socket.onopen = () => this.#greet();
    socket.onmessage = ({ data }) => this.#receive(parts.attempt(() => JSON.parse(data)) ?? {});
    socket.onclose = ({ code }) => this.#lost(code);
  }

  get #follows() {
    return this.#core.queue || this.#core.threads.shown.id;
  }

  #followShown() {
    if (!this.isOpen || this.#followed === this.#core.threads.shown.id) return;
    if (this.#followed) this.frame("leave", { conversation_id: this.#followed });
    this.#subscribed = null;
    this.isLive = false;
    this.#tries = 0;
    this.#fallBack();
    this.subscribe();
  }

  #greet() {
    this.isOpen = true;
    this.#tries = 0;
    this.subscribe();
    this.#expect(this.#timing.pong);
  }

  isSubscribed(thread) {
    return thread.id !== null && this.#subscribed === thread.id;
  }

  /** Ask for what is shown, and again until it is answered: an open line follows nothing yet. */
  subscribe() {
    const { client, queue, threads, timers } = this.#core;
    const { random, session } = client;
    const { retry, seldom } = this.#timing;
    if (!this.isOpen) return;
    const { id, after } = threads.shown;
    this.#followed = id;
    if (queue?.isUnread) queue.subscribe();
    if (id) this.frame("hello", { conversation_id: id, after, language: session.language });
    const wait = Math.min(retry * 2 ** ++this.#tries, seldom);
    timers.later("subscribe", wait * (0.75 + random() / 4), () => this.subscribe());
  }

  unsubscribed(id) {
    if (id !== this.#subscribed) return;
    this.#subscribed = this.#followed = null;
    this.#followShown();
  }

  #ping(patience = this.#timing.pong) {
    this.frame("ping");
    this.#expect(patience);
  }

  #expect(patience) {
    const { timers } = this.#core;
    timers.later("pong", patience, () => this.#lost());
    timers.later("heartbeat", this.#timing.heartbeat, () => this.#ping());
  }

  frame(type, fields) {
    this.#core.parts.attempt(() => this.#socket.send(JSON.stringify({ type, ...fields })));
  }

  send(thread, message) {
    const { parts } = this.#core;
    return new Promise((resolve, reject) => {
      const settle = (answer) => {
        clearTimeout(timer);
        this.#acks.delete(message.client_id);
        if (Number.isInteger(answer.seq)) resolve({ seq: answer.seq, created_at: answer.created_at });
        else reject(new parts.ChatError({ code: "network", ...answer }));
      };
      const timer = setTimeout(settle, this.#timing.ack, {});
      this.#acks.set(message.client_id, settle);
      this.frame("send", { conversation_id: thread.id, ...message });
    });
  }

  typing(thread) {
    const now = performance.now();
    const isEarly = now - this.#lastTyping < this.#timing.typing;
    if (!this.isSubscribed(thread) || !thread.isOpen || isEarly) return;
    this.#lastTyping = now;
    this.frame("typing", { conversation_id: thread.id });
  }

  /** Sent again with each reauthentication, until the server knows. */
  sendSeen(thread) {
    const { client, requests, threads } = this.#core;
    const { conversation, read, id } = thread;
    if (!conversation || read <= conversation[`${client.role}_seen`]) return;
    if (this.isSubscribed(thread)) return this.frame("seen", { conversation_id: id, seq: read });
    requests.change(thread, "seen/", { seq: read }).then(
      (answer) => answer && threads.take(thread, [], answer.conversation),
      () => {},
    );
  }

  #receive(frame) {
    const { emit, parts, queue, threads, timers } = this.#core;
    const { type, conversation, conversation_id, client_id } = frame;
    timers.clear("pong");
    const thread = threads.get(conversation?.id ?? conversation_id);
    if (client_id) this.#acks.get(client_id)?.(frame);
    else if (type === "error") this.#refused(new parts.ChatError(frame), conversation_id);
    else if (queue?.accepts(frame)) queue.receive(frame);
    else if (type === "pong") this.#proven();
    else if (!thread) return;
    else if (type === "welcome" && parts.isThread(frame)) this.#welcomed(thread, frame);
    else if (type === "message") threads.take(thread, [frame.message]);
    else if (type === "state" && parts.isConversation(conversation)) threads.take(thread, [], conversation);
    else if (["typing", "readers"].includes(type)) emit(type, { ...frame, thread });
  }

  #proven() {
    const { setState, threads } = this.#core;
    if (this.isLive) setState("live");
    this.sendSeen(threads.shown);
  }

  #welcomed(thread, frame) {
    const isFollowed = thread.id === this.#followed;
    if (isFollowed) this.#subscribed = thread.id;
    if (isFollowed) this.confirmed();
    this.#core.threads.takeAnswer(thread, frame);
  }

  /** Live is what is subscribed; the line alone brings nothing. */
  confirmed() {
    const { queue, setState, threads, timers } = this.#core;
    if (!this.isOpen || this.#subscribed !== threads.shown.id || queue?.isUnread) return;
    timers.clear("subscribe");
    this.#failures = this.#tries = 0;
    setState("live");
    if (this.isLive) return;
    this.isLive = timers.wasLive = true;
    timers.clear("fallback", "poll", "reconnect");
    threads.again();
  }

  #refused(error, id) {
    const { problem, timers } = this.#core;
    const { code, wait } = error;
    if (code === "too_many" && id) timers.later("subscribe", wait, () => this.subscribe());
    else if (code === "too_many") this.#refusedUntil = performance.now() + wait;
    else if (code === "not_followed") this.unsubscribed(id);
    else problem(error, id);
  }

  #lost(code) {
    const { client, problem, setState, timers } = this.#core;
    this.drop();
    if (timers.isStopped) return;
    if (code === TOO_MANY && performance.now() >= this.#refusedUntil) {
      this.#refusedUntil = performance.now() + this.#timing.seldom;
    }
    if (client.connection === "live") setState("connecting");
    this.#fallBack();
    if (code === NO_LONGER_YOU) client.refresh().catch((error) => problem(error));
    this.#reconnectLater();
  }

  #fallBack() {
    const { timers } = this.#core;
    timers.later("fallback", this.#timing.fallback, () => this.#poll(), { keep: true });
  }

  #reconnectLater() {
    const { timers } = this.#core;
    const refused = this.#refusedUntil - performance.now();
    const wait = Math.max(refused, timers.backoff(this.#failures++));
    timers.later("reconnect", wait, () => this.connect());
  }

  #reconnect() {
    this.#failures = 0;
    this.drop();
    this.connect();
  }

  drop() {
    const { parts, queue, timers } = this.#core;
    const socket = this.#socket;
    this.#socket = this.#subscribed = this.#followed = null;
    this.isOpen = this.isLive = false;
    queue?.restart();
    timers.clear("pong", "heartbeat", "subscribe");
    for (const settle of [...this.#acks.values()]) settle({});
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    parts.attempt(() => socket.close());
  }

  async #poll() {
    const { client, problem, queue, setState, threads, timers } = this.#core;
    timers.clear("poll");
    if (this.isLive || timers.isStopped) return;
    if (!this.#follows) return setState("idle");
    const thread = threads.shown;
    let wait = timers.pollWait;
    try {
      if (queue) await queue.pull();
      if (thread.id) await threads.pull(thread);
      if (client.connection === "offline") this.#reconnect();
      if (!this.isLive) setState("polling");
      threads.again();
    } catch (error) {
      wait = error.retry_after ? error.wait : timers.backoff(3);
      problem(error, thread.id);
    } finally {
      if (!this.isLive) timers.later("poll", wait, () => this.#poll());
    }
  }

  wake() {
    if (this.isOpen) {
      this.subscribe();
      this.#ping(this.#timing.longest);
    } else if (!this.#socket) this.#reconnect(); // a socket that is opening has its own timeout
    if (!this.isLive && this.#follows) this.#poll();
  }
}
