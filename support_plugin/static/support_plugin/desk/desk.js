/**
 * The agents' desk, live. The page is whole without it: this makes links, forms and times follow the shop.
 *
 * Wires together the line to the shop (../chat/client.js), the list (queue.js, lists.js), the messages (thread.js),
 * the field to write in (composer.js), what else can be done (actions.js) and the keys (keys.js). The modules'
 * addresses stand in the page, because a shop may rename its files.
 */

const TICK_MS = 10_000;

const root = document.getElementById("support-desk");
const data = JSON.parse(document.getElementById("support-desk-data").textContent);
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const addresses = root.dataset.modules.split(" ");
/** All that the modules export. */
const modules = Object.assign({}, ...(await Promise.all(addresses.map((address) => import(address)))));
const { ChatClient, Attachments, attachmentList, applyEntries, drawCard: cardOf, Words, QueueFeed, Queue } = modules;
const { Lists, Thread, Composer, Alerts, Actions, Keys, ColleagueReplies, Canned, Notes, Panel } = modules;
const { Proposals, ShopCards, OwnMessages, Readers, Parts, Receivers, Calls } = modules;

const words = new Words(data.locale, data.texts, data.languages, data.pages);
const feed = new QueueFeed();
const queue = new Queue(part("queue"), words, data.desk_url);
const listFiles = (attachments) =>
  attachments?.length ? attachmentList(attachments, client.session?.attachment_texts, data.locale, modules) : null;
// The basket that an agent can open is not the shopper's, and an order opens for its shopper alone.
const drawCard = (card) => cardOf(card, modules, data.locale, ["cart", "order"]);
const thread = new Thread(part("conversation"), words, data.agent, listFiles, drawCard);
const client = new ChatClient({
  parts: modules,
  sessionUrl: data.session_url,
  conversationsUrl: data.conversations_url,
  role: "agent",
});
const calls = new Calls(client);
const whose = { texts: data.texts, agentId: data.agent_id, parts: modules };
const ownMessages = new OwnMessages(client, thread, modules, whose);
const files = new Attachments(client, { list: part("chips"), input: part("picker"), locale: data.locale }, modules);
const composer = new Composer(part("composer"), words, files, modules);
const lists = new Lists(part("queue"), queue, words, {
  url: data.conversations_url,
  deskUrl: data.desk_url,
  me: data.agent_id,
  params: data.filters,
});
const actions = new Actions(part("conversation"), { client, words, me: data.agent_id, deskUrl: data.desk_url });
const receivers = new Receivers(actions.menu("hand-over"), calls, data.agent_id);
const colleagueReplies = new ColleagueReplies(part("meanwhile"), words, data.agent_id);
const readers = new Readers(part("readers"), part("announcer"), words, data.locale);
const keys = new Keys(root, modules, run);
const panel = new Panel(part("panel"), data.desk_url, data.conversation?.id ?? "");
const parts = new Parts(part("parts"), part("scroll"), data.desk_url, data.conversation?.id ?? "");
const proposals = new Proposals(part("proposals"), client, calls, { ...modules, elements: modules, thread });
const shopCards = new ShopCards(part("shop-cards"), client, calls, { ...modules, elements: modules });
const alerts = new Alerts(part("alerts"), { words, storage: modules, sound: root.dataset.sound });
// The page says what time the shop has, until the client has asked.
words.now = () => (client.session ? client.now() : Date.parse(data.now) + performance.now());
/** What is known of the conversation on the screen; null where none is open. */
let shown = data.conversation;
/** Whether its messages on the screen are the script's own; the server's are replaced once. */
let drawn = false;
/** Whether the shop said that this user is no agent any more. */
let refused = false;
let connectionTimer = 0;
/** Suggested answers; null until they are loaded, and where the shop has none. @type {object | null} */
let answers = null;

// --- Which conversation is open -------------------------------------------------------------------------------

function idInAddress() {
  const path = location.pathname;
  return path.startsWith(data.desk_url) ? path.slice(data.desk_url.length).replace(/\/$/, "") : "";
}

function open(id) {
  const address = `${data.desk_url}${id}/`;
  // The list stays in the address: a page that is loaded again shows the same one.
  if (location.pathname !== address) history.pushState(null, "", `${address}${location.search}`);
  show(id);
  // On a phone the keyboard would cover what there is to read.
  if (matchMedia("(pointer: fine)").matches && composer.open) composer.focus();
  else part("heading").focus();
}

function leave() {
  if (idInAddress()) history.pushState(null, "", `${data.desk_url}${location.search}`);
  show("");
  queue.focus();
}

