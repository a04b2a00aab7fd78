/** Shows notifications. It controls no page: none lies below its address. docs/push.md */

// "push", or the folder of another purpose: the call has the same name.
const API = new URL(`../api/v1/${location.pathname.split("/").at(-2)}/`, location.href).href;

/** @param {PushMessageData | null} data @returns {Record<string, string>} */
function read(data) {
  try {
    return Object(data.json());
  } catch {
    return {};
  }
}

/** A browser that shows nothing for a message takes the leave back: without words, it is the shop's name. */
function show({ title = location.hostname, body, dir, lang, icon, tag, url }) {
  const options = { body, dir, lang, icon, tag, renotify: Boolean(tag), data: { url } };
  return self.registration.showNotification(title, options);
}

/** Open an address of the shop's own, without one its first page. @param {string} [address] */
async function open(address = "") {
  const url = new URL(address, new URL("../../", location.href));
  if (url.origin === location.origin) await self.clients.openWindow(url.href);
}

/** Send the shop what the browser has in place of a subscription; the leave was given with that. */
async function renew({ oldSubscription: old, newSubscription }) {
  if (!old) return;
  const fresh = newSubscription ?? (await self.registration.pushManager.subscribe(old.options));
  const answer = await fetch(API, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...fresh.toJSON(), replaces: old.endpoint }),
  });
  if (!answer.ok && answer.status < 500) await fresh.unsubscribe();
}

addEventListener("install", () => self.skipWaiting());
addEventListener("push", (event) => event.waitUntil(show(read(event.data))));
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url));
});
