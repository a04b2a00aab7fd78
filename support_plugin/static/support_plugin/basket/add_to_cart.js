/**
 * Puts a product into the cart without leaving the page, where a form is marked with "data-support-add".
 * Without this script, the form is sent as usual, and the page comes again.
 */

// What of the page an added product changes: Oscar's own names.
const PARTS = ["#content_inner", "#messages", ".basket-mini"];
const SECONDS = 6;
// The shop then leaves the next steps out of its messages.
const IN_PLACE = { "X-Requested-With": "XMLHttpRequest" };

async function add(form) {
  form.setAttribute("aria-busy", "true");
  let answer, html;
  try {
    // keepalive: leaving the page at once does not cancel it, nor lose the cookie of a new cart.
    const body = new FormData(form);
    answer = await fetch(form.action, { method: "POST", body, headers: IN_PLACE, keepalive: true });
    html = await answer.text();
  } catch {
    return leave(form, () => location.reload()); // the shop may have added it: sent again, it might be there twice
  }
  if (!answer.ok) return leave(form, () => form.submit()); // without the listeners
  const page = new DOMParser().parseFromString(html, "text/html");
  // Answered in a way of the shop's own.
  if (!PARTS.some((part) => page.querySelector(part))) return leave(form, () => location.reload());
  show(page, form.action);
  release(form); // it may stand outside of the parts that changed
}

/** Leave the page; the form is released if the reader stops that, or the answer is a download. */
function leave(form, go) {
  setTimeout(release, SECONDS * 1000, form);
  go();
}

function release(form) {
  form.removeAttribute("aria-busy");
}

function show(page, action) {
  for (const part of PARTS) {
    const [old, fresh] = [document, page].map((each) => each.querySelector(part));
    if (old && fresh) old.replaceChildren(...fresh.childNodes);
  }
  const same = [...document.querySelectorAll("form[data-support-add]")].find((form) => form.action === action);
  const next = same?.querySelector("button") ?? document.querySelector("#content_inner");
  if (next && next.tabIndex < 0) next.tabIndex = -1;
  next?.focus({ preventScroll: true });
  confirm();
}

/** The shop's message may be out of sight: then a copy of it is shown for a while, hidden from screen readers. */
function confirm() {
  const messages = document.getElementById("messages");
  if (!messages?.textContent.trim() || isInView(messages)) return;
  document.querySelector(".support-toast")?.remove();
  const toast = Object.assign(document.createElement("div"), { className: "support-toast" });
  toast.append(...copyOf(messages));
  toast.setAttribute("aria-hidden", "true");
  document.body.append(toast);
  setTimeout(() => toast.remove(), SECONDS * 1000);
}

/** Texts and links, without what closes a message; the keyboard finds the links in the message itself. */
function copyOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return [node.data];
  if (!node.matches?.(":not(button, [data-dismiss])")) return [];
  if (!node.matches("a[href]")) return [...node.childNodes].flatMap(copyOf);
  return [Object.assign(document.createElement("a"), { href: node.href, textContent: node.textContent, tabIndex: -1 })];
}

function isInView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

// The browser may keep the page as it stands, and show it again at "back".
addEventListener("pagehide", () => document.querySelectorAll("[data-support-add]").forEach(release));

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-support-add]") || event.defaultPrevented) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") !== "true") add(form);
});