/** Show a conversation, or none. @param {string} id empty for none */
function show(id, typed = "", choices = "") {
  const lastId = shown?.id;
  drawn = false;
  shown = id ? (queue.find(id) ?? (lastId === id ? shown : { id })) : null;
  queue.select(id);
  panel.turnTo(id);
  parts.turnTo(id);
  document.body.classList.toggle("support-desk-open", Boolean(id));
  part("conversation").hidden = !id;
  part("nothing").hidden = Boolean(id);
  if (id) {
    part("composer").action = `${data.desk_url}${id}/`;
    actions.turnTo(id);
    part("merge")?.setAttribute("href", `${data.desk_url}${id}/merge/`);
    composer.turnTo(`${client.session.identity}:${id}`, typed, choices);
    answers?.turnTo(id);
    if (lastId !== id) thread.clear(shopperName(), words.text("loading"));
    if (lastId !== id) readers.clear();
    proposals.turnTo(id);
    shopCards.turnTo(id);
    describe();
    queue.setUnsent(id, false);
    client.follow(id);
    draw();
  }
  retitle();
}

function shopperName() {
  return shown?.shopper?.name ?? "";
}

// --- What is drawn --------------------------------------------------------------------------------------------

function draw() {
  if (!shown || client.thread.id !== shown.id || !client.thread.conversation) return;
  // The server tells less of a conversation to the one who began it; keep what the list knows.
  shown = { ...shown, ...queue.find(shown.id), ...client.thread.conversation };
  if (!drawn) thread.clear(shopperName(), "");
  applyEntries(client.thread);
  thread.draw(client.thread);
  ownMessages.draw();
  readers.spoke(client.thread.messages.at(-1));
  if (!drawn) {
    thread.settle();
    colleagueReplies.begin(client.thread.cursor);
  }
  drawn = true;
  thread.seen(shown.shopper_seen, shown.shopper_got);
  describe();
  answers?.draw(composer.open);
  markSeen();
}

/** The heading, the facts, and whether one can write. */
function describe() {
  const fact = (name, text) => {
    const element = root.querySelector(`[data-fact="${name}"]`);
    if (element.textContent !== text) element.textContent = text;
  };
  const unknown = words.text("unknown");
  part("name").textContent = shopperName();
  fact("shopper", shopperName());
  fact("language", shown.language ? words.language(shown.language) : unknown);
  fact("page", shown.page ? words.path(shown.page) : unknown);
  fact("origin", words.origin(shown.origin) || "–");
  fact(
    "waiting",
    shown.waiting_since ? words.text("waits", words.duration(shown.waiting_since)) : words.text("answered"),
  );
  fact("agent", shown.agent?.name || "–");
  const rated = shown.rating ? words.text(`rated_${shown.rating.rating}`) : "–";
  fact("rating", shown.rating?.comment ? `${rated}: ${shown.rating.comment}` : rated);
  const closed = shown.status === "closed";
  // Only in agents' answers there is a shopper's name.
  const own = Boolean(
    client.thread.id === shown.id && client.thread.conversation && !("shopper" in client.thread.conversation),
  );
  part("closed-notice").hidden = !closed && !own;
  part("closed-notice").textContent = own
    ? words.text("own")
    : closed
      ? words.text(shown.deleted ? "contentsDeleted" : "closed")
      : "";
  actions.describe(shown, own);
  composer.setOpen(!closed && !own);
  proposals.setOpen(!closed && !own);
  shopCards.setOpen(!closed && !own);
}

function retitle() {
  const count = queue.waiting().length;
  const name = shopperName() && `${shopperName()} | `;
  document.title = `${count ? `(${words.number(count)}) ` : ""}${name}${root.dataset.title}`;
}

/** What failed in a conversation that is not on the screen would be missed. */
function tellUnsent({ id, outbox }) {
  const isUnsent = id !== shown?.id && outbox.some(({ state }) => state === "failed");
  if (!queue.setUnsent(id, isUnsent)) return;
  const name = queue.find(id)?.shopper?.name ?? "";
  part("announcer").textContent = `${words.text("failed")} ${name}`.trim();
}

/** Only what can be seen counts as read. */
function markSeen() {
  if (data.watches && shown?.id === data.conversation?.id) return; // a supervisor who reads along
  const last = client.thread.messages.at(-1);
  if (drawn && last && document.visibilityState === "visible" && document.hasFocus()) client.seen(last.seq);
}

function drawConnection() {
  clearTimeout(connectionTimer);
  root.dataset.connection = client.connection;
  const offline = navigator.onLine ? "unreachable" : "offline";
  // A server without sockets has no better line to wait for.
  const polling = client.session?.socket ? "polling" : "";
  const texts = { offline, connecting: "connecting", polling };
  const name = refused ? "noAgent" : texts[client.connection];
  // A short break is no news.
  connectionTimer = setTimeout(() => showConnection(name ? words.text(name) : ""), name === "connecting" ? 3000 : 0);
}

function showConnection(text) {
  const bar = part("connection");
  if (bar.textContent !== text) bar.textContent = text;
  bar.hidden = !text;
}

// --- The line to the shop ---------------------------------------------------------------------------------------

