// Menus that fold: closed by Escape or a press elsewhere. The order beside the checkout lies open on wide screens.

export function startMenus() {
  const menus = [...document.querySelectorAll("details[data-drop]")];
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus) close(menu);
  });
  if (matchMedia("(min-width: 60rem)").matches) {
    for (const part of document.querySelectorAll("details[data-open-wide]")) part.open = true;
  }
}

function close(menu) {
  if (!menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}
