/**
 * Notice and price of a product with variants are those of the variant that is chosen.
 * Without this script, the notice says the span over all of them, and each has its own page.
 */

// Where a shop's page has its price: by our own mark, else as Oscar's templates name it.
const PRICE = "[data-support-price], .product_main .price_color";
let running = null;

async function follow(field) {
    const figures = document.querySelector("[data-support-variant-url]");
    if (!figures || !/^\d+$/.test(field.value)) return;
    running?.abort();
    const { signal } = (running = new AbortController());
    const url = figures.dataset.supportVariantUrl.replace(/0(?=\/$)/, field.value);
    // Where the cart changes without a new page, the notice is still to be this variant's.
    figures.dataset.supportNoticeUrl = url;
    try {
        const found = await fetch(url, { signal, cache: "no-store" });
        if (!found.ok) throw new Error(`The shop answered ${found.status}`);
        show(figures, new DOMParser().parseFromString(await found.text(), "text/html"));
    } catch (error) {
        // What is true of another variant must not be said of this one.
        if (error.name !== "AbortError") figures.hidden = true;
    }
}

function show(figures, page) {
    const fresh = page.querySelector("[data-support-variant-url]");
    const isOpen = figures.querySelector("details")?.open;
    figures.hidden = !fresh;
    figures.replaceChildren(...(fresh?.childNodes ?? []));
    if (isOpen) figures.querySelector("details").open = true;
    const price = page.querySelector("[data-support-price]");
    if (price) document.querySelector(PRICE)?.replaceChildren(price);
}

document.addEventListener("change", ({ target }) => {
    if (target.name === "child_id") follow(target);
});
// As the browser filled the form in again.
const chosen = document.querySelector("[name=child_id]:checked, select[name=child_id]");
if (chosen?.value && !chosen.defaultChecked) follow(chosen);
