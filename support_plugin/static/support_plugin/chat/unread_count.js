/** Unread answers while the chat is closed: their number, and the tone. `storage` is storage.js. */

const SOUND = "support.sound";
let title;

export function showUnread(element, count) {
  const { button, dataset } = element;
  const status = element.querySelector("[role=status]");
  const number = new Intl.NumberFormat(dataset.locale).format(count);
  const words = count ? dataset.unread.replace("%s", number) : "";
  if (status.textContent === words) return;
  if (!status.textContent) title = document.title;
  document.title = count ? `(${number}) ${title}` : title;
  status.textContent = words;
  button.querySelector(".support-unread")?.remove();
  button.removeAttribute("aria-label");
  if (!count) return;
  button.setAttribute("aria-label", `${button.textContent} – ${words}`);
  const badge = document.createElement("span");
  badge.className = "support-unread";
  badge.setAttribute("aria-hidden", "true");
  badge.textContent = number;
  button.append(badge);
}

export function hasSound(storage) {
  return storage.kept(SOUND, "localStorage") === "1";
}

export function setSound(on, storage) {
  storage.keep(SOUND, on ? "1" : null, "localStorage");
}

/** The tone is loaded with the first one. */
export function chime({ dataset }, message, storage) {
  if (hasSound(storage))
    import(dataset.sound).then(
      (sound) => sound.chime(message, storage),
      () => {},
    );
}
