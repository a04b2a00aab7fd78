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
    path = "";

    constructor(place, prompt) {
      super(place);
      const { rule, kind, page, version } = (this.prompt = prompt);
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      this.body = { rule, kind, page, version, time_zone: timeZone };
      this.reply = new Reply(this, uuid);
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

    draw(words) {
      return contents(this, words);
    }

    dismiss() {
      this.mark(Date.now() + 6048e5);
      super.dismiss();
    }
  };

async function contents(card, words) {
  const { make, button } = card.parts;
  const { greeting, answer, question, replies, cards } = card.prompt;
  const { cards: module, cardsStyle, locale } = card.files;
  const drawn = cards.length ? (await import(module)).drawCard : null;
  const more = [
    words("answer", answer),
    ...cards.map((each) => drawn(each, card.parts, locale)),
    words("question", question),
  ];
  const answers = replies.map((text) => button("reply", text, () => card.reply.send(text), { dir: "auto" }));
  card.absent = make("p", { class: "absent", dir: "auto", hidden: true });
  return [
    [words("greeting", greeting), card.absent, make("div", { class: "more" }, ...more.filter(Boolean))],
    [...answers, button("write", card.texts.write, () => card.reply.send(""))],
    ...(drawn ? [cardsStyle] : []),
  ];
}

/** The shopper's reply. Idempotent: a repeat leads to the same conversation. */
class Reply {
  #id;
  #sent;
  #isBusy = false;

  constructor(card, uuid) {
    Object.assign(this, { card, uuid });
  }

  async send(reply) {
    const { card } = this;
    const { chat } = card;
    if (this.#isBusy) return;
    this.#isBusy = true;
    if (this.#sent !== reply) this.#id = this.uuid();
    this.#sent = reply;
    try {
      const body = { client_id: this.#id, reply, page: location.pathname };
      const { ok } = await card.send(`${card.id}/replies/`, body);
      card.end();
      chat.open(ok ? {} : { draft: reply });
      chat.identify().catch(() => {});
    } catch {
      this.#isBusy = false;
      this.failed ??= card.status.appendChild(card.parts.make("p", { class: "failed" }));
      this.failed.textContent = card.texts.failed;
      card.fit();
    }
  }
}
