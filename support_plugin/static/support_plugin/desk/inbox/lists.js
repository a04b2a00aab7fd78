/**
 * Which list is shown: waiting, mine, all, snoozed or closed, and with which filters.
 *
 * Open conversations are all known here (feed.js), so that a list of them without filters is chosen on the spot;
 * what is filtered, or has ended, the shop is asked for, page by page.
 */

const SOON_MS = 1500;

export class Lists extends EventTarget {
  #wanted = 0; // an answer to what was asked before is too late
  #timer = 0;
  #next = null;

  /**
   * Events: "failed" (detail: what the shop said).
   * @param {HTMLElement} root the queue @param {import("./queue.js").Queue} queue
   * @param {import("../words.js").Words} words
   * @param {{url: string, deskUrl: string, me: string, params: Record<string, string>}} options
   */
  constructor(root, queue, words, options) {
    super();
    Object.assign(this, { root, queue, words, ...options });
    this.form = this.part("filter-form");
    this.more = this.part("more-entries");
    queue.shows = (conversation) => this.shows(conversation);
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  get name() {
    return this.params.list ?? "all";
  }

  /** Whether the shop has to be asked. */
  get isAsked() {
    return this.name === "closed" || Object.keys(this.params).some((name) => name !== "list");
  }

  /** Begin to follow the links and the form. */
  listen() {
    this.root.addEventListener("click", (event) => this.clicked(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.choose(new FormData(this.form));
    });
    this.form.addEventListener("change", ({ target }) => {
      if (target.localName === "select") this.choose(new FormData(this.form));
    });
    this.more.addEventListener("click", () => this.ask(this.#next));
    this.show();
  }

  clicked(event) {
    const link = event.target.closest("[data-list], [data-part=saved], [data-part=no-filters]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.choose(new URL(link.href).searchParams);
  }

  /** @param {Iterable<[string, string]>} params as in the page's address */
  choose(params) {
    const chosen = Object.fromEntries([...params].filter(([, value]) => value));
    if (chosen.list === "all") delete chosen.list;
    this.params = chosen;
    const query = new URLSearchParams(chosen).toString();
    history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
    this.show();
  }

  /** Draw what is chosen. */
  show() {
    for (const link of this.root.querySelectorAll("[data-list]")) {
      const { list } = link.dataset;
      if (list === this.name) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      link.search = new URLSearchParams({ ...this.params, list }).toString();
    }
    for (const field of this.form.elements) {
      if (field.name) field.value = field.name === "list" ? this.name : (this.params[field.name] ?? "");
    }
    // What is left out of a list has to be seen.
    if (Object.keys(this.params).some((name) => name !== "list")) this.part("filters").open = true;
    this.keepForSaving();
    this.queue.setHeadings(!["closed", "snoozed"].includes(this.name));
    this.queue.setFixed(this.isAsked ? [] : null, this.name === "all");
    this.more.hidden = true;
    if (this.isAsked) this.ask();
  }

  /** What is saved is what is shown. */
  keepForSaving() {
    const form = this.part("save-filter");
    for (const field of form.querySelectorAll("input[type=hidden]:not([name^=csrf])")) field.remove();
    for (const [name, value] of Object.entries(this.params)) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
  }

  /** Something has changed in the queue. */
  changed() {
    this.count();
    if (!this.isAsked || this.#timer) return;
    // Whoever has turned a page is not thrown back to the first.
    if (this.queue.fixed.length > 100) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      if (this.isAsked) this.ask();
    }, SOON_MS);
  }

  /** @param {string | null} [cursor] of the page that follows */
  async ask(cursor = null) {
    const wanted = ++this.#wanted;
    const params = new URLSearchParams({ list: "all", ...this.params, ...(cursor && { cursor }) });
    try {
      const answer = await fetch(`${this.url}?${params}`, { headers: { Accept: "application/json" } });
      const page = await answer.json();
      if (wanted !== this.#wanted || !this.isAsked) return;
      if (!answer.ok) throw new Error(page.detail);
      this.#next = page.next;
      this.more.hidden = !page.next;
      this.queue.setFixed(cursor ? [...this.queue.fixed, ...page.items] : page.items);
    } catch (error) {
      this.dispatchEvent(new CustomEvent("failed", { detail: error.message }));
    }
  }

  /** Whether an open conversation is in the chosen list. */
  shows(conversation) {
    return this.has(this.name, conversation);
  }

  has(name, { queue_at, agent, snoozed_until }) {
    if (name === "waiting") return Boolean(queue_at);
    if (name === "mine") return agent?.id === this.me;
    if (name === "snoozed") return Boolean(snoozed_until);
    return name === "all";
  }

  /** The figures beside the lists' names. */
  count() {
    const all = [...this.queue.conversations.values()].filter(({ status }) => status === "open");
    for (const link of this.root.querySelectorAll("[data-list]")) {
      const figure = link.querySelector('[data-part="list-count"]');
      if (!figure) continue;
      const listed = all.filter((conversation) => this.has(link.dataset.list, conversation));
      const unread = listed.filter((one) => one.waiting_since && one.last_seq > one.agent_seen).length;
      figure.textContent = this.words.number(listed.length);
      link.querySelector('[data-part="list-unread"]').hidden = !unread;
      link.querySelector('[data-field="unread"]').textContent = this.words.number(unread);
    }
  }
}
