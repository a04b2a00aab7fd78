/** Unread answers while the chat is closed, and access to the browser's storage. */

const SOUND = "support.sound";
let title;

export function showUnread(element, count) {
  const { button, dataset } = element;
  const status = element.querySelector("[role=status]");
  const number = new Intl.NumberFormat(dataset.locale).format(count);
  const words = count ? dataset.unread.replace("%s", number) : "";
  if (status.textContent === words) return;
  if (!status.textContent) title = document.title;
  document.title = count ? `(${number}) ${title}` : title;
  status.textContent = words;
  button.querySelector(".support-unread")?.remove();
  button.removeAttribute("aria-label");
  if (!count) return;
  button.setAttribute("aria-label", `${button.textContent} – ${words}`);
  const badge = document.createElement("span");
  badge.className = "support-unread";
  badge.setAttribute("aria-hidden", "true");
  badge.textContent = number;
  button.append(badge);
}

/** The shop reads it too: while a conversation is open, the launcher is on every page. */
export function awaitAnswer(isAwaited) {
  // In another site's frame, browsers keep no other.
  const where = self === top ? "lax" : "none;secure";
  document.cookie = `support_awaited=1;path=/;samesite=${where};max-age=${isAwaited ? 2e6 : 0}`;
}

export function hasSound() {
  return kept(SOUND, "localStorage") === "1";
}

export function setSound(on) {
  keep(SOUND, on ? "1" : null, "localStorage");
}

/** The tone is loaded with the first one. */
export function chime({ dataset }, message) {
  const ring = (sound) => sound.chime(message, { keep, kept });
  if (hasSound()) import(dataset.sound).then(ring, () => {});
}

/** A browser may forbid its storage. */
export function keep(key, value, storage = "sessionStorage") {
  try {
    if (value === null) globalThis[storage].removeItem(key);
    else globalThis[storage].setItem(key, value);
  } catch {}
}

export function kept(key, storage = "sessionStorage") {
  try {
    return globalThis[storage].getItem(key);
  } catch {
    return null;
  }
}
