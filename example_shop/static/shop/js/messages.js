// The shop's messages above the content, as the server writes them.

/**
 * Show a message, or several; HTML only comes from the shop's own templates.
 * @param {Record<string, string[]>} byLevel Oscar's levels: info, success, warning, error
 */
export function showMessages(byLevel) {
  const box = document.getElementById("messages");
  if (!box) return;
  box.replaceChildren();
  for (const [level, messages] of Object.entries(byLevel)) {
    for (const html of messages) box.append(oneMessage(level === "error" ? "danger" : level, html));
  }
}

function oneMessage(level, html) {
  const alert = document.createElement("div");
  alert.className = `alert alert-${level}`;
  alert.innerHTML = html;
  return alert;
}
