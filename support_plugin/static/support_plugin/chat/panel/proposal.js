/** Proposed changes of the cart: buttons on their cards, and how each stands now; docs/proposals.md. */

/** By panel: the cards by their messages' client_id, and whether the shop is being asked. */
const known = new WeakMap();

/** A proposal's card, or the line that says what became of one, was drawn. */
export function follow(panel, node, kind, clientId) {
  if (!known.has(panel)) known.set(panel, { cards: new Map(), asking: null });
  const state = known.get(panel);
  if (kind === "proposal") state.cards.set(clientId, node);
  // All cards of a thread are drawn at once: one question for all.
  state.asking ??= Promise.resolve().then(() => refresh(panel, state));
}

async function refresh(panel, state) {
  state.asking = null;
  const { items } = await call(panel, "GET", "").catch(() => ({ items: [] }));
  for (const item of items) {
    const node = state.cards.get(item.client_id);
    if (node) draw(panel, node, item);
  }
}

function draw(panel, node, item) {
  const { make, button } = panel.parts;
  const { actions, link, state, text } = item;
  if (node.dataset.state === state) return;
  const hadFocus = node.contains(node.getRootNode().activeElement);
  node.dataset.state = state;
  if (state !== "offered") node.querySelector(".support-card-text").textContent = text;
  const buttons = actions.map(({ name, label }) =>
    button(`support-card-button support-card-${name}`, label, () => decide(panel, node, item, name)),
  );
  const place = make("div", { class: "support-card-actions" }, ...buttons);
  if (link) {
    place.prepend(make("a", { class: "support-card-link", href: link.url }, make("bdi", {}, link.label)));
  }
  const trouble = make("p", { class: "support-card-trouble", role: "status", dir: "auto" });
  for (const old of node.querySelectorAll(".support-card-actions, .support-card-trouble")) old.remove();
  node.append(trouble, place);
  if (hadFocus) place.querySelector("button, a")?.focus();
}

async function decide(panel, node, item, name) {
  const buttons = [...node.querySelectorAll("button")];
  for (const each of buttons) each.disabled = true;
  const trouble = node.querySelector(".support-card-trouble");
  trouble.textContent = "";
  try {
    draw(panel, node, await call(panel, "POST", `${item.id}/${name}/`));
    // Pages show carts: a shop's own script may read it again.
    panel.element.dispatchEvent(new CustomEvent("support:cart", { bubbles: true, detail: { proposal: item.id } }));
  } catch ({ detail }) {
    await refresh(panel, known.get(panel));
    node.querySelector(".support-card-trouble").textContent = detail || panel.texts.unavailable;
  } finally {
    for (const each of buttons) each.disabled = false;
  }
}

async function call({ client }, method, end) {
  const { identity, csrf_header: name, csrf_token: token } = client.session;
  const headers = { Accept: "application/json", "X-Support-Identity": identity, [name || "X-CSRFToken"]: token };
  const url = `${client.conversationsUrl}${client.thread.id}/proposals/${end}`;
  const response = await fetch(url, { method, headers, cache: "no-store" });
  const data = await response.json().catch(() => ({}));
  if (!response.ok) throw data;
  return data;
}
