/** The chat's client, without a user interface; docs/javascript.md. */

export class ChatClient extends EventTarget {
  session = null;
  connection = "idle";
  calm = false;

  #core; // what the modules beside this one know of each other
  #loading = null;
  #asked = 0;
  #answered = 0;
  #hurry = () => {};
  #listeners = new AbortController();

  constructor({ parts, timing, ...options }) {
    super();
    Object.assign(this, {
      role: "shopper",
      fetch: (...request) => fetch(...request),
      WebSocket: globalThis.WebSocket,
      storage: parts.attempt(() => localStorage),
      base: globalThis.location?.href,
      random: Math.random,
      timing: { ...parts.TIMING, ...timing },
      ...options,
    });
    const core = { client: this, parts };
    core.connect = () => this.#connect();
    core.emit = (...event) => this.#emit(...event);
    core.problem = (...error) => this.#problem(...error);
    core.setState = (connection) => this.#setState(connection);
    core.timers = new parts.Timers(this);
    core.requests = new parts.Requests(this);
    core.storage = new parts.OutboxStorage(this, parts.attempt);
    core.threads = new parts.Threads(core);
    if (parts.Connection) core.connection = new parts.Connection(core);
    this.#core = core;
  }

  get thread() {
    return this.#core.threads.shown;
  }

  async start() {
    const { timers } = this.#core;
    this.#listen();
    for (let failures = 0; !timers.isStopped; failures += 1) {
      try {
        return await this.refresh();
      } catch (error) {
        const isRefused = error.code === "too_many";
        this.#setState("offline");
        if (error.code !== "network" && !isRefused) this.#emit("refused", error);
        await new Promise((resolve) => {
          this.#hurry = resolve;
          timers.later("start", isRefused ? error.wait : timers.backoff(failures), resolve);
        });
      }
    }
  }

  async refresh() {
    const { requests, storage, threads, timers } = this.#core;
    const asked = ++this.#asked;
    const { switches } = threads;
    const session = await requests.session();
    if (timers.isStopped || asked < this.#answered) return this.session;
    const before = this.session;
    this.#answered = asked;
    this.session = session;
    const isAnother = before && before.identity !== session.identity;
    if (isAnother) this.#changePerson(before, session);
    storage.dropStrangers();
    this.#emit("session");
    if (this.role === "shopper") this.#showLatest(session.thread, isAnother || switches === threads.switches);
    this.#connect();
    threads.flush();
    return session;
  }

  /** The line is loaded when there is something to follow; until then the session brings what is said. */
  #connect() {
    const { connection, timers } = this.#core;
    if (connection) return connection.connect();
    if (timers.isStopped || !this.thread.id) return;
    this.#setState(this.connection === "idle" ? "connecting" : "polling");
    this.#load();
  }

