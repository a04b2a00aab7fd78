/** Tells the shop once that the launcher stands here, or would; docs/holdout.md. */

const place = document.querySelector("support-exposure");
const headers = { "Content-Type": "application/json" };
if (place) fetch(place.dataset.url, { method: "POST", keepalive: true, headers, body: "{}" }).catch(() => {});
