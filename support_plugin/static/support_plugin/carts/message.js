/** Shows a message that has waited for its reader; docs/reminders.md. Data become text nodes only. */

let Message;

/** `told` is called when the shop has said whether it may be shown. */
export async function offer(place, message, told) {
  const { Card, show } = await import(place.dataset.card);
  Message ??= messageOf(Card);
  await show(new Message(place, message, told));
}

const messageOf = (Card) =>
  class extends Card {
    constructor(place, message, told) {
      super(place);
      Object.assign(this, { message, told, id: message.id, path: `${message.id}/shown/` });
      // A page that comes back as it was is of before: the cart may be bought.
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

    /** With a code that goes with it, which the shop makes now. */
    take({ text }) {
      this.told();
      if (!text) return false;
      this.greeting.textContent = text;
      this.fit();
      return true;
    }
  };
