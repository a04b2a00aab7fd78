/** Addresses in a message become links. */

const ADDRESS = /\bhttps?:\/\/[^\s\p{Bidi_C}<>"'«»]+/giu;
const TRAILING = /[.,;:!?)\]}،؛؟…]+$/u;

/** Of a node that has words alone; `elements` is elements.js. */
export function addLinks(node, elements) {
  node.replaceChildren(...linked(node.textContent, elements));
}

function linked(text, { make, guarded }) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const href = match[0].replace(TRAILING, "");
    if (!guarded(() => new URL(href))) continue;
    const link = make("a", { href, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, href);
    parts.push(text.slice(end, match.index), make("bdi", { dir: "ltr" }, link));
    end = match.index + href.length;
  }
  return [...parts, text.slice(end)];
}
