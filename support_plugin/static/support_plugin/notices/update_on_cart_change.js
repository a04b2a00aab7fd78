// Updates notices about the cart after it changed without a reload, where the page's own script leaves them alone.
// A shop's script may also send the event itself: document.dispatchEvent(new Event("support:cart-changed")).
const ALL = "[data-support-notice-url], [data-support-renew]";
/** When each was inserted: a script may have inserted it after the change, and so up to date. */
const since = new WeakMap();
let running = null;

function notices() {
  return [...document.querySelectorAll(ALL)];
}

function note() {
  for (const notice of notices()) if (!since.has(notice)) since.set(notice, performance.now());
}

function cartUrl() {
  return document.querySelector("[data-support-cart-url]")?.dataset.supportCartUrl;
}

/** Show each notice as it is now. @param {number} changed when the cart did, by performance.now() */
async function renew(changed) {
  running?.abort();
  const { signal } = (running = new AbortController());
  const pages = new Map();
  const load = (url) => {
    if (!pages.has(url)) pages.set(url, read(url, signal));
    return pages.get(url);
  };
  const old = notices().filter((notice) => !(since.get(notice) > changed));
  await Promise.all(old.map((notice) => renewOne(notice, load)));
}

async function renewOne(notice, load) {
  const { supportNoticeUrl: url, supportRenew: kind } = notice.dataset;
  try {
    // Without an address of its own, as the page itself has it now: the same one of its kind.
    const ofKind = url ? ALL : `[data-support-renew="${kind}"]`;
    const index = url ? 0 : [...document.querySelectorAll(ofKind)].indexOf(notice);
    show(notice, (await load(url ?? location.href)).querySelectorAll(ofKind)[index]);
  } catch (error) {
    // A notice that can't be updated is hidden: it may be wrong now.
    if (error.name !== "AbortError") notice.hidden = true;
  }
}

async function read(url, signal) {
  const answer = await fetch(url, { signal, cache: "no-store" });
  if (!answer.ok) throw new Error(`The shop answered ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function show(notice, fresh) {
  notice.hidden = !fresh;
  if (!fresh) return;
  const open = notice.querySelector("details")?.open;
  notice.replaceChildren(...fresh.childNodes);
  if (open && notice.querySelector("details")) notice.querySelector("details").open = true;
}

function isCartChange(entry) {
  if (entry.initiatorType !== "fetch" && entry.initiatorType !== "xmlhttprequest") return false;
  const path = cartUrl();
  return Boolean(path) && new URL(entry.name).pathname.startsWith(path);
}

note();
new MutationObserver(note).observe(document, { childList: true, subtree: true });
// The shop's script posts to the basket's pages in its own way; the browser reports when it is done.
new PerformanceObserver((list) => {
  const change = list.getEntries().filter(isCartChange).pop();
  // After that script has handled the answer.
  if (change) setTimeout(renew, 50, change.responseEnd);
}).observe({ type: "resource" });
document.addEventListener("support:cart-changed", () => renew(performance.now()));
// Back from another page, as the browser kept it.
addEventListener("pageshow", (event) => event.persisted && renew(performance.now()));