client.addEventListener("change", ({ detail }) => {
  tellUnsent(detail.thread);
  draw();
});
client.addEventListener("connection", () => {
  // Only a live line tells who leaves.
  if (client.connection !== "live") readers.clear();
  drawConnection();
});
client.addEventListener("readers", ({ detail }) => detail.thread === client.thread && readers.show(detail.items));
client.addEventListener("queue", () => {
  refused = false;
  drawConnection();
  queue.replace(feed.conversations);
  lists.changed();
  retitle();
  draw();
});
client.addEventListener("typing", ({ detail }) => {
  if (detail.thread === client.thread && detail.sender === "shopper") thread.typing(shopperName());
});
client.addEventListener("refused", ({ detail: { code, detail } }) => {
  if (["forbidden", "no_identity"].includes(code)) refused = true;
  else if (shown && !client.thread.conversation) {
    thread.notice(words.text(code === "not_found" ? "notFound" : "loadFailed"));
    composer.setOpen(false);
  } else if (code === "not_found") refused = true;
  else composer.complain(detail);
  drawConnection();
});
// Somebody else has logged in here: nothing of the former agent's page may stay.
client.addEventListener("reset", () => location.reload());

// --- The agent --------------------------------------------------------------------------------------------------

function listen() {
  queue.live = true;
  lists.listen();
  actions.listen();
  receivers.listen();
  keys.listen();
  queue.addEventListener("open", ({ detail }) => open(detail));
  queue.addEventListener("waiting", ({ detail }) => {
    part("announcer").textContent = words.text("newWaiting", detail.shopper.name);
    alerts.tell(detail, () => open(detail.id));
  });
  thread.addEventListener("retry", ({ detail }) => client.retry(detail));
  thread.addEventListener("take-back", ({ detail }) => takeBack(detail));
  composer.addEventListener("send", ({ detail: { body, attachments, choices } }) => {
    const entry = client.send(body, attachments, choices);
    canned.sent(entry);
    answers?.sent(entry, choices);
    colleagueReplies.begin(client.thread.cursor);
  });
  composer.addEventListener("begin", () => colleagueReplies.begin(client.thread.cursor));
  composer.allows = () => colleagueReplies.allows(client.thread.messages);
  composer.addEventListener("typing", () => client.typing());
  composer.addEventListener("leave", () => queue.focus());
  part("back").addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", enterList);
  document.addEventListener("visibilitychange", markSeen);
  window.addEventListener("focus", markSeen);
  window.addEventListener("popstate", () => show(idInAddress()));
}

function takeBack(id) {
  const entry = client.thread.outbox.find(({ client_id }) => client_id === id);
  composer.giveBack(client.discard(id), entry?.attachments, entry?.choices);
}

/** Files may be dropped anywhere on the conversation. */
function listenToDrops() {
  const target = part("conversation");
  const mark = (isOver) => target.classList.toggle("support-dropping", isOver);
  target.addEventListener("dragover", (event) => {
    if (!composer.open || !files.limits || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    mark(true);
  });
  target.addEventListener("dragleave", (event) => mark(target.contains(event.relatedTarget)));
  target.addEventListener("drop", (event) => {
    mark(false);
    composer.take(event);
  });
}

/** Do what a key or the list of commands says. @param {string} command see inbox/commands.py */
function run(command) {
  const commands = {
    "next-waiting": () => {
      const next = queue.nextWaiting();
      if (next) open(next.id);
    },
    next: () => queue.move(1),
    previous: () => queue.move(-1),
    open: () => document.activeElement?.closest?.(".desk-entry-link")?.click(),
    reply: () => composer.focus(),
    leave,
  };
  const here = {
    canned: () => canned.open(),
    note: () => notes.begin(),
    propose: () => proposals.begin(),
    product: () => shopCards.begin("product"),
    order: () => shopCards.begin("order"),
  };
  if (commands[command]) commands[command]();
  else if (shown && here[command]) here[command]();
  else if (/^(answer-|draft$|wrong$)/.test(command)) shown && answers?.run(command);
  else if (shown) actions.run(command);
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

queue.select(shown?.id ?? "");
if (lists.isAsked) queue.setFixed(data.queue);
else queue.replace(data.queue);
retitle();
if (shown) thread.toEnd();
part("keys").hidden = false;
const ticking = setInterval(() => {
  // A script has taken the desk off the page.
  if (!root.isConnected) return client.stop() ?? clearInterval(ticking);
  queue.tick();
  alerts.remind(queue.waiting());
  if (shown) describe();
}, TICK_MS);
const session = await client.start();
composer.maxLength = session.max_length;
composer.forgetOthers(session.identity);
part("picker").hidden = true;
part("picker").accept = session.attachments?.accept ?? "";
const canned = new Canned(part("composer"), client, calls, composer);
const notes = new Notes(root, client, calls, words, feed);
listen();
listenToDrops();
if (shown) {
  const { body, choices } = part("composer").elements;
  show(shown.id, body.value, choices.value);
}
client.watch(feed);
// Nothing of the desk waits for it.
if (root.dataset.answers)
  import(root.dataset.answers).then(({ Answers }) => {
    answers = new Answers(part("answers"), client, { thread, composer, words, elements: modules, locale: data.locale });
    if (shown) answers.turnTo(shown.id);
    draw();
  });
