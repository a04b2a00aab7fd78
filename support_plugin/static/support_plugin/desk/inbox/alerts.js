/**
 * A new question in a tab that nobody looks at: a tone, and the system's notification where the agent allows it.
 *
 * Off until the agent presses the button; a browser asks for its permission at that press, never by itself.
 */

const ON = "support.desk.alerts";
/** After which the tone repeats, as long as somebody waits and the page is not visible. */
const AGAIN_MS = 30_000;

export class Alerts {
  /**
   * @param {HTMLButtonElement} button switches them on and off
   * @param {import("../words.js").Words} words @param {string} sound the address of chat/sound.js
   * @param {Record<string, any>} modules all that the desk's modules export
   */
  constructor(button, words, sound, modules) {
    Object.assign(this, { button, words, sound, modules });
    /** Those that were announced, by id, with the message at which they were. @type {Map<string, number>} */
    this.announced = new Map();
    button.hidden = false;
    button.addEventListener("click", () => this.toggle());
    this.draw();
  }

  get isOn() {
    return this.modules.kept(ON, "localStorage") === "1";
  }

  async toggle() {
    this.modules.keep(ON, this.isOn ? null : "1", "localStorage");
    this.draw();
    if (!this.isOn) return;
    this.chime(`test ${Math.random()}`);
    if (globalThis.Notification?.permission === "default") await Notification.requestPermission();
    this.draw();
  }

  draw() {
    this.button.setAttribute("aria-pressed", String(this.isOn));
    // What the browser forbids can't be asked for again.
    const isSilent = this.isOn && globalThis.Notification?.permission === "denied";
    this.button.title = isSilent ? this.words.text("notificationsBlocked") : "";
  }

  get isLooking() {
    return !document.hidden && document.hasFocus();
  }

  /**
   * Sound again, in one tab for all of them, for who still waits; until somebody looks here.
   * @param {Record<string, any>[]} waiting
   */
  remind(waiting) {
    if (this.isLooking) this.announced.clear();
    const unread = waiting.filter(({ last_seq, agent_seen }) => last_seq > agent_seen);
    for (const id of this.announced.keys()) if (!unread.some((each) => each.id === id)) this.announced.delete(id);
    const due = unread.find(({ id }) => Date.now() - this.announced.get(id) >= AGAIN_MS);
    if (!due || !this.isOn) return;
    this.announced.set(due.id, Date.now());
    // Named by the time, so that of several tabs one sounds.
    this.chime(`${due.id}:${due.last_seq}:${Math.floor(Date.now() / AGAIN_MS)}`);
  }

  chime(name) {
    import(this.sound).then(
      ({ chime }) => chime(name, this.modules),
      () => {},
    );
  }

  /**
   * @param {Record<string, any>} conversation whose shopper waits now @param {() => void} open shows it
   */
  show({ id, last_seq, shopper }, open) {
    if (!this.isOn || this.isLooking) return;
    this.announced.set(id, Date.now());
    this.chime(`${id}:${last_seq}`);
    if (globalThis.Notification?.permission !== "granted") return;
    // Phones have the class, and can't make one of it. The tag: one notification in all tabs together.
    const note = this.modules.attempt(() => new Notification(this.words.text("newWaiting", shopper.name), { tag: id }));
    note?.addEventListener("click", () => {
      window.focus();
      note.close();
      open();
    });
  }
}
