/** The panel's menu; docs/javascript.md. */

const DAY = 24 * 3_600_000;
const PUT_ASIDE = "support.unrated";

/** The menu, once its style is there; `unreadCount` is unread_count.js. */
export async function createMenu(panel, unreadCount) {
  const style = panel.parts.make("link", { rel: "stylesheet", href: panel.texts.menuStyle });
  const styled = new Promise((done) => (style.onload = style.onerror = done));
  panel.section.after(style);
  await styled;
  return new Menu(panel, unreadCount);
}

class Menu {
  #shown = "";
  #about; // the id of the conversation it is open for

  constructor(panel, unreadCount) {
    const { parts, menuBox: box, client } = panel;
    Object.assign(this, { panel, unreadCount, parts, box, client, make: parts.make });
    this.box.addEventListener("keydown", (event) => this.#key(event));
  }

  get texts() {
    return this.panel.texts;
  }

  get conversation() {
    return this.client.thread.conversation;
  }

  draw() {
    this.#drawAway();
    const { conversation } = this;
    this.#about ??= conversation?.id; // it has begun meanwhile
    const isOver = this.#shown === "closing" && conversation?.status !== "open";
    const isReopened = this.#shown === "rate" && conversation?.status !== "closed";
    if (isOver || isReopened || (this.#shown && this.#about !== conversation?.id)) this.hide();
    const isDue = this.#isAskedAbout && !conversation.rating && this.parts.kept(PUT_ASIDE) !== conversation.id;
    if (isDue && !this.#shown && this.#age(this.client.thread.messages.at(-1)?.created_at) < DAY) this.#rate();
  }

  #drawAway() {
    if (!this.client.session?.away && !this.away) return;
    this.away ??= import(this.texts.away).then(({ Away }) => new Away(this.panel));
    const forget = () => (this.away = null);
    this.away.then((away) => away.draw(), forget);
  }

  /** Once it has ended, if somebody had answered. */
  get #mayRate() {
    const { messages } = this.client.thread;
    return this.conversation?.status === "closed" && messages.some(({ sender }) => sender === "agent");
  }

  /** Not if the system closed it, nor if nobody has answered since it was reopened. */
  get #isAskedAbout() {
    const { messages } = this.client.thread;
    const newest = (wanted) => this.parts.last(messages, ({ kind }) => kind === wanted);
    const end = newest("closed");
    const again = newest("reopened")?.seq ?? 0;
    const isEndedBySomebody = end && end.closed_by !== "system";
    return this.#mayRate && isEndedBySomebody && messages.some(({ sender, seq }) => sender === "agent" && seq > again);
  }

  /** By the shop's clock. */
  #age(time) {
    return this.client.now() - Date.parse(time);
  }

  toggle() {
    if (this.#shown === "menu") return this.hide();
    const buttons = this.#entries().map(([name, action]) => this.#button(this.texts[name], action));
    const entries = [...buttons, this.#sound()].map((button) => this.make("li", {}, button));
    this.#show("menu", this.make("ul", {}, ...entries));
    this.#focus();
  }

  hide() {
    const hadFocus = this.box.contains(this.box.getRootNode().activeElement);
    this.#show("");
    if (hadFocus) this.panel.more.focus();
  }

  #entries() {
    const { status, rating } = this.conversation ?? {};
    const mayRate = this.#mayRate && (!rating || this.#age(rating.rated_at) < DAY);
    return [
      this.client.earlier.length && ["earlier", () => this.#showEarlier()],
      status === "open" && ["closing", () => this.#confirm("closing", () => this.client.close())],
      mayRate && ["rate", () => this.#rate(true)],
      status && ["transcript", () => this.#transcript()],
      status && ["deletion", () => this.#confirm("deletion", () => this.client.delete())],
    ].filter(Boolean);
  }

  /** One more of the shopper's conversations, above what is there. */
  async #showEarlier() {
    this.hide();
    try {
      await this.client.read(this.client.earlier[0]);
      this.panel.scroller.scrollTop = 0;
    } catch (error) {
      this.#show("done", this.make("p", { role: "alert" }, error.detail || this.texts.care_failed));
    }
  }

  #show(name, ...nodes) {
    this.#shown = name;
    this.#about = this.conversation?.id;
    this.box.hidden = !name;
    this.box.replaceChildren(...nodes);
    this.panel.more.setAttribute("aria-expanded", String(name === "menu"));
  }

  #focus() {
    this.box.querySelector("input, button, textarea")?.focus();
  }

  #key(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // the panel itself stays open
    this.#later(this.#shown);
  }

  #button(text, action, attributes) {
    return this.parts.button("action", text, action, attributes);
  }

  #confirm(name, action) {
    const form = this.#form(name, this.texts.cancel, action, this.make("p", {}, this.texts[`${name}_question`]));
    this.#show(name, form);
    this.#focus();
  }

