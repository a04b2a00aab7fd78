/** An article read in the chat's panel; docs/javascript.md. Texts become text nodes only. */

const LINK = /(^|[\s(«"“])(https?:\/\/[\p{L}\p{N}[][^\s\p{Bidi_C}<>"'«»“”]*|\/[a-z][\w\-./?=&%#]*)/giu;
const TRAILING = /[.,;:!?)\]}،؛؟…]+$/u;

/** An article's plain text as paragraphs and lists. */
export function blocks(text, make) {
  const nodes = [];
  let block;
  for (const line of text.split("\n").map((each) => each.trim())) {
    const item = /^[-–•*]\s+(.*)/u.exec(line);
    const name = item ? "ul" : "p";
    if (line && block?.name !== name) nodes.push((block = { name, node: make(name) }).node);
    else if (!line) block = null;
    else if (!item) block.node.append(make("br"));
    if (line) block.node.append(...(item ? [make("li", {}, ...linked(item[1], make))] : linked(line, make)));
  }
  return nodes;
}

function linked(text, make) {
  const parts = [];
  let end = 0;
  for (const { 0: found, 1: before, 2: address, index } of text.matchAll(LINK)) {
    const href = address.replace(TRAILING, "");
    const link = make("a", { href, target: "_blank", rel: "noopener", dir: "ltr" }, href);
    parts.push(text.slice(end, index) + before, link);
    end = index + found.length - address.length + href.length;
  }
  return [...parts, text.slice(end)];
}

/** The view that covers the messages; the composer stays below it. */
export class Reading {
  #opener;
  #article = null; // what is read

  constructor(panel, { ask, texts, status }) {
    Object.assign(this, { panel, ask, texts, status });
    const { client, composer, form, notice } = panel;
    this.view = panel.parts.make("div", {
      class: "reading",
      role: "region",
      "aria-labelledby": "question",
      hidden: "",
    });
    notice.after(this.view);
    for (const node of [this.view, composer]) node.addEventListener("keydown", (event) => this.#key(event), true);
    form.addEventListener("submit", () => this.#article && this.close(composer));
    client.addEventListener("message", ({ detail }) => detail.message.sender !== "shopper" && this.#showFresh());
  }

  async open(item, opener) {
    const { panel, texts, view } = this;
    const { make, button } = panel.parts;
    const { language: lang, dir } = item;
    this.#opener = opener;
    this.#article = item;
    const heading = make("h3", { id: "question", tabindex: "-1", lang, dir }, item.question);
    const words = make("div", { class: "words", lang, dir, "aria-busy": "true" });
    const back = button("action", texts.back, () => this.close());
    const ask = button("action", texts.ask, () => this.close(panel.composer));
    this.fresh = button("action", texts.fresh, () => this.close(panel.composer), { hidden: "" });
    this.actions = make("div", { class: "actions" }, ask);
    view.replaceChildren(make("div", { class: "actions" }, back, this.fresh), heading, words, this.actions);
    this.#cover(true);
    heading.focus();
    const article = await this.ask(`articles/${item.key}/?language=${lang}`).catch(() => null);
    if (this.#article !== item) return;
    words.removeAttribute("aria-busy");
    words.append(...(article ? blocks(article.answer, make) : [panel.texts.unavailable]));
    if (article?.url) this.#offerMore(article);
  }

  #offerMore({ url, version }) {
    const { panel, texts, actions } = this;
    const { make, button } = panel.parts;
    actions.prepend(make("a", { class: "action", href: url, target: "_blank", rel: "noopener" }, texts.page));
    const key = panel.client.uuid();
    const say = async (helped) => {
      const { csrf_header: header, csrf_token: token } = panel.client.session;
      const body = new URLSearchParams({ key, version, helped });
      const headers = { [header || "X-CSRFToken"]: token };
      const answer = await fetch(url, { method: "POST", body, headers, redirect: "manual" }).catch(() => ({}));
      // What is stored leads back to the page, which is not needed here.
      if (answer.type !== "opaqueredirect") return;
      box.setAttribute("tabindex", "-1");
      if (box.contains(box.getRootNode().activeElement)) box.focus();
      box.replaceChildren(texts.thanks);
      this.status.textContent = texts.thanks;
    };
    const choose = (helped) => button("action", texts[helped], () => say(helped));
    const parts = [make("span", {}, texts.helped), choose("yes"), choose("no")];
    const box = make("div", { class: "actions", role: "group", "aria-label": texts.helped }, ...parts);
    if (panel.client.session) actions.before(box);
  }

  /** The composer, or what led here, while it is there. */
  close(to = this.#opener) {
    this.#cover(false);
    this.#article = null;
    const { composer, scroller } = this.panel;
    (to.isConnected && !to.closest("[hidden]") ? to : composer).focus();
    // Messages that arrived meanwhile are visible now.
    scroller.dispatchEvent(new Event("scroll"));
  }

  #cover(isCovered) {
    this.panel.isCovered = isCovered;
    this.view.hidden = !isCovered;
    this.view.scrollTop = 0;
    this.view.parentNode.classList.toggle("covered", isCovered);
  }

  #key(event) {
    if (event.key !== "Escape" || !this.#article) return;
    event.stopPropagation();
    event.preventDefault();
    this.close();
  }

  #showFresh() {
    if (!this.#article) return;
    this.fresh.hidden = false;
    this.status.textContent = this.texts.fresh;
  }
}
