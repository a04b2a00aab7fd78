/** Timers by name, and how long to wait. */

const CALM = 4;

export const TIMING = {
  request: 20_000,
  retry: 1_000,
  longest: 4_000, // while somebody looks
  seldom: 60_000,
  wake: 50,
};

export class Timers {
  isStopped = false;
  wasLive = false;
  #client;
  #running = {};

  constructor(client) {
    this.#client = client;
  }

  get #isWatched() {
    return !this.#client.calm && !globalThis.document?.hidden;
  }

  get pollWait() {
    const { random, session } = this.#client;
    const pace = (session.poll_seconds || 5) * 1000;
    return pace * (this.#isWatched ? 1 : CALM) * (0.9 + random() * 0.2);
  }

  /** Full jitter. No haste where polling works and no socket ever did, or nobody looks. */
  backoff(failures) {
    const { connection, random, timing } = this.#client;
    const isBlocked = connection === "polling" && !this.wasLive;
    const longest = isBlocked || !this.#isWatched ? timing.seldom : timing.longest;
    return Math.min(timing.retry * 2 ** failures, longest) * random();
  }

  later(name, wait, action, { keep = false } = {}) {
    if (this.isStopped || (keep && this.#running[name])) return;
    this.clear(name);
    this.#running[name] = setTimeout(() => {
      delete this.#running[name];
      action();
    }, wait);
  }

  clear(...names) {
    for (const name of names) {
      clearTimeout(this.#running[name]);
      delete this.#running[name];
    }
  }

  stop() {
    this.isStopped = true;
    this.clear(...Object.keys(this.#running));
  }
}
