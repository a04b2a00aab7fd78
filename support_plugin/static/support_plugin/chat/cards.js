/** Cards: what a message shows in place of its text; docs/javascript.md. The server draws the same: card.html. */

const VERSION = 1;
const SAFE = /^(https?:\/\/|\/(?![/\\]))/i;
/** By shadow root. */
const styles = new WeakMap();

/** Put the card in the place of its words, which stay where it is none that is known here. */
export async function showCard(words, card, panel, clientId) {
  const { element, parts } = panel;
  const drawn = drawCard(card, parts, element.dataset.locale);
  if (!drawn) return;
  await styled(words.getRootNode(), element.dataset.cardsStyle, parts.make);
  words.replaceWith(drawn);
  if (!/^proposal/.test(card.kind)) return;
  const { follow } = await import(element.dataset.proposals);
  follow(panel, drawn, card.kind, clientId);
}

function styled(root, href, make) {
  const load = (done) => {
    const link = make("link", { rel: "stylesheet", href });
    link.onload = link.onerror = done;
    root.prepend(link);
  };
  if (!styles.has(root)) styles.set(root, new Promise(load));
  return styles.get(root);
}

const text = (value) => (typeof value === "string" ? value : "");

/** What a card is made of, of values that may be anything. */
function builders(make) {
  const bdi = (value, attributes) => make("bdi", attributes, text(value));
  return {
    bdi,
    line: (name, value) => text(value) && make("p", { class: name, dir: "auto" }, value),
    link: (label, url, name) => {
      if (!SAFE.test(text(url))) return name ? "" : bdi(label);
      return make("a", { href: url, ...(name && { class: name }) }, bdi(label));
    },
    picture: (url) => {
      if (!SAFE.test(text(url))) return "";
      const image = make("img", { src: url, width: 56, height: 56, alt: "", loading: "lazy" });
      image.onerror = () => image.remove();
      return image;
    },
  };
}

function drawItem({ name, url, picture: source, price, quantity, note, available }, { make, formatNumber }, locale) {
  const { bdi, link, picture } = builders(make);
  const count = quantity > 1 ? [" ", make("span", {}, `× ${formatNumber(quantity, locale)}`)] : [];
  const facts = [text(price) && bdi(price, { class: "support-card-price" }), text(note) && bdi(note)].filter(Boolean);
  if (facts.length > 1) facts.splice(1, 0, " ");
  const words = make("div", {}, link(name, url), ...count, ...(facts.length ? [make("p", {}, ...facts)] : []));
  return make(
    "li",
    { class: `support-card-item${available === false ? " support-card-gone" : ""}` },
    picture(source),
    words,
  );
}

/** A node for a card's JSON (docs/protocol.md); null where it is none. `hideLinksOf`: kinds without their link. */
export function drawCard(card, elements, locale, hideLinksOf = []) {
  if (card?.version !== VERSION) return null;
  const { make } = elements;
  const { bdi, line, link } = builders(make);
  const entry = (item) => drawItem(item, elements, locale);
  const items = Array.isArray(card.items) ? card.items.filter((item) => item?.name).map(entry) : [];
  const { total, link: way, more } = card;
  const shown = [
    line("support-card-title", card.title),
    line("support-card-text", card.text),
    text(more?.text) &&
      make(
        "details",
        { class: "support-card-more" },
        make("summary", { dir: "auto" }, text(more.label)),
        line("support-card-text", more.text),
      ),
    text(card.code) &&
      make("p", {}, make("code", { class: "support-card-code", dir: "ltr", translate: "no" }, card.code)),
    items.length && make("ul", { class: "support-card-items" }, ...items),
    total && make("p", { class: "support-card-total" }, bdi(total.label), " ", bdi(total.amount)),
    way && !hideLinksOf.includes(card.kind) && make("p", {}, link(way.label, way.url, "support-card-link")),
  ].filter(Boolean);
  return shown.length ? make("div", { class: "support-card" }, ...shown) : null;
}
