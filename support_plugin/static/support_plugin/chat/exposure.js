/** Reports once that the launcher is on this page, or would be; docs/holdout.md. */

const place = document.querySelector("support-exposure");
const headers = { "Content-Type": "application/json" };
if (place) fetch(place.dataset.url, { method: "POST", keepalive: true, headers, body: "{}" }).catch(() => {});
