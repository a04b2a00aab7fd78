/** Pictures and files, on their way into a message and in those that were sent. docs/javascript.md */

const LIGHT = 1_000_000; // bytes under which a picture is sent as it is
const LONGEST_SIDE = 2560; // px; what the shop keeps of a picture
const PREVIEW = 240; // px
const PATIENCE = 300_000; // ms for one file

export class Attachments extends EventTarget {
    #items = [];
    #isAwaited = false;

    constructor(client, { list, input, language }) {
        super();
        Object.assign(this, { client, list, input, language });
        input.addEventListener("change", () => {
            this.add(input.files);
            input.value = "";
        });
    }

    get limits() {
        return this.client.session?.attachments;
    }

    get #texts() {
        return this.client.session?.attachment_texts ?? {};
    }

    get isEmpty() {
        return !this.#items.length;
    }

    add(files) {
        if (!this.limits) return;
        const room = this.limits.per_message - this.#items.length;
        this.#trouble(files.length > room ? filled(this.#texts.too_many, number(this.limits.per_message, this.language)) : "");
        for (const file of [...files].slice(0, Math.max(0, room))) {
            const item = { file, name: file.name, size: file.size, state: "new" };
            this.#items.push(item);
            this.#upload(item);
        }
        this.#draw();
    }

    offer(event) {
        const { files } = event.clipboardData ?? event.dataTransfer ?? {};
        if (!files?.length || !this.limits) return false;
        event.preventDefault();
        this.add(files);
        return true;
    }

    take() {
        if (this.#items.some(({ state }) => state === "failed")) return this.#trouble(this.#texts.remove_failed);
        this.#isAwaited = this.#items.some(({ state }) => state !== "done");
        if (this.#isAwaited) return this.#trouble(this.#texts.uploading);
        const taken = this.#items.map(({ stored }) => stored);
        this.clear();
        return taken;
    }

    restore(stored = []) {
        for (const one of stored) this.#items.push({ name: one.name, size: one.size, state: "done", stored: one });
        this.#draw();
    }

    clear() {
        for (const { request } of this.#items) request?.abort();
        this.#items = [];
        this.#isAwaited = false;
        this.#trouble("");
        this.#draw();
    }

    async #upload(item) {
        item.state = "loading";
        item.progress = 0;
        const file = await lightened(item.file);
        if (!this.#items.includes(item)) return;
        if (file.size > this.limits.max_bytes) return this.#fail(item, filled(this.#texts.too_large, size(this.limits.max_bytes, this.language)), false);
        const { url, headers } = this.client.uploading();
        const request = (item.request = new XMLHttpRequest());
        request.open("POST", url);
        request.timeout = PATIENCE;
        for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
        request.upload.onprogress = ({ loaded, total }) => this.#progress(item, loaded / total);
        request.onload = () => this.#answered(item, request);
        request.onerror = request.ontimeout = () => this.#fail(item, this.#texts.not_uploaded);
        const form = new FormData();
        form.append("file", file, item.name);
        request.send(form);
    }

    #progress(item, part) {
        item.progress = part;
        const bar = item.node?.querySelector("progress");
        if (bar) bar.value = part;
    }

    #answered(item, { status, responseText }) {
        let answer = {};
        try {
            answer = JSON.parse(responseText);
        } catch {
            // No answer of ours: a proxy's page.
        }
        if (status !== 201) {
            if (answer.code === "no_identity") this.client.refresh().catch(() => {});
            const isFinal = ["file_refused", "too_large"].includes(answer.code);
            return this.#fail(item, answer.detail || this.#texts.not_uploaded, !isFinal);
        }
        Object.assign(item, { state: "done", stored: answer, name: answer.name, size: answer.size, request: null });
        this.#draw();
        if (this.#isAwaited && this.#items.every(({ state }) => state === "done")) this.dispatchEvent(new Event("ready"));
    }

    #fail(item, detail, mayRetry = true) {
        Object.assign(item, { state: "failed", detail, mayRetry, request: null });
        this.#isAwaited = false;
        this.#draw();
    }

    #remove(item) {
        item.request?.abort();
        const index = this.#items.indexOf(item);
        this.#items.splice(index, 1);
        this.#trouble("");
        this.#draw();
        // The focus must not fall out of the form with the button it was on.
        const next = this.#items[index] ?? this.#items[index - 1];
        (next?.node.querySelector(".support-remove") ?? this.input.form?.querySelector("textarea"))?.focus();
    }

    #trouble(detail = "") {
        this.dispatchEvent(new CustomEvent("trouble", { detail }));
        return null;
    }

    #draw() {
        for (const item of this.#items) {
            if (item.drawn === item.state) continue;
            const node = this.#chip(item);
            item.node?.replaceWith(node);
            Object.assign(item, { node, drawn: item.state });
        }
        for (const node of [...this.list.children]) if (!this.#items.some((item) => item.node === node)) node.remove();
        for (const { node } of this.#items) if (!node.isConnected) this.list.append(node);
        this.list.hidden = this.isEmpty;
        this.dispatchEvent(new Event("change"));
    }

    #chip(item) {
        const texts = this.#texts;
        const node = make("li", { class: `support-chip support-${item.state}` });
        if (item.stored?.thumbnail) node.append(make("img", { src: item.stored.thumbnail, alt: "", width: 32, height: 32 }));
        const about = [make("bdi", {}, item.name), " ", make("small", {}, size(item.size, this.language))];
        node.append(make("span", { class: "support-about" }, ...about));
        if (item.state === "loading") node.append(make("progress", { max: 1, value: item.progress, "aria-label": filled(texts.progress, item.name) }));
        if (item.state === "failed") node.append(make("span", { class: "support-why", role: "alert" }, item.detail));
        if (item.mayRetry && item.state === "failed") {
            const retry = make("button", { type: "button", class: "support-retry" }, texts.retry);
            retry.addEventListener("click", () => {
                this.#upload(item);
                this.#draw();
            });
            node.append(retry);
        }
        const remove = make("button", { type: "button", class: "support-remove", "aria-label": filled(texts.remove, item.name) }, "×");
        remove.addEventListener("click", () => this.#remove(item));
        node.append(remove);
        return node;
    }
}

