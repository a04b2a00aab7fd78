/** Tells a shopper whose chat is closed of answers; docs/javascript.md. */

const SOUND = "support.sound";
const PACE = 60_000;
let title;

/** Ask at a slow pace, while somebody looks. Returns what ends it. */
export function watch(element) {
  let timer = 0;
  let last = -PACE;
  const ask = async () => {
    clearTimeout(timer);
    if (document.hidden) return;
    last = performance.now();
    timer = setTimeout(ask, PACE * (0.9 + Math.random() * 0.2));
    try {
      const response = await fetch(element.dataset.unreadUrl, { cache: "no-store" });
      const { unread, open, newest } = await response.json();
      if (!timer) return;
      showUnread(element, unread);
      if (unread) chime(element, newest);
      if (!open && !unread) stop();
      awaitAnswer(open || unread);
    } catch {
      // The next round asks again.
    }
  };
  const look = () => performance.now() - last > PACE / 2 && ask();
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
    showUnread(element, 0);
    document.removeEventListener("visibilitychange", look);
  };
  document.addEventListener("visibilitychange", look);
  ask();
  return stop;
}

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

export function awaitAnswer(isAwaited) {
  keep("support.awaited", isAwaited ? "1" : null, "localStorage");
}

export function hasSound() {
  return kept(SOUND, "localStorage") === "1";
}

export function setSound(on) {
  keep(SOUND, on ? "1" : null, "localStorage");
}

/** The tone is loaded with the first one. */
export function chime({ dataset }, message) {
  if (hasSound()) import(dataset.sound).then((sound) => sound.chime(message, { keep, kept }), () => {});
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
