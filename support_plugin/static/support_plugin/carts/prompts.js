/** Waits for an occasion to offer help; the module that shows it is loaded then. docs/carts.md */

let here;

const offer = (place, prompt) =>
  place &&
  place === here &&
  import(place.dataset.module).then(
    (module) => module.offer(place, prompt),
    () => {},
  );

document.addEventListener("support:prompt", ({ detail }) => offer(here, detail));

customElements.get("support-prompts") ??
  customElements.define(
    "support-prompts",
    class extends HTMLElement {
      connectedCallback() {
        here = this;
        const { prompt, after } = this.dataset;
        if (prompt) setTimeout(offer, 1000 + after * 1000, this, JSON.parse(prompt));
      }

      disconnectedCallback() {
        if (here === this) here = null;
      }
    },
  );