  /** Its words are named after the action. */
  #form(name, back, action, ...fields) {
    const error = this.make("p", { class: "error", role: "alert" });
    const yes = this.#button(this.texts[`${name}_yes`], null, { type: "submit" });
    const buttons = this.make(
      "div",
      { class: "actions" },
      yes,
      this.#button(back, () => this.#later(name)),
    );
    const form = this.make("form", { novalidate: "" }, ...fields, error, buttons);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      yes.disabled = true;
      error.textContent = "";
      try {
        await action(new FormData(form));
        this.#done(name);
      } catch (refusal) {
        error.textContent = refusal.detail || this.texts.care_failed;
      }
      yes.disabled = false;
    });
    return form;
  }

  #later(name) {
    if (name === "rate") this.parts.keep(PUT_ASIDE, this.conversation?.id);
    this.hide();
  }

  #done(name) {
    const thanks = this.texts[`${name}_thanks`];
    if (this.#shown === name) this.hide();
    if (thanks)
      this.#show(
        "done",
        this.make("p", { role: "status" }, thanks),
        this.#button(this.texts.ok, () => this.hide()),
      );
    this.draw();
  }

  #sound() {
    const { parts } = this;
    const { hasSound, setSound, chime } = this.unreadCount;
    const button = this.#button(this.texts.sound, () => {
      setSound(!hasSound(parts), parts);
      press();
      chime(this.panel.element, `test ${Math.random()}`, parts);
    });
    const press = () => button.setAttribute("aria-pressed", hasSound(parts));
    press();
    return button;
  }

  #transcript() {
    const { make, texts } = this;
    const address = { type: "email", name: "email", dir: "ltr", autocomplete: "email" };
    const field = this.client.session.has_email
      ? make("p", {}, texts.transcript_question)
      : make("label", {}, texts.transcript_address, make("input", address));
    const client_id = this.client.uuid();
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const send = (data) => this.client.act("transcript/", { client_id, email: data.get("email"), time_zone });
    this.#show("transcript", this.#form("transcript", texts.cancel, send, field));
    this.#focus();
  }

  #rate(focus = false) {
    const { make, texts } = this;
    const given = this.conversation.rating;
    const choice = (value) => {
      const input = make("input", { type: "radio", name: "rating", value });
      input.checked = given?.rating === value;
      return make("label", { class: "action" }, input, texts[`rate_${value}`]);
    };
    const choices = make("div", { class: "actions" }, choice("good"), choice("bad"));
    const question = make("fieldset", {}, make("legend", {}, texts.rate_question), choices);
    const comment = make("textarea", { name: "comment", rows: "2", maxlength: "1000" });
    comment.value = given?.comment ?? "";
    // Empty, it has the panel's direction.
    comment.oninput = () => (comment.dir = comment.value && "auto");
    comment.oninput();
    const label = make("label", {}, texts.rate_comment, comment);
    const send = (data) => this.client.act("rating/", { rating: data.get("rating"), comment: data.get("comment") });
    this.#show("rate", this.#form("rate", texts.rate_later, send, question, label));
    if (focus) this.#focus();
  }
}
