/** Shows an offer of help beside the closed launcher; docs/carts.md. Data become text nodes only. */

let Prompt;

export async function offer(place, prompt) {
  if (!prompt?.rule) return;
  const { Card, show, uuid } = await import(place.dataset.card);
  Prompt ??= promptOf(Card, uuid);
  await show(new Prompt(place, prompt));
}

const promptOf = (Card, uuid) =>
  class extends Card {
    #reply = uuid();
    path = "";

    constructor(place, prompt) {
      super(place);
      const { rule, kind, page, version } = (this.prompt = prompt);
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      this.body = { rule, kind, page, version, time_zone: timeZone };
    }

    get isWelcome() {
      return this.chat && super.isWelcome;
    }

    get isUnwanted() {
      return this.mark() > Date.now();
    }

    take({ id, away }) {
      // While no agent is there, it says when one will be.
      this.absent.hidden = !away;
      this.absent.textContent = away ?? "";
      if (away) this.fit();
      return (this.id = id);
    }

    async draw(words) {
      const { make, button } = this.parts;
      const { greeting, answer, question, replies, cards } = this.prompt;
      const { cards: module, cardsStyle, locale } = this.files;
      const drawn = cards.length ? (await import(module)).drawCard : null;
      const more = [
        words("answer", answer),
        ...cards.map((card) => drawn(card, this.parts, locale)),
        words("question", question),
      ];
      const answers = replies.map((text) => button("reply", text, () => this.#answer(text), { dir: "auto" }));
      this.absent = make("p", { class: "absent", dir: "auto", hidden: true });
      return [
        [words("greeting", greeting), this.absent, make("div", { class: "more" }, ...more.filter(Boolean))],
        [...answers, button("write", this.texts.write, () => this.#answer(""))],
        ...(drawn ? [cardsStyle] : []),
      ];
    }

    dismiss() {
      this.mark(Date.now() + 6048e5);
      super.dismiss();
    }

    /** Idempotent: a repeat leads to the same conversation. */
    async #answer(reply) {
      const { chat } = this;
      if (this.isBusy) return;
      this.isBusy = true;
      if (this.sent !== reply) this.#reply = uuid();
      this.sent = reply;
      try {
        const body = { client_id: this.#reply, reply, page: location.pathname };
        const { ok } = await this.send(`${this.id}/replies/`, body);
        this.end();
        chat.open(ok ? {} : { draft: reply });
        chat.identify().catch(() => {});
      } catch {
        this.isBusy = false;
        this.failed ??= this.status.appendChild(this.parts.make("p", { class: "failed" }));
        this.failed.textContent = this.texts.failed;
        this.fit();
      }
    }
  };
