/** Offers notifications by a button: of a cart that is left, or to an agent on duty; docs/push.md. */

/** Whether this browser takes notifications, as far as is known without asking its reader. */
const isPossible = () =>
  "PushManager" in window &&
  navigator.serviceWorker &&
  window.Notification &&
  Notification.permission !== "denied" &&
  // On iOS in installed apps alone.
  !(navigator.standalone === false && navigator.maxTouchPoints);

/** @param {ServiceWorkerRegistration} registration @returns {Promise<void>} when its worker takes messages */
const isActive = ({ active, installing, waiting }) =>
  new Promise((resolve) => {
    const worker = active ?? waiting ?? installing;
    worker.onstatechange = () => worker.state === "activated" && resolve();
    worker.onstatechange();
  });

class Offer extends HTMLElement {
  connectedCallback() {
    if (!isPossible() || this.onclick) return;
    this.onclick = async ({ target }) => {
      const button = target.closest("button");
      if (!button || this.isBusy) return;
      this.isBusy = true;
      try {
        await (button.value ? this.turnOn() : this.turnOff());
      } catch {
        this.show("failed");
      }
      this.isBusy = false;
    };
    this.look().catch(() => {});
  }

  /** The worker's registration, made on a page of whichever language. */
  async find() {
    const all = await navigator.serviceWorker.getRegistrations();
    return all.find(({ scope }) => scope.endsWith(this.dataset.scope));
  }

  /** Show how it is. */
  async look() {
    const subscription = await (await this.find())?.pushManager.getSubscription();
    const known = subscription ? (await (await this.call("GET")).json()).browsers : [];
    this.show(known.includes(subscription?.toJSON().keys.p256dh) ? "on" : "off");
  }

  /** Show one of the parts. @param {"on" | "off" | "failed" | "denied"} state */
  show(state) {
    const hadFocus = this.contains(document.activeElement);
    this.hidden = false;
    for (const part of this.children) part.hidden = !part.dataset.on.split(" ").includes(state);
    if (hadFocus) this.querySelector(":scope > :not([hidden]) button")?.focus();
  }

  /** To be called by a gesture: browsers ask their reader only then. */
  async turnOn() {
    if ((await Notification.requestPermission()) !== "granted") {
      this.show(isPossible() ? "off" : "denied");
      return;
    }
    const registration = (await this.find()) ?? (await navigator.serviceWorker.register(this.dataset.worker));
    await isActive(registration);
    // One that the server does not know may be another person's, or of another key.
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    const options = { userVisibleOnly: true, applicationServerKey: this.dataset.key };
    const subscription = await registration.pushManager.subscribe(options);
    try {
      await this.call("POST", { ...subscription.toJSON(), language: this.dataset.language });
    } catch (error) {
      await subscription.unsubscribe();
      throw error;
    }
    this.show("on");
  }

  async turnOff() {
    const subscription = await (await this.find())?.pushManager.getSubscription();
    if (subscription) {
      await this.call("DELETE", { endpoint: subscription.endpoint });
      await subscription.unsubscribe();
    }
    this.show("off");
  }

  /** @param {string} method @param {object} [content] */
  async call(method, content) {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(this.dataset.url, { method, headers, body: content && JSON.stringify(content) });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer;
  }
}
customElements.get("support-push") ?? customElements.define("support-push", Offer);
