// Small helps for forms: more and less, once only, sort at once, back, print.
import { readNumber, showNumber } from "./digits.js";

export function startForms() {
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-autosubmit] select")) event.target.form.requestSubmit();
  });
  // A page brought back by the browser's "back" has its buttons locked as they were left.
  window.addEventListener("pageshow", (event) => event.persisted && unlockAll());
}

function onClick(event) {
  const step = event.target.closest("[data-step]");
  if (step) stepBy(step.closest("[data-stepper]").querySelector("input"), Number(step.dataset.step));
  const alert = event.target.closest("[data-dismiss='alert']")?.closest(".alert");
  if (alert) alert.remove();
  if (event.target.closest("[data-print]")) window.print();
  if (event.target.closest("[data-back]") && history.length > 1) {
    event.preventDefault();
    history.back();
  }
}

function stepBy(input, by) {
  const least = 1;
  const most = Number(input.dataset.max || Infinity);
  const now = readNumber(input.value);
  const next = Math.min(most, Math.max(least, (Number.isNaN(now) ? least : now) + by));
  if (next === now) return;
  input.value = showNumber(next);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** A second press of the same button sends nothing, and says what goes on. */
function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") return;
  if (form.dataset.locked) {
    event.preventDefault();
    return;
  }
  form.dataset.locked = "yes";
  const button = event.submitter;
  if (!button?.dataset.loadingText) return;
  // After the browser has read the form, or the button's own value would be missing from it.
  setTimeout(() => {
    button.dataset.restingHtml = button.innerHTML;
    button.textContent = button.dataset.loadingText;
    button.disabled = true;
  });
}

function unlockAll() {
  for (const form of document.querySelectorAll("form[data-locked]")) delete form.dataset.locked;
  for (const button of document.querySelectorAll("[data-resting-html]")) {
    button.innerHTML = button.dataset.restingHtml;
    button.disabled = false;
  }
}
