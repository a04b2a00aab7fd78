/** What the browser keeps for the chat: storage, which it may forbid, and the cookie of those who await an answer. */

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

/** The shop reads it too: while a conversation is open, the launcher is on every page. */
export function awaitAnswer(isAwaited) {
  // In another site's frame, browsers keep no other.
  const where = self === top ? "lax" : "none;secure";
  document.cookie = `support_awaited=1;path=/;samesite=${where};max-age=${isAwaited ? 2e6 : 0}`;
}
