/** Pictures and files; docs/javascript.md. */

const LIGHT = 1_000_000; // bytes
const LONGEST_SIDE = 2560; // px
const PATIENCE = 300_000; // ms
const PREVIEW = 240; // px

/** Of elements.js. */
let make, button, filled, formatNumber;

/** By panel. */
const styles = new WeakMap();

/** Resolves when the panel has the style of what this module draws. */
export function addStyle(panel) {
  const load = (done) => {
    const link = panel.parts.make("link", { rel: "stylesheet", href: panel.element.dataset.filesStyle });
    link.onload = link.onerror = done;
    panel.section.after(link);
  };
  if (!styles.has(panel)) styles.set(panel, new Promise(load));
  return styles.get(panel);
}

/** A message's pictures and files. */
export function attachmentList(attachments, texts, locale, elements) {
  ({ make, button, filled, formatNumber } = elements);
  const list = make("ul", { class: "support-files" });
  for (const { kind, name, size, url, thumbnail, ...sides } of attachments) {
    const link = make("a", { class: `support-${kind}`, href: url, target: "_blank", rel: "noopener" });
    if (kind === "image") {
      const scale = Math.min(1, PREVIEW / sides.width, PREVIEW / sides.height);
      const [width, height] = [sides.width, sides.height].map((side) => Math.max(1, Math.round(side * scale)));
      link.append(make("img", { src: thumbnail, width, height, alt: filled(texts?.picture, name) }));
    } else {
      link.download = name;
      link.append(...nameAndSize(name, size, locale));
    }
    list.append(make("li", {}, link));
  }
  return list;
}

export class Attachments extends EventTarget {
  #items = [];
  #isAwaited = false;

  constructor(client, { list, input, locale }, elements) {
    super();
    Object.assign(this, { client, list, input, locale });
    ({ make, button, filled, formatNumber } = elements);
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

  get uploaded() {
    return this.#items.flatMap(({ stored }) => stored ?? []);
  }

  add(files) {
    if (!this.limits) return;
    const most = this.limits.per_message;
    const room = Math.max(0, most - this.#items.length);
    this.#trouble(files.length > room ? filled(this.#texts.too_many, formatNumber(most, this.locale)) : "");
    for (const file of [...files].slice(0, room)) {
      const item = { file, name: file.name, size: file.size, client_id: this.client.uuid() };
      this.#items.push(item);
      this.#upload(item);
    }
    this.#draw();
  }

  /** What is uploaded; null while that can't be had. */
  take() {
    if (this.#items.some(({ state }) => state === "failed")) return this.#trouble(this.#texts.remove_failed);
    this.#isAwaited = this.#items.some(({ state }) => state !== "done");
    if (this.#isAwaited) return this.#trouble(this.#texts.uploading);
    const taken = this.uploaded;
    this.clear();
    return taken;
  }

  restore(list = []) {
    for (const stored of list) this.#items.push({ ...stored, state: "done", stored });
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
    Object.assign(item, { state: "loading", progress: 0 });
    const file = await lightened(item.file);
    if (!this.#items.includes(item)) return;
    const most = this.limits.max_bytes;
    if (file.size > most) return this.#fail(item, filled(this.#texts.too_large, formatSize(most, this.locale)), false);
    const { url, headers } = this.client.uploading();
    const request = (item.request = new XMLHttpRequest());
    request.open("POST", url);
    request.timeout = PATIENCE;
    for (const header of Object.entries(headers)) request.setRequestHeader(...header);
    request.upload.onprogress = ({ loaded, total }) => {
      item.progress = loaded / total;
      item.node?.querySelector("progress")?.setAttribute("value", item.progress);
    };
    request.onload = () => this.#answered(item, request);
    request.onerror = request.ontimeout = () => this.#fail(item, this.#texts.not_uploaded);
    const form = new FormData();
    form.append("client_id", item.client_id);
    form.append("file", file, item.name);
    request.send(form);
  }

  #answered(item, { status, responseText }) {
    let stored = {};
    try {
      stored = JSON.parse(responseText);
    } catch {
      // A proxy's page.
    }
    if (status !== 201) {
      const { code, detail } = stored;
      if (["no_identity", "identity_changed"].includes(code)) this.client.refresh().catch(() => {});
      return this.#fail(item, detail || this.#texts.not_uploaded, !["file_refused", "too_large"].includes(code));
    }
    Object.assign(item, { ...stored, state: "done", stored, request: null });
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
    // The focus must not be lost with the button.
    const next = this.#items[index] ?? this.#items[index - 1];
    (next?.node.querySelector(".support-remove") ?? this.input.form?.querySelector("textarea"))?.focus();
  }

  #trouble(detail) {
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
    const nodes = this.#items.map(({ node }) => node);
    for (const node of [...this.list.children]) if (!nodes.includes(node)) node.remove();
    this.list.append(...nodes.filter((node) => !node.isConnected));
    this.list.hidden = this.isEmpty;
    this.dispatchEvent(new Event("change"));
  }

  #chip(item) {
    const texts = this.#texts;
    const { name, size, state, stored } = item;
    const retry = () => {
      this.#upload(item);
      this.#draw();
    };
    const parts = [
      stored?.thumbnail && make("img", { src: stored.thumbnail, alt: "", width: 32, height: 32 }),
      make("span", { class: "support-about" }, ...nameAndSize(name, size, this.locale)),
      state === "loading" && make("progress", { value: item.progress, "aria-label": filled(texts.progress, name) }),
      state === "failed" && make("span", { class: "support-why", role: "alert" }, item.detail),
      state === "failed" && item.mayRetry && button("support-retry", texts.retry, retry),
      button("support-remove", "×", () => this.#remove(item), { "aria-label": filled(texts.remove, name) }),
    ];
    return make("li", { class: `support-chip support-${state}` }, ...parts.filter(Boolean));
  }
}

function nameAndSize(name, size, locale) {
  return [make("bdi", {}, name), " ", make("small", {}, formatSize(size, locale))];
}

function formatSize(bytes, locale) {
  const [unit, value] = bytes < 1e6 ? ["kilobyte", Math.max(1, bytes / 1e3)] : ["megabyte", bytes / 2 ** 20];
  const maximumFractionDigits = value < 10 ? 1 : 0;
  return formatNumber(value, locale, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits });
}

/** A phone's photo, as small as the shop keeps it. */
async function lightened(file) {
  if (file.type !== "image/jpeg" || file.size < LIGHT) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const [width, height] = [picture.width, picture.height].map((side) => Math.round(side * scale));
    const canvas = make("canvas", { width, height });
    canvas.getContext("2d").drawImage(picture, 0, 0, width, height);
    picture.close();
    const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88));
    return drawn && drawn.size < file.size ? drawn : file;
  } catch {
    return file; // the shop says what is wrong with it
  }
}
