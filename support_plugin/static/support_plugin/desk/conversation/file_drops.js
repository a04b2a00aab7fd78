/** Files may be dropped anywhere on the conversation. */

/**
 * @param {HTMLElement} target the conversation's section
 * @param {import("../../chat/attachments.js").Attachments} files @param {import("./composer.js").Composer} composer
 */
export function listenToDrops(target, files, composer) {
  const mark = (isOver) => target.classList.toggle("support-dropping", isOver);
  target.addEventListener("dragover", (event) => {
    if (!composer.open || !files.limits || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    mark(true);
  });
  target.addEventListener("dragleave", (event) => mark(target.contains(event.relatedTarget)));
  target.addEventListener("drop", (event) => {
    mark(false);
    composer.take(event);
  });
}