  #load() {
    const core = this.#core;
    const ask = () => {
      this.#load();
      this.#askWho();
    };
    core.timers.later("load", core.timers.pollWait, ask, { keep: true });
    const loaded = ({ Connection }) => {
      core.timers.clear("load");
      core.connection = new Connection(core);
      this.#connect();
    };
    // Some browsers try a failed address no more, but with another fragment.
    const address = `${this.connectionModule}#${Date.now()}`;
    this.#loading ??= import(address).then(loaded, () => (this.#loading = null));
  }

  #setState(connection) {
    if (this.connection === connection) return;
    this.connection = connection;
    this.#emit("connection");
  }

  #showLatest(latest, isCurrent) {
    const { threads } = this.#core;
    if (isCurrent && this.thread.id && !latest) threads.show(threads.make(null));
    this.thread.box.load(this.thread);
    if (isCurrent && latest) threads.takeAnswer(threads.adopt(latest), latest);
    else threads.changed(this.thread);
  }

  #changePerson(before, session) {
    const { connection, queue, threads } = this.#core;
    connection?.drop();
    // New twice: the browser keeps no cookie. The texts stay to be copied.
    if (before.first_visit && session.first_visit) return;
    for (const { outbox } of threads.all) outbox.length = 0;
    threads.clear();
    queue?.clear();
    this.#emit("reset");
  }

  now() {
    return this.#core.requests.now();
  }

  get choices() {
    const { messages, outbox, isOpen } = this.thread;
    const last = [...messages].reverse().find(({ kind }) => !kind);
    const isAsked = isOpen && !outbox.length && last?.sender !== this.role && Array.isArray(last?.choices);
    return isAsked ? last.choices.filter((choice) => typeof choice === "string") : [];
  }

  follow(id) {
    this.#core.parts.followThread(this.#core, id);
  }

  watch(feed) {
    this.#core.parts.watchQueue(this.#core, feed);
  }

  get earlier() {
    return this.session.earlier?.filter((id) => !this.#core.threads.get(id)?.conversation) ?? [];
  }

  read(id) {
    const { threads } = this.#core;
    return threads.pull(threads.add(threads.make(id)));
  }

  send(body, attachments = [], choices = []) {
    if (!body.trim() && !attachments.length) return null;
    const { threads } = this.#core;
    const created_at = new Date(this.now()).toISOString();
    const entry = { client_id: this.uuid(), body, attachments, choices, created_at, state: "sending" };
    this.thread.box.add(this.thread, entry);
    threads.changed(this.thread);
    threads.flush();
    return entry;
  }

  retry(clientId) {
    const { box } = this.thread;
    const entry = box.find(clientId);
    if (!entry) return;
    box.retry(entry);
    this.#core.threads.changed(this.thread);
    this.wake();
  }

  discard(clientId) {
    const { box } = this.thread;
    const entry = box.find(clientId);
    if (!entry) return "";
    box.forget(entry);
    this.#core.threads.changed(this.thread);
    return entry.body;
  }

  uploading() {
    const { requests } = this.#core;
    const url = this.role === "agent" ? requests.url(this.thread, "attachments/") : this.session.attachments.upload;
    return { url, headers: { Accept: "application/json", ...requests.proof } };
  }

  typing() {
    this.#core.connection?.typing(this.thread);
  }

  seen(seq) {
    const { thread } = this;
    if (seq <= thread.read || seq > thread.cursor) return;
    thread.read = seq;
    this.#core.connection?.sendSeen(thread);
  }

  async delete() {
    await this.act("", {}, "DELETE");
    await this.refresh();
  }

  close() {
    return this.act("close/");
  }

  async act(end, body = {}, method = "POST") {
    const { requests, threads } = this.#core;
    const { thread } = this;
    const answer = await requests.change(thread, end, body, method);
    if (answer?.conversation) threads.take(thread, [], answer.conversation);
    else await threads.pull(thread);
  }

  stop() {
    const { connection, timers } = this.#core;
    timers.stop();
    this.#listeners.abort();
    connection?.drop();
  }

  /** A blob's address ends in a UUID; crypto.randomUUID exists on HTTPS only. */
  uuid() {
    const address = URL.createObjectURL(new Blob());
    URL.revokeObjectURL(address);
    return address.slice(-36);
  }

  wake() {
    const { connection, requests, threads, timers } = this.#core;
    if (!this.session) return this.#hurry();
    if (timers.isStopped) return;
    connection?.wake();
    const isShoppers = this.role === "shopper" && !this.thread.isOpen;
    if (!connection || isShoppers || requests.hasSlept) this.#askWho();
    threads.again();
  }

  #problem(error, id = null) {
    const { parts, timers } = this.#core;
    const { code } = error;
    if (!(error instanceof parts.ChatError)) throw error;
    if (code === "network") this.#away();
    else if (error.doubtsIdentity && this.role === "shopper")
      timers.later("who", timers.backoff(0), () => this.#askWho());
    else if (code !== "too_many" && (id === null || id === this.thread.id)) this.#emit("refused", error);
  }

  #away() {
    if (!this.#core.connection?.isLive) this.#setState("offline");
  }

  #emit(type, detail) {
    if (!this.#core.timers.isStopped) this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #askWho() {
    this.refresh().catch(({ code }) => code === "network" && this.#away());
  }

  #listen() {
    const { storage, timers } = this.#core;
    const { signal } = this.#listeners;
    const page = globalThis.document;
    const on = (target, type, action) => target?.addEventListener?.(type, action, { signal });
    // Several come at once.
    const wake = () => timers.later("wake", this.timing.wake, () => this.wake());
    on(globalThis, "online", wake);
    on(globalThis, "focus", wake);
    on(globalThis, "offline", () => this.#setState("offline"));
    on(page, "visibilitychange", () => page.hidden || wake());
    on(globalThis, "pagehide", () => this.#core.connection?.drop());
    on(globalThis, "pageshow", ({ persisted }) => {
      if (!persisted) return;
      this.#askWho();
      wake();
    });
    // Another tab may have begun a conversation.
    on(globalThis, "storage", (event) => {
      if (storage.tellsSent(event) && this.role === "shopper" && !this.thread.isOpen) this.#askWho();
    });
  }
}
