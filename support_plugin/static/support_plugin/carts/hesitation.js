/** Detects hesitation; docs/carts.md. */

const TAB = Math.random();
let here, moved, used, at, top, failed;
let failures = 0;

function note(area, changes) {
  try {
    const values = { ...JSON.parse(window[area].support ?? "{}"), ...changes };
    if (changes) window[area].support = JSON.stringify(values);
    return values;
  } catch {
    return Object.assign((note[area] ??= {}), changes);
  }
}

const inTab = (changes) => note("sessionStorage", changes);
const inAll = (changes) => note("localStorage", changes);
const claim = () => document.hasFocus() && inAll({ tab: TAB });
const isActive = () => here && (inAll().tab ?? TAB) === TAB;

function report(kind) {
  const body = JSON.stringify({ kind, page: here.page });
  if (Date.now() - inAll()[body] < 18e5) return; // half an hour
  inAll({ [body]: Date.now() });
  fetch(here.url, { method: "POST", keepalive: true, headers: { "Content-Type": "application/json" }, body })
    .then((answer) => answer.json())
    .then(({ prompt }) => prompt && document.dispatchEvent(new CustomEvent("support:prompt", { detail: prompt })))
    .catch(() => {});
}

function repeat(kind) {
  const total = (1 + (inTab()[kind] ?? 0)) % here.times;
  inTab({ [kind]: total });
  if (!total) report(kind);
}

function choose({ name, value }) {
  const before = inTab()[name];
  inTab({ [name]: value });
  if (before && before !== value) repeat("changed_method");
}

function arrive() {
  moved = Date.now();
  claim();
  if (here.step < inTab().step) repeat("went_back");
  if (here.step) inTab({ step: here.step });
}

function wait(kind, seconds, place) {
  const left = moved + seconds * 1000 - Date.now();
  if (left > 0 || (kind === "paused" && document.hidden)) setTimeout(wait, Math.max(left, 1e4), kind, seconds, place);
  else if (here === place && isActive()) report(kind);
}

function move() {
  used = moved = Date.now();
}

const reactions = {
  pointermove: move,
  pointerdown: move,
  keydown: move,
  scroll: move,
  touchmove() {
    move();
    if (!(moved - at < 1000)) [at, top] = [moved, scrollY];
    else if (top - scrollY > innerHeight) report("leaving");
  },
  focus: claim,
  pageshow: ({ persisted }) => persisted && arrive(),
  mouseout: ({ relatedTarget, clientY }) => !relatedTarget && clientY <= 0 && report("leaving"),
  visibilitychange() {
    if (used) setTimeout(() => document.hidden && isActive() && report("leaving"), 1000);
    moved = Date.now();
  },
  click: ({ target }) => target.closest(".support-notice :not([open]) > summary") && repeat("read_details"),
  change: ({ target }) => target.type === "radio" && /method|pay/.test(target.name) && choose(target),
  submit: ({ target }) => target.method_code?.type === "hidden" && choose(target.method_code),
  invalid() {
    if (failed >= moved) return;
    failed = Date.now();
    if (++failures > 1) report("form_refused");
  },
  copy: () => here.page === "product" && `${getSelection()}` && report("copied"),
};
for (const type in reactions)
  addEventListener(type, (event) => here && reactions[type](event), { capture: true, passive: true });

class Hesitation extends HTMLElement {
  connectedCallback() {
    setTimeout(() => {
      if (!this.isConnected || navigator.globalPrivacyControl) return;
      here = this.dataset;
      arrive();
      if (here.happened) report(here.happened);
      if (here.pause) wait("paused", here.pause, here);
      wait("idle", here.idle, here);
    }, 1000);
  }

  disconnectedCallback() {
    here = null;
  }
}
customElements.define("support-hesitation", Hesitation);
