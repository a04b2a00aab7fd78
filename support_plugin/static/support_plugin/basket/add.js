/**
 * Puts a product into the cart without leaving the page, where a form is marked with "data-support-add".
 * Without this script, the form is sent as usual, and the page comes again.
 */

// What of the page an added product changes: Oscar's own names.
const PARTS = ["#content_inner", "#messages", ".basket-mini"];
const SECONDS = 6;

async function add(form) {
    form.setAttribute("aria-busy", "true");
    let answer, html;
    try {
        // Who leaves at once keeps what was added, and the cookie of a new cart.
        answer = await fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true });
        html = await answer.text();
    } catch {
        return location.reload(); // the shop may have added it: sent again, it might be there twice
    }
    if (!answer.ok) return form.submit(); // without the listeners
    show(new DOMParser().parseFromString(html, "text/html"), form.action);
}

function show(page, action) {
    for (const part of PARTS) {
        const [old, fresh] = [document, page].map((each) => each.querySelector(part));
        if (old && fresh) old.replaceChildren(...fresh.childNodes);
    }
    const same = [...document.querySelectorAll("form[data-support-add]")].find((form) => form.action === action);
    const next = same?.querySelector("button") ?? document.querySelector("#content_inner");
    if (next && next.tabIndex < 0) next.tabIndex = -1;
    next?.focus({ preventScroll: true });
    confirm();
}

/** The shop's message may be out of sight: then a copy of it is shown for a while, which no reader hears twice. */
function confirm() {
    const messages = document.getElementById("messages");
    const text = messages?.textContent.trim();
    if (!text || isInView(messages)) return;
    document.querySelector(".support-toast")?.remove();
    const toast = Object.assign(document.createElement("div"), { className: "support-toast", textContent: text });
    toast.setAttribute("aria-hidden", "true");
    document.body.append(toast);
    setTimeout(() => toast.remove(), SECONDS * 1000);
}

function isInView(element) {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
}

document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-support-add]") || event.defaultPrevented) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") add(form);
});
