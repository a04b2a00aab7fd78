/**
 * Updates a notice when something is chosen on its page: the address while it is entered, or a product's variant.
 * Without this script, the notice is that of the next page; of variants it says the span over all of them.
 */

const ADDRESS = "[data-support-follow-url]";
const VARIANT = "[data-support-variant-url]";
// What of an address decides what shipping costs, by the names that Oscar's form has for it.
const PARTS = { country: "country", state: "state", line4: "city", city: "city", postcode: "postcode" };
// Where a shop's page has its price: by our own mark, else as Oscar's templates name it.
const PRICE = "[data-support-price], .product_main .price_color";
const WAIT = 200; // milliseconds
let running = null;
let waiting = 0;

/** Fetch a page and show its notice in the place of this one; then what else it brings. */
async function replace(figures, url, selector, showMore) {
  running?.abort();
  const { signal } = (running = new AbortController());
  try {
    const found = await fetch(url, { signal, cache: "no-store" });
    if (!found.ok) throw new Error(`The shop answered ${found.status}`);
    const page = new DOMParser().parseFromString(await found.text(), "text/html");
    show(figures, page.querySelector(selector));
    showMore(page);
  } catch (error) {
    // The notice of another choice must not be shown for this one.
    if (error.name !== "AbortError") figures.hidden = true;
  }
}

function show(figures, fresh) {
  const isOpen = figures.querySelector("details")?.open;
  figures.hidden = !fresh;
  figures.replaceChildren(...(fresh?.childNodes ?? []));
  if (isOpen) figures.querySelector("details").open = true;
}

function followAddress(form, figures) {
  const url = new URL(figures.dataset.supportFollowUrl, location.href);
  for (const [field, part] of Object.entries(PARTS)) {
    const value = form.elements[field]?.value;
    if (value) url.searchParams.set(part, value);
  }
  replace(figures, url, ADDRESS, showRows);
}

/** Rows and amounts of the shop's own that say the same. A row that is not needed now is empty. */
function showRows(page) {
  for (const old of document.querySelectorAll("[data-support-renew]")) {
    const now = page.querySelector(`[data-support-renew="${old.dataset.supportRenew}"]`);
    if (now || old.closest("table")) old.replaceChildren(...(now?.cloneNode(true).childNodes ?? []));
  }
}

function followVariant(field) {
  const figures = document.querySelector(VARIANT);
  if (!figures || !/^\d+$/.test(field.value)) return;
  const url = figures.dataset.supportVariantUrl.replace(/0(?=\/$)/, field.value);
  // Where the cart changes without a new page, the notice is still to be this variant's.
  figures.dataset.supportNoticeUrl = url;
  replace(figures, url, VARIANT, showPrice);
}

function showPrice(page) {
  const price = page.querySelector("[data-support-price]");
  if (price) document.querySelector(PRICE)?.replaceChildren(price);
}

document.addEventListener("change", ({ target }) => {
  if (target.name === "child_id") return followVariant(target);
  const figures = document.querySelector(ADDRESS);
  if (!figures || !(target.name in PARTS) || !target.form?.elements.line1) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => followAddress(target.form, figures), WAIT);
});
// As the browser filled the form in again.
const chosen = document.querySelector("[name=child_id]:checked, select[name=child_id]");
if (chosen?.value && !chosen.defaultChecked) followVariant(chosen);
