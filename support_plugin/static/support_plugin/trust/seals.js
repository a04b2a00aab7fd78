/* Where a provider's host fails, the seal's box says the provider's name instead. */

/** @param {HTMLImageElement} picture */
function sayName(picture) {
    picture.hidden = true;
    const name = picture.parentElement?.querySelector('.support-seal-name');
    if (name instanceof HTMLElement) name.hidden = false;
}

for (const picture of document.querySelectorAll('.support-seal img')) {
    if (!(picture instanceof HTMLImageElement)) continue;
    picture.addEventListener('error', () => sayName(picture));
    if (picture.complete && picture.naturalWidth === 0) sayName(picture);
}
