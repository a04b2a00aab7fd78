/* Where a provider's host fails, the seal's box says the provider's name instead. */

/** @param {HTMLImageElement} picture */
function sayName(picture) {
  picture.hidden = true;
  const name = picture.parentElement?.querySelector(".support-seal-name");
  if (name instanceof HTMLElement) name.hidden = false;
}

const SEAL = ".support-seal img";

/** Also of seals that came without a new page, and had failed before this script was there. */
function look() {
  for (const picture of document.querySelectorAll(SEAL)) {
    if (picture instanceof HTMLImageElement && picture.complete && picture.naturalWidth === 0) sayName(picture);
  }
}

document.addEventListener(
  "error",
  ({ target }) => {
    if (target instanceof HTMLImageElement && target.matches(SEAL)) sayName(target);
  },
  true,
);
look();
new MutationObserver(look).observe(document, { childList: true, subtree: true });
