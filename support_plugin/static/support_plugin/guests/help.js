/** The offer of help opens the chat with what went wrong in its composer; the shopper sends it, or does not. */

for (const help of document.querySelectorAll("[data-support-help]")) {
    help.querySelector("a").addEventListener("click", (event) => {
        const chat = document.querySelector("support-chat");
        if (!chat?.open) return; // the link leads to the chat's plain page
        event.preventDefault();
        chat.open({ draft: help.dataset.draft });
    });
}
