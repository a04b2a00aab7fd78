/** Shows a reminder in the shop's pages; docs/reminders.md. Data become text nodes only. */

let Message;

/** `onAnswer` is called when the shop has said whether it may be shown. */
export async function offer(place, message, onAnswer) {
  const { Card, show } = await import(place.dataset.card);
  Message ??= messageOf(Card);
  await show(new Message(place, message, onAnswer));
}

const messageOf = (Card) =>
  class extends Card {
    constructor(place, message, onAnswer) {
      super(place);
      Object.assign(this, { message, onAnswer, id: message.id, path: `${message.id}/shown/` });
      // A page from the back-forward cache is outdated: the cart may be bought.
      const { signal } = this.page;
      addEventListener("pageshow", ({ persisted }) => persisted && this.end(), { signal });
    }

    draw(words) {
      const { make } = this.parts;
      const { text, item, link } = this.message;
      this.greeting = words("greeting", text);
      return [
        [this.greeting, make("div", { class: "more" }, words("answer", item))],
        [make("a", { class: "write", href: link }, this.texts.go)],
      ];
    }

    /** The final text, with the voucher code that the server has just issued. */
    take({ text }) {
      this.onAnswer();
      if (!text) return false;
      this.greeting.textContent = text;
      this.fit();
      return true;
    }
  };