/** Return a list of a message's files: pictures as previews of fixed size, others by name. Null for none. */
export function attachmentList(attachments, texts = {}, language = "") {
    if (!attachments?.length) return null;
    const list = make("ul", { class: "support-files" });
    for (const one of attachments) {
        const link = make("a", { href: one.url, target: "_blank", rel: "noopener" });
        if (one.kind === "image") {
            const scale = Math.min(1, PREVIEW / one.width, PREVIEW / one.height);
            const [width, height] = [one.width, one.height].map((side) => Math.max(1, Math.round(side * scale)));
            link.append(make("img", { src: one.thumbnail, width, height, alt: filled(texts.picture, one.name) }));
        } else {
            link.setAttribute("download", one.name);
            link.append(make("bdi", {}, one.name), " ", make("small", {}, size(one.size, language)));
        }
        link.className = `support-${one.kind}`;
        list.append(make("li", {}, link));
    }
    return list;
}

/** A phone's photo, as small as the shop keeps it: on a bad line that is most of the waiting. */
async function lightened(file) {
    if (file.type !== "image/jpeg" || file.size < LIGHT) return file;
    try {
        const picture = await createImageBitmap(file);
        const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
        const canvas = make("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        picture.close();
        const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88));
        return drawn && drawn.size < file.size ? drawn : file;
    } catch {
        return file; // the shop says what is wrong with it
    }
}

function digits(language) {
    return (language === "ar" ? "ar-u-nu-arab" : language) || undefined;
}

function number(value, language) {
    return new Intl.NumberFormat(digits(language)).format(value);
}

function size(bytes, language) {
    const [unit, value] = bytes < 1e6 ? ["kilobyte", Math.max(1, bytes / 1e3)] : ["megabyte", bytes / 2 ** 20];
    return new Intl.NumberFormat(digits(language), { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

function filled(text, value) {
    return (text ?? "").replace("%s", () => value);
}

function make(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children.map((child) => child ?? ""));
    return node;
}
