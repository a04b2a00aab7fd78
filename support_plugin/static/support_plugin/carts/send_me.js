/** “Send me this cart” without leaving the page; docs/sending_carts.md. */

class SendCart extends HTMLElement {
  connectedCallback() {
    if (this.onsubmit) return;
    this.onsubmit = (event) => {
      event.preventDefault();
      this.send(event.target);
    };
    this.copyButton = this.querySelector(".support-send-link button");
    this.copyButton.hidden = false;
    this.copyButton.onclick = () => this.copy();
  }

  /** Have the server do what a form asks for. @param {HTMLFormElement} form */
  async send(form) {
    if (this.isBusy) return;
    this.isBusy = true;
    this.say("");
    this.refuse(form, "");
    let answer = {};
    try {
      const headers = { Accept: "application/json" };
      const response = await fetch(form.action, { method: "POST", headers, body: new FormData(form) });
      answer = await response.json();
    } catch {
      answer.error = this.dataset.failed;
    }
    this.isBusy = false;
    if (answer.error) this.refuse(form, answer.error);
    else this.show(form, answer);
  }

  /** @param {HTMLFormElement} form @param {{ said: string, key?: string, link?: string }} answer */
  show(form, { said, key, link }) {
    // Another message to the same address is asked for by another press.
    if (key) form.elements.key.value = key;
    this.say(said);
    if (!link) return;
    this.querySelector(".support-send-link").hidden = false;
    this.field.value = link;
    this.field.focus();
    this.field.select();
  }

  /** Say at the field what is wrong; "" takes that back. @param {HTMLFormElement} form @param {string} text */
  refuse(form, text) {
    const place = form.querySelector(".support-errors");
    const field = form.elements.contact;
    place.textContent = text;
    place.hidden = !text;
    field?.toggleAttribute("aria-invalid", false);
    if (!text) return;
    field?.setAttribute("aria-invalid", "true");
    if (field) field.focus();
    else this.say(text);
  }

  async copy() {
    this.say("");
    this.field.select();
    let isCopied = false;
    try {
      await navigator.clipboard.writeText(this.field.value);
      isCopied = true;
    } catch {
      // Pages without TLS have no clipboard, and some browsers ask and are refused.
      isCopied = document.execCommand("copy");
    }
    this.say(isCopied ? this.dataset.copied : this.dataset.marked);
  }

  get field() {
    return this.querySelector("#support-send-link");
  }

  /** @param {string} text */
  say(text) {
    this.querySelector("[role=status]").textContent = text;
  }
}
customElements.get("support-send") ?? customElements.define("support-send", SendCart);
