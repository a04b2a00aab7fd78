/**
 * The agents' desk, live. The page is whole without it: this makes links, forms and times follow the shop.
 *
 * Loads the modules (desk/scripts.py names them), makes one of each, and wires them together. The modules' addresses
 * stand in the page, because a shop may rename its files. Whatever needs what other modules export is given `modules`.
 */

const TICK_MS = 10_000;

const root = document.getElementById("support-desk");
const data = JSON.parse(document.getElementById("support-desk-data").textContent);
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const load = async (addresses) =>
  Object.assign({}, ...(await Promise.all(addresses.split(" ").map((address) => import(address)))));
/** All that the modules export. */
const modules = await load(root.dataset.modules);

// --- What the desk is made of -----------------------------------------------------------------------------------

const words = new modules.Words(data.locale, data.texts, data.languages, data.pages);
const feed = new modules.QueueFeed();
const queue = new modules.Queue(part("queue"), words, data.desk_url);
const client = new modules.ChatClient({
  parts: modules,
  sessionUrl: data.session_url,
  conversationsUrl: data.conversations_url,
  role: "agent",
});
const calls = new modules.Calls(client);
const listFiles = (attachments) =>
  attachments?.length
    ? modules.attachmentList(attachments, client.session?.attachment_texts, data.locale, modules)
    : null;
// The basket that an agent can open is not the shopper's, and an order opens for its shopper alone.
const drawCard = (card) => modules.drawCard(card, modules, data.locale, ["cart", "order"]);
const thread = new modules.Thread(part("conversation"), words, { agent: data.agent, listFiles, drawCard }, modules);
const whose = { texts: data.texts, agentId: data.agent_id };
const ownMessages = new modules.OwnMessages(client, thread, whose, modules);
const chosenFiles = { list: part("chips"), input: part("picker"), locale: data.locale };
const files = new modules.Attachments(client, chosenFiles, modules);
const composer = new modules.Composer(part("composer"), words, files, modules);
const lists = new modules.Lists(part("queue"), queue, words, {
  url: data.conversations_url,
  deskUrl: data.desk_url,
  me: data.agent_id,
  params: data.filters,
});
const actions = new modules.Actions(part("conversation"), { client, words, me: data.agent_id, deskUrl: data.desk_url });
const receivers = new modules.Receivers(actions.menu("hand-over"), calls, data.agent_id);
const colleagueReplies = new modules.ColleagueReplies(part("meanwhile"), words, data.agent_id);
const readers = new modules.Readers(part("readers"), part("announcer"), words, data.locale);
const panel = new modules.Panel(part("panel"), data.desk_url, data.conversation?.id ?? "");
const parts = new modules.Parts(part("parts"), part("scroll"), data.desk_url, data.conversation?.id ?? "");
const proposals = new modules.Proposals(part("proposals"), client, calls, thread, modules);
const shopCards = new modules.ShopCards(part("shop-cards"), client, calls, modules);
const alerts = new modules.Alerts(part("alerts"), words, root.dataset.sound, modules);
const facts = new modules.Facts(root, words);
const bar = new modules.ConnectionBar(root, client, words);
/** What the open conversation and the commands work with, by name; the last ones are made later. */
const tools = {
  client,
  words,
  queue,
  thread,
  composer,
  actions,
  panel,
  parts,
  readers,
  facts,
  proposals,
  shopCards,
  ownMessages,
  colleagueReplies,
  conversation: null,
  canned: null,
  notes: null,
  answers: null,
};
const conversation = new modules.OpenConversation(root, data, tools, modules);
tools.conversation = conversation;
const commands = new modules.Commands(tools);
const keys = new modules.Keys(root, (command) => commands.run(command), modules);
// The page says what time the shop has, until the client has asked.
words.now = () => (client.session ? client.now() : Date.parse(data.now) + performance.now());

function retitle() {
  const count = queue.waiting().length;
  const name = conversation.shopperName && `${conversation.shopperName} | `;
  document.title = `${count ? `(${words.number(count)}) ` : ""}${name}${root.dataset.title}`;
}

// --- The line to the shop ---------------------------------------------------------------------------------------

/** What failed in a conversation that is not on the screen would be missed. */
function showUnsent({ id, outbox }) {
  const isUnsent = id !== conversation.id && outbox.some(({ state }) => state === "failed");
  if (!queue.setUnsent(id, isUnsent)) return;
  const name = queue.find(id)?.shopper?.name ?? "";
  part("announcer").textContent = `${words.text("failed")} ${name}`.trim();
}

