/** A button that shows what is typed into a password field. Without this script there is none. */

for (const form of document.querySelectorAll("form[data-support-password]")) {
  const field = form.querySelector("input[type=password]");
  if (!field) continue;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link" });
  const show = (isShown) => {
    field.type = isShown ? "text" : "password";
    button.textContent = isShown ? form.dataset.hide : form.dataset.show;
    button.setAttribute("aria-pressed", String(isShown));
  };
  button.addEventListener("click", () => show(field.type === "password"));
  // No browser shall keep it as a word that was typed.
  form.addEventListener("submit", () => show(false));
  show(false);
  field.after(button);
}
