// The checkout's door: the password is asked for only where one is needed.

export function startGateway() {
  const form = document.querySelector("[data-gateway]");
  const part = form?.querySelector("[data-gateway-password]");
  if (!part) return;
  const update = () => {
    const needed = new FormData(form).get("options") === "existing";
    part.hidden = !needed;
    part.querySelector("input").disabled = !needed;
  };
  form.addEventListener("change", update);
  update();
}
