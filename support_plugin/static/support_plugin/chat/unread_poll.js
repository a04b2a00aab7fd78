/** Polls for unread answers while the chat has not been opened on this page; docs/javascript.md. */

const PACE = 60_000;

/** Poll slowly while the page is visible, until the chat is opened, no answer can come, or the element is gone. */
export async function pollUnread(element) {
  const { unreadCount, storage: kept } = element.dataset;
  const [{ showUnread, chime }, storage] = await Promise.all([unreadCount, kept].map((address) => import(address)));
  let timer = 0;
  let last = -PACE;
  const isOver = () => element.panel || !element.isConnected;
  const stop = () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
  };
  const ask = async () => {
    clearTimeout(timer);
    if (isOver()) return stop();
    if (document.hidden) return;
    last = performance.now();
    timer = setTimeout(ask, PACE * (0.9 + Math.random() * 0.2));
    try {
      const response = await fetch(element.dataset.unreadUrl, { cache: "no-store" });
      const { unread, open, newest } = await response.json();
      if (isOver()) return stop();
      showUnread(element, unread);
      if (unread) chime(element, newest, storage);
      if (!open && !unread) stop();
      storage.awaitAnswer(open || unread);
    } catch {
      // The next round asks again.
    }
  };
  const look = () => performance.now() - last > PACE / 2 && ask();
  document.addEventListener("visibilitychange", look);
  ask();
}
