// Renews the notices that the page's own script leaves alone, after the cart changed without a reload.
// A shop's script may also send the event itself: document.dispatchEvent(new Event("support:cart-changed")).
const ALL = "[data-support-notice-url]";
const seen = new WeakSet(document.querySelectorAll(ALL));
let running = null;

function cartUrl() {
  return document.querySelector("[data-support-cart-url]")?.dataset.supportCartUrl;
}

/** Put each notice anew that was on the page before; those that a script has put there since are new already. */
async function renew() {
  running?.abort();
  const mine = (running = new AbortController());
  for (const notice of document.querySelectorAll(ALL)) {
    if (!seen.has(notice)) {
      seen.add(notice);
      continue;
    }
    try {
      const answer = await fetch(notice.dataset.supportNoticeUrl, { signal: mine.signal });
      if (!answer.ok) throw new Error(`The shop answered ${answer.status}`);
      show(notice, await answer.text());
    } catch (error) {
      // What can't be renewed must not go on saying what is no longer true.
      if (error.name !== "AbortError") notice.hidden = true;
    }
  }
}

function show(notice, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.querySelector(ALL);
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

// The shop's script posts to the basket's pages in its own way; the browser tells when it is done.
new PerformanceObserver((list) => {
  // Not before that script had its turn with the answer.
  if (list.getEntries().some(isCartChange)) setTimeout(renew, 50);
}).observe({ type: "resource" });
document.addEventListener("support:cart-changed", renew);
// Back from another page, as the browser kept it.
addEventListener("pageshow", (event) => event.persisted && renew());