client.addEventListener("change", ({ detail }) => {
  showUnsent(detail.thread);
  conversation.draw();
});
client.addEventListener("connection", () => {
  // Only a live connection reports who leaves.
  if (client.connection !== "live") readers.clear();
  bar.draw();
});
client.addEventListener("readers", ({ detail }) => detail.thread === client.thread && readers.show(detail.items));
client.addEventListener("queue", () => {
  bar.isRefused = false;
  bar.draw();
  queue.replace(feed.conversations);
  lists.changed();
  retitle();
  conversation.draw();
});
client.addEventListener("typing", ({ detail }) => {
  if (detail.thread === client.thread && detail.sender === "shopper") thread.typing(conversation.shopperName);
});
client.addEventListener("refused", ({ detail: { code, detail } }) => {
  if (["forbidden", "no_identity"].includes(code)) bar.isRefused = true;
  else if (conversation.id && !client.thread.conversation) {
    thread.notice(words.text(code === "not_found" ? "notFound" : "loadFailed"));
    composer.setOpen(false);
  } else if (code === "not_found") bar.isRefused = true;
  else composer.complain(detail);
  bar.draw();
});
// Somebody else has logged in here: nothing of the former agent's page may stay.
client.addEventListener("reset", () => location.reload());
conversation.addEventListener("turned", retitle);

// --- The agent --------------------------------------------------------------------------------------------------

function listen() {
  queue.live = true;
  for (const each of [lists, actions, receivers, keys]) each.listen();
  queue.addEventListener("open", ({ detail }) => conversation.open(detail));
  queue.addEventListener("waiting", ({ detail }) => {
    part("announcer").textContent = words.text("newWaiting", detail.shopper.name);
    alerts.show(detail, () => conversation.open(detail.id));
  });
  part("back").addEventListener("click", (event) => {
    event.preventDefault();
    conversation.leave();
  });
  document.addEventListener("keydown", enterList);
  document.addEventListener("visibilitychange", () => conversation.markSeen());
  window.addEventListener("focus", () => conversation.markSeen());
  window.addEventListener("popstate", () => conversation.followAddress());
}

function listenToWriting() {
  thread.addEventListener("retry", ({ detail }) => client.retry(detail));
  thread.addEventListener("take-back", ({ detail }) => takeBack(detail));
  composer.addEventListener("send", ({ detail: { body, attachments, choices } }) => {
    const entry = client.send(body, attachments, choices);
    tools.canned.sent(entry);
    tools.answers?.sent(entry, choices);
    colleagueReplies.begin(client.thread.cursor);
  });
  composer.addEventListener("begin", () => colleagueReplies.begin(client.thread.cursor));
  composer.allows = () => colleagueReplies.allows(client.thread.messages);
  composer.addEventListener("typing", () => client.typing());
  composer.addEventListener("leave", () => queue.focus());
  modules.listenToDrops(part("conversation"), files, composer);
}

function takeBack(id) {
  const entry = client.thread.outbox.find(({ client_id }) => client_id === id);
  composer.giveBack(client.discard(id), entry?.attachments, entry?.choices);
}

/** With the focus nowhere, the arrows enter the list; letters are left to the browser and to screen readers. */
function enterList(event) {
  const { activeElement: active, body } = document;
  if (active !== body || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  queue.focus();
}

// --- Begin ------------------------------------------------------------------------------------------------------

queue.select(conversation.id ?? "");
if (lists.isAsked) queue.setFixed(data.queue);
else queue.replace(data.queue);
retitle();
if (conversation.id) thread.toEnd();
part("keys").hidden = false;
const ticking = setInterval(() => {
  // A script has taken the desk off the page.
  if (!root.isConnected) return client.stop() ?? clearInterval(ticking);
  queue.tick();
  alerts.remind(queue.waiting());
  conversation.describe();
}, TICK_MS);
const session = await client.start();
composer.maxLength = session.max_length;
composer.forgetOthers(session.identity);
part("picker").hidden = true;
part("picker").accept = session.attachments?.accept ?? "";
tools.canned = new modules.Canned(part("composer"), client, calls, composer, modules);
tools.notes = new modules.Notes(root, client, calls, words, feed, modules);
listen();
listenToWriting();
if (conversation.id) {
  const { body, choices } = part("composer").elements;
  conversation.show(conversation.id, body.value, choices.value);
}
client.watch(feed);
// Nothing of the desk waits for it.
if (root.dataset.answers)
  load(root.dataset.answers).then((exported) => {
    const all = { ...modules, ...exported };
    tools.answers = new all.Answers(
      part("answers"),
      client,
      calls,
      { thread, composer, words, locale: data.locale },
      all,
    );
    if (conversation.id) tools.answers.turnTo(conversation.id);
    conversation.draw();
  });
