/** The supervisors' page as it is now: asked for again every few seconds, as long as somebody looks at it. */

const root = document.getElementById("support-desk-board");
const part = (page) => page.querySelector('#support-desk-board [data-part="board"]');

async function refresh() {
  const board = part(document);
  // Nobody loses the place where they are.
  if (document.hidden || board.contains(document.activeElement)) return;
  const answer = await fetch(location.href);
  const fresh = answer.ok && part(new DOMParser().parseFromString(await answer.text(), "text/html"));
  if (fresh && !board.contains(document.activeElement)) board.replaceWith(document.adoptNode(fresh));
}

setInterval(() => refresh().catch(() => {}), Number(root.dataset.refresh) * 1000);
