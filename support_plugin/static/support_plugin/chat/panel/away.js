/** What the panel says while nobody is there, and where a guest wants the answer; docs/answers-by-mail.md. */

export class Away {
  #drawn = "";
  #sent = "";

  constructor(panel) {
    const { make, button } = panel.parts;
    Object.assign(this, { panel, make, button, client: panel.client });
    this.box = make("div", { class: "menu away", hidden: "" });
    panel.notice.before(this.box);
    this.client.addEventListener("message", ({ detail }) => this.#answered(detail.message));
  }

  /** Somebody has come: the session that says otherwise is old. */
  #answered({ agent }) {
    if (agent && this.client.session.away) this.client.refresh().catch(() => {});
  }

  draw() {
    const { session, thread } = this.client;
    const { status, assistant = session.assistant && "on" } = thread.conversation ?? {};
    // While a program answers, nobody has to come back for it.
    const isAnswered = assistant === "on";
    const asks = session.asks_address && !this.#sent && status === "open" && !isAnswered;
    const wanted = JSON.stringify([session.away, asks, this.#sent, isAnswered]);
    if (this.#drawn === wanted) return;
    this.#drawn = wanted;
    this.box.hidden = !session.away;
    const hint = this.#sent || this.panel.texts.away_hint;
    const said = this.make("p", { role: "status" }, isAnswered ? session.away : `${session.away} · ${hint}`);
    this.box.replaceChildren(said, ...(asks ? [this.#form()] : []));
  }

  #form() {
    const { make, panel } = this;
    const { away_email, away_yes, care_failed, away_thanks } = panel.texts;
    const input = make("input", { type: "email", name: "email", dir: "ltr", autocomplete: "email", required: "" });
    const error = make("p", { class: "error", role: "alert" });
    const yes = this.button("action", away_yes, null, { type: "submit" });
    const form = make("form", { novalidate: "" }, make("label", {}, away_email, input), error, yes);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      yes.disabled = true;
      error.textContent = "";
      try {
        await this.client.act("reply-address/", { email: input.value });
        if (input.value.trim()) this.#sent = away_thanks;
        this.draw();
        panel.composer.focus();
      } catch (refusal) {
        error.textContent = refusal.detail || care_failed;
      }
      yes.disabled = false;
    });
    return form;
  }
}
