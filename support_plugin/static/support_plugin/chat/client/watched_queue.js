/** What agents follow: one conversation, and the queue, page by page over whichever line there is. */

const MOST_PAGES = 50;

export function followThread({ connect, connection, threads }, id) {
  if (threads.shown.id === id) return;
  const thread = threads.get(id) ?? threads.make(id);
  threads.show(thread);
  thread.box.load(thread);
  threads.changed(thread);
  if (!connection?.isOpen) threads.resync(thread);
  connect();
  threads.flush();
}

/** @param {object} feed a QueueFeed, desk/inbox/feed.js */
export function watchQueue(core, feed) {
  core.queue = new WatchedQueue(core, feed);
  core.connect();
  core.connection.subscribe();
}

class WatchedQueue {
  #core;
  #feed;
  #pages = 0; // of the feed, since the socket opened

  constructor(core, feed) {
    this.#core = core;
    this.#feed = feed;
  }

  get isUnread() {
    return !this.#pages;
  }

  /** The socket is lost: the next one begins with the first page. */
  restart() {
    this.#pages = 0;
  }

  clear() {
    this.#feed.clear();
  }

  subscribe(cursor = null) {
    const { client, connection } = this.#core;
    connection.frame("watch", { language: client.session.language, cursor });
  }

  accepts(frame) {
    return ["queue", "queue_changed"].includes(frame.type) && this.#core.parts.isPage(frame);
  }

  receive(frame) {
    const next = this.#take(frame);
    if (next) this.subscribe(next);
    this.#core.connection.confirmed();
  }

  async pull() {
    const { client, connection, parts, requests } = this.#core;
    for (let cursor = ""; cursor !== false; ) {
      const address = `${client.conversationsUrl}?cursor=${encodeURIComponent(cursor)}`;
      const page = await requests.ask("GET", address, parts.isPage);
      if (connection.isOpen) return; // the socket reads it now
      cursor = this.#take({ ...page, cursor });
    }
    this.#pages = 0;
  }

  #take({ cursor, items, ...page }) {
    const { emit, parts } = this.#core;
    const next = this.#feed.take({ ...page, cursor, items: items.filter(parts.isConversation) });
    if (page.type !== "queue_changed") this.#pages = cursor ? this.#pages + 1 : 1;
    const goesOn = typeof next === "string" && next !== cursor && this.#pages < MOST_PAGES;
    if (!goesOn) emit("queue");
    return goesOn && next;
  }
}
