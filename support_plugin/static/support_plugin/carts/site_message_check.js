/** Asks once a visit whether a reminder waits; the module that shows it is loaded then. docs/reminders.md */

const MARK = "support.visit";
const VISIT = 18e5; // half an hour

/** Without access to the storage, nothing is asked. */
const isAsked = () => {
  try {
    return sessionStorage[MARK] > Date.now() - VISIT;
  } catch {
    return true;
  }
};
const note = () => (sessionStorage[MARK] = Date.now());

async function ask(place) {
  if (!place.isConnected || isAsked()) return;
  const { url, module } = place.dataset;
  const answer = await fetch(url);
  if (!answer.ok) return;
  const { message } = await answer.json();
  if (message) await (await import(module)).offer(place, message, note);
  else note();
}

const askLater = (place) => setTimeout(() => ask(place).catch(() => {}), 1000);

addEventListener(
  "pageshow",
  ({ persisted }) => persisted && document.querySelectorAll("support-site-message").forEach(askLater),
);

customElements.get("support-site-message") ??
  customElements.define(
    "support-site-message",
    class extends HTMLElement {
      connectedCallback() {
        askLater(this);
      }
    },
  );
