// The product's pictures: a small one brings its large one into view, without moving the page.

export function startGallery() {
  for (const gallery of document.querySelectorAll("[data-gallery]")) {
    const track = gallery.querySelector(".gallery__track");
    const links = [...gallery.querySelectorAll(".gallery__thumbs a")];
    if (!links.length) continue;
    gallery.addEventListener("click", (event) => {
      const link = event.target.closest(".gallery__thumbs a");
      if (!link) return;
      event.preventDefault();
      bring(track, document.querySelector(link.hash));
    });
    track.addEventListener("scroll", () => mark(track, links), { passive: true });
  }
}

function bring(track, picture) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const distance = picture.getBoundingClientRect().left - track.getBoundingClientRect().left;
  // biome-ignore lint/plugin: the sign is the page's direction
  track.scrollBy({ left: distance, behavior: still ? "auto" : "smooth" });
}

function mark(track, links) {
  // biome-ignore lint/plugin: negative from right to left
  const shown = Math.round(Math.abs(track.scrollLeft) / track.clientWidth);
  links.forEach((link, index) => {
    if (index === shown) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
}
