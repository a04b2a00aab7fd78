/* Where a seal's picture can't be loaded, the provider's name is shown instead. */

/** @param {HTMLImageElement} picture */
function showName(picture) {
  picture.hidden = true;
  const name = picture.parentElement?.querySelector(".support-seal-name");
  if (name instanceof HTMLElement) name.hidden = false;
}

const SEAL = ".support-seal img";

/** Also for seals that a script put into the page later, or that failed before this script ran. */
function checkAll() {
  for (const picture of document.querySelectorAll(SEAL)) {
    if (picture instanceof HTMLImageElement && picture.complete && picture.naturalWidth === 0) showName(picture);
  }
}

document.addEventListener(
  "error",
  ({ target }) => {
    if (target instanceof HTMLImageElement && target.matches(SEAL)) showName(target);
  },
  true,
);
checkAll();
new MutationObserver(checkAll).observe(document, { childList: true, subtree: true });
