// The basket page renews itself after every change, in place.

import { showNumber } from "./digits.js";
import { showMessages } from "./messages.js";

const WAIT_AFTER_TYPING = 600;
let running = null;

export function startBasket() {
  const inner = document.getElementById("content_inner");
  if (!inner?.querySelector("[data-basket]")) return;
  openVoucher();
  let timer;
  inner.addEventListener("submit", (event) => {
    if (event.target.id !== "basket_formset") return;
    event.preventDefault();
    clearTimeout(timer);
    send(inner, event.target, event.submitter);
  });
  inner.addEventListener("input", (event) => {
    const form = event.target.closest("#basket_formset");
    if (!form || event.target.value.trim() === "") return;
    clearTimeout(timer);
    timer = setTimeout(() => send(inner, form), WAIT_AFTER_TYPING);
  });
}

/** Post the form as Oscar's basket page expects it and put the answer in place. Only the last answer counts. */
async function send(inner, form, submitter) {
  running?.abort();
  const mine = (running = new AbortController());
  const basket = inner.querySelector("[data-basket]");
  const focused = document.activeElement?.id;
  basket.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(basket.dataset.basketUrl, {
      method: "POST",
      body: new FormData(form, submitter),
      headers: { "X-Requested-With": "XMLHttpRequest" },
      signal: mine.signal,
    });
    if (!answer.ok) throw new Error(`The shop answered ${answer.status}`);
    show(inner, await answer.json(), focused);
  } catch (error) {
    if (error.name === "AbortError") return;
    basket.removeAttribute("aria-busy");
    showMessages({ error: [basket.dataset.failed] });
  }
}

function show(inner, data, focused) {
  inner.innerHTML = data.content_html;
  showMessages(data.messages);
  showCount(Number(inner.querySelector("[data-basket]")?.dataset.count ?? 0));
  const target = (focused && document.getElementById(focused)) || document.getElementById("main");
  target?.focus({ preventScroll: true });
}

function showCount(count) {
  for (const badge of document.querySelectorAll("[data-basket-count]")) {
    badge.textContent = showNumber(count);
    badge.hidden = count === 0;
  }
}

function openVoucher() {
  const voucher = document.getElementById("voucher");
  if (voucher && location.hash === "#voucher") voucher.open = true;
}
