/** Tells a shopper whose chat is closed of answers: a number, the title, a polite word, a tone. docs/javascript.md */

const AWAITED = "support.awaited"; // an answer may come: set while a conversation is open
const SOUND = "support.sound";
const SOUNDED = "support.sounded"; // what the last tone was for, in whichever tab
const PACE = 60_000;

/** Ask on this page's load and then at a slow pace, only while somebody looks. Returns what ends it. */
export function watch(element) {
    const title = document.title;
    const { button, dataset } = element;
    const label = button.textContent;
    const status = document.createElement("span");
    status.className = "support-unseen";
    status.setAttribute("role", "status");
    element.append(status);
    let timer = 0;
    let last = 0;
    const show = (count) => {
        const number = new Intl.NumberFormat(element.lang === "ar" ? "ar-u-nu-arab" : element.lang).format(count);
        const words = count ? dataset.unread.replace("%s", () => number) : "";
        document.title = count ? `(${number}) ${title}` : title;
        if (status.textContent !== words) status.textContent = words;
        button.querySelector(".support-unread")?.remove();
        if (!count) return button.removeAttribute("aria-label");
        button.setAttribute("aria-label", `${label} – ${words}`);
        const badge = document.createElement("span");
        badge.className = "support-unread";
        badge.setAttribute("aria-hidden", "true");
        badge.textContent = number;
        button.append(badge);
    };
    const ask = async () => {
        clearTimeout(timer);
        if (document.hidden) return;
        last = Date.now();
        timer = setTimeout(ask, PACE * (0.9 + Math.random() * 0.2));
        try {
            const response = await fetch(dataset.unreadUrl, { cache: "no-store" });
            const { unread, open, newest } = await response.json();
            if (!timer) return;
            show(unread);
            if (unread) chime(newest);
            if (!open && !unread) stop();
            setAwaited(open || unread > 0);
        } catch {
            // The shop is away: the next round asks again.
        }
    };
    const look = () => !document.hidden && Date.now() - last > PACE / 2 && ask();
    const stop = () => {
        clearTimeout(timer);
        timer = 0;
        show(0);
        document.removeEventListener("visibilitychange", look);
    };
    document.addEventListener("visibilitychange", look);
    ask();
    return stop;
}

/** Remember, for the next pages, whether an answer may come. */
export function setAwaited(awaited) {
    attempt(() => (awaited ? localStorage.setItem(AWAITED, "1") : localStorage.removeItem(AWAITED)));
}

export function hasSound() {
    return attempt(() => localStorage.getItem(SOUND)) === "1";
}

export function setSound(on) {
    attempt(() => (on ? localStorage.setItem(SOUND, "1") : localStorage.removeItem(SOUND)));
}

/** Sound once for this message in all tabs together, if the shopper turned it on. */
export function chime(message) {
    if (!hasSound()) return;
    const once = async (lock) => {
        if (lock === null || attempt(() => localStorage.getItem(SOUNDED)) === message) return;
        attempt(() => localStorage.setItem(SOUNDED, message));
        await tone();
    };
    if (navigator.locks) navigator.locks.request("support.sound", { ifAvailable: true }, once);
    else once();
}

/** Two soft notes. Silent on a page that nobody has touched yet: browsers want it so. */
async function tone() {
    const context = new AudioContext();
    for (const [pitch, at] of [[660, 0], [880, 0.12]]) {
        const note = context.createOscillator();
        const volume = context.createGain();
        note.frequency.value = pitch;
        volume.gain.setValueAtTime(0.0001, context.currentTime + at);
        volume.gain.exponentialRampToValueAtTime(0.12, context.currentTime + at + 0.02);
        volume.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + at + 0.3);
        note.connect(volume).connect(context.destination);
        note.start(context.currentTime + at);
        note.stop(context.currentTime + at + 0.32);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    await context.close();
}

function attempt(action) {
    try {
        return action();
    } catch {
        return undefined;
    }
}
