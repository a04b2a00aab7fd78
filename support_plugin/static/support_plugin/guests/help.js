/** The offer of help opens the chat with what went wrong in its composer; the shopper sends it, or does not. */

document.addEventListener("click", (event) => {
  const help = event.target.closest("[data-support-help] a")?.closest("[data-support-help]");
  const chat = document.querySelector("support-chat");
  if (!help || !chat?.open) return; // the link leads to the chat's plain page
  event.preventDefault();
  chat.open({ draft: help.dataset.draft });
});
