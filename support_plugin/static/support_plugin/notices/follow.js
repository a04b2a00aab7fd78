/**
 * The notice and the total follow the address while it is entered.
 * Without this script, they are those of the next page.
 */

// What of an address decides what shipping costs, by the names that Oscar's form has for it.
const PARTS = { country: "country", state: "state", line4: "city", city: "city", postcode: "postcode" };
const WAIT = 200; // milliseconds
let running = null;
let waiting = 0;

async function follow(form, figures) {
    running?.abort();
    const { signal } = (running = new AbortController());
    const url = new URL(figures.dataset.supportFollowUrl, location.href);
    for (const [field, part] of Object.entries(PARTS)) {
        const value = form.elements[field]?.value;
        if (value) url.searchParams.set(part, value);
    }
    try {
        const found = await fetch(url, { signal, cache: "no-store" });
        if (!found.ok) throw new Error(`The shop answered ${found.status}`);
        show(figures, new DOMParser().parseFromString(await found.text(), "text/html"));
    } catch (error) {
        // What is true of another place must not be said of this one.
        if (error.name !== "AbortError") figures.hidden = true;
    }
}

function show(figures, page) {
    const fresh = page.querySelector("[data-support-follow-url]");
    const isOpen = figures.querySelector("details")?.open;
    figures.hidden = !fresh;
    figures.replaceChildren(...(fresh?.childNodes ?? []));
    if (isOpen) figures.querySelector("details").open = true;
    // Rows and amounts of the shop's own that say the same. A row that is not needed now is empty.
    for (const old of document.querySelectorAll("[data-support-renew]")) {
        const now = page.querySelector(`[data-support-renew="${old.dataset.supportRenew}"]`);
        if (now || old.closest("table")) old.replaceChildren(...(now?.cloneNode(true).childNodes ?? []));
    }
}

document.addEventListener("change", ({ target }) => {
    const figures = document.querySelector("[data-support-follow-url]");
    if (!figures || !(target.name in PARTS) || !target.form?.elements.line1) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => follow(target.form, figures), WAIT);
});
