/**
 * The small form for the destination: comes when it is opened, answers in place, keeps the scroll, and says
 * what it found. Without this script, a link leads to the form on a page of its own, and that back to the notice.
 */

const FORM = "[data-support-estimator] form";
const NOTICES = "[data-support-notice-url], [data-support-renew]";
const headers = { "X-Requested-With": "XMLHttpRequest" };

/** Put the form in the place of the link to it, which stays where the shop does not answer. */
async function bring(details) {
  const link = details.querySelector("a[href]");
  if (!link || details.getAttribute("aria-busy") === "true") return;
  details.setAttribute("aria-busy", "true");
  try {
    const found = await fetch(link.href, { headers });
    const form = new DOMParser().parseFromString(await found.text(), "text/html").querySelector("form");
    // Where nothing is asked any more, the answer is another page.
    if (!found.ok || found.redirected) return;
    const hadFocus = link === document.activeElement;
    link.replaceWith(form);
    followCountry(form);
    if (hadFocus) form.querySelector("select, input:not([type=hidden])")?.focus({ preventScroll: true });
    await import(form.dataset.script);
  } finally {
    details.removeAttribute("aria-busy");
  }
}

/** Send the form; show what is wrong beside its fields, or the page's new figures. */
async function answer(form, body) {
  const found = await fetch(form.action, { method: "POST", body, headers });
  if (found.status === 400) return showErrors(form, await found.json());
  if (!found.ok) throw new Error(`The shop answered ${found.status}`);
  show(form, new DOMParser().parseFromString(await found.text(), "text/html"));
}

function showErrors(form, errors) {
  for (const field of form.elements) {
    const place = field.id && document.getElementById(`${field.id}_error`);
    if (!place) continue;
    const texts = errors[field.name] ?? [];
    place.textContent = texts.join(" ");
    place.hidden = !texts.length;
    field.toggleAttribute("aria-invalid", Boolean(texts.length));
    if (texts.length) field.setAttribute("aria-describedby", place.id);
  }
  const wrong = form.querySelector("[aria-invalid]");
  wrong?.closest("details").setAttribute("open", "");
  wrong?.focus();
}

/** Replace what says something about the destination by what the page now has there. */
function show(form, page) {
  // The shop's totals as a whole: their rows may be others now.
  const selector = ["#basket_totals", ".support-notice", "[data-support-estimator]"].find((name) => form.closest(name));
  const [old, fresh] = [form.closest(selector), page.querySelector(selector)];
  if (!fresh) return location.reload();
  const others = (root) => [...root.querySelectorAll(NOTICES)].filter((notice) => !notice.closest(selector));
  const updated = others(page);
  others(document).forEach((notice, index) => updated[index] && notice.replaceWith(updated[index]));
  old.replaceWith(fresh);
  // The page knows nothing of the variant chosen in it.
  const variant = document.querySelector("[name=child_id]:checked, select[name=child_id]");
  variant?.dispatchEvent(new Event("change", { bubbles: true }));
  const estimator = fresh.matches("[data-support-estimator]") ? fresh : fresh.querySelector("[data-support-estimator]");
  estimator?.querySelector("summary").focus({ preventScroll: true });
  // biome-ignore lint/performance/useDomNodeTextContent: without what is hidden
  const said = fresh.querySelector(".support-notice-details > summary")?.innerText ?? "";
  // A live region speaks of what changes in it after it came to the page.
  const region = estimator?.parentElement.querySelector("[data-support-answer]");
  if (region) setTimeout(() => (region.textContent = said), 100);
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest(FORM);
  if (!form || form.getAttribute("aria-busy") === "true") return;
  event.preventDefault();
  form.setAttribute("aria-busy", "true");
  answer(form, new FormData(form, event.submitter))
    .catch(() => form.submit())
    .finally(() => form.setAttribute("aria-busy", "false"));
});

/** The provinces are those of one country: for another one, the city is asked for. */
function followCountry(form) {
  const [country, state] = [form.elements.country, form.elements.state];
  const code = [...(state?.options ?? [])].map((option) => option.value).find((value) => /^[A-Z]{2}-/.test(value));
  if (country?.tagName !== "SELECT" || !code) return;
  const isOwn = code.startsWith(`${country.value}-`);
  state.closest("[data-field]").hidden = !isOwn;
  if (!isOwn) form.querySelector("details").open = true;
}

document.addEventListener("change", ({ target }) => {
  if (target.name === "country" && target.closest(FORM)) followCountry(target.form);
});
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.matches?.("[data-support-estimator][open]")) bring(target).catch(() => {});
  },
  true,
);
