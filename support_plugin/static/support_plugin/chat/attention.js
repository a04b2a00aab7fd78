/** Tells a shopper whose chat is closed of answers; docs/javascript.md. */

const SOUND = "support.sound";
const SOUNDED = "support.sounded";
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
      if (unread) chime(newest);
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

/** Once for a message, in all tabs together. */
export function chime(message) {
  if (!hasSound()) return;
  const once = (lock) => {
    if (lock === null || kept(SOUNDED, "localStorage") === message) return;
    keep(SOUNDED, message, "localStorage");
    return tone();
  };
  if (navigator.locks) navigator.locks.request(SOUND, { ifAvailable: true }, once);
  else once();
}

async function tone() {
  const context = new AudioContext();
  for (const [pitch, delay] of [[660, 0], [880, 0.12]]) {
    const start = context.currentTime + delay;
    const note = new OscillatorNode(context, { frequency: pitch });
    const volume = new GainNode(context, { gain: 0.12 });
    volume.gain.setTargetAtTime(0, start, 0.06);
    note.connect(volume).connect(context.destination);
    note.start(start);
    note.stop(start + 0.3);
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  await context.close();
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
