// The number of rows that are ticked, in the reader's digits: Django admin's own script writes ASCII ones.

const counter = document.querySelector(".action-counter");
const digits = document.querySelector("[data-support-digits]")?.dataset.supportDigits;

function show() {
  const shown = counter.textContent.replace(/[0-9]/g, (digit) => [...digits][digit]);
  // Only what differs, as this is what is observed.
  if (shown !== counter.textContent) {
    counter.textContent = shown;
  }
}

if (counter && digits) {
  show();
  new MutationObserver(show).observe(counter, { childList: true, characterData: true, subtree: true });
}
