// The browsers of the chat's benchmark. Reads one job from its first line of input, writes lines of JSON.
//
// A pair is a shopper's and an agent's socket. The closed loop, the same for every server: a side sends its next
// message when its last one was acknowledged and the other side's message of the same number has arrived.
// Acknowledged means for ours: an `ack` frame, sent when the message is committed; for the other two: the message
// itself coming back to its sender.

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { WebSocket } from "ws";

const SIDES = ["shopper", "agent"];
const READY_MS = 180_000;
const DRAIN_MS = 20_000;
const AT_ONCE = 20;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const say = (event, fields = {}) => process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);

// How each server is spoken to: `read` says of a frame whose message it is, "own" being an acknowledgement.
const SPEECH = {
  ours: {
    path: (pair) => pair.path,
    greet: (pair) => ({ type: "hello", conversation_id: pair.room, after: 0, language: "en" }),
    write: (pair, id, body) => JSON.stringify({ type: "send", conversation_id: pair.room, client_id: id, body }),
    read(text) {
      const frame = JSON.parse(text);
      if (frame.type === "ack") return { own: frame.client_id, seq: frame.seq };
      if (frame.type === "message") return { body: frame.message.body, seq: frame.message.seq };
      if (frame.type === "welcome") return { welcome: true };
      if (frame.type === "error") throw new Error(`refused: ${text}`);
      return {};
    },
  },
  tutorial: {
    path: (pair) => `/chat/${pair.room}/`,
    write: (_pair, _id, body) => JSON.stringify({ message: body }),
    read: (text) => ({ body: JSON.parse(text).message }),
  },
  raw: {
    path: (pair) => `/${pair.room}`,
    write: (_pair, _id, body) => body,
    read: (text) => ({ body: text }),
  },
};

class Side {
  constructor(pair, name) {
    Object.assign(this, { pair, name, number: 0, acknowledged: 0, arrived: 0, seqs: [], sent: [], times: [] });
  }

  async connect(job, speech) {
    Object.assign(this, { job, speech });
    const headers = { Cookie: this.pair.cookies[this.name] ?? "", Origin: job.origin };
    this.socket = new WebSocket(job.url + speech.path(this.pair), { headers });
    this.ready = new Promise((resolve) => (this.becomeReady = resolve));
    this.socket.on("message", (data) => this.receive(data.toString()));
    this.socket.on("close", (code) => {
      if (!this.leaving) fail(`${this.name} of ${this.pair.room} was closed with ${code}`);
    });
    this.socket.on("error", (error) => fail(`${this.name} of ${this.pair.room}: ${error.message}`));
    await once(this.socket, "open");
    if (!speech.greet) return;
    this.socket.send(JSON.stringify(speech.greet(this.pair)));
    await this.ready;
  }

  send() {
    this.number += 1;
    const body = `${this.name} ${this.number} `.padEnd(this.job.size, "x");
    const id = randomUUID();
    this.sent.push([id, body]);
    this.times.push(performance.now());
    this.socket.send(this.speech.write(this.pair, id, body));
  }

  receive(text) {
    const said = this.speech.read(text);
    if (said.welcome) return this.becomeReady();
    if (said.seq) this.seqs.push(said.seq);
    if (said.own) return this.acknowledge(said.own === this.sent[this.number - 1][0], said.seq);
    if (said.body === undefined) return;
    const [name, number] = said.body.split(" ");
    if (name === this.name) return this.acknowledge(Number(number) === this.number);
    if (Number(number) !== this.arrived + 1) fail(`message ${number} came after ${this.arrived}`);
    this.arrived += 1;
    this.job.delivered(this.pair.sides[name].times[this.arrived - 1]);
    this.job.goOn(this);
  }

  acknowledge(isTheLast, seq) {
    if (!isTheLast || this.acknowledged !== this.number - 1) fail("an acknowledgement for another message");
    this.acknowledged = this.number;
    if (seq) this.sent[this.number - 1].push(seq);
    this.job.acknowledged(this.times[this.number - 1]);
    this.job.goOn(this);
  }

  get done() {
    const other = this.pair.sides[this.name === "shopper" ? "agent" : "shopper"];
    return this.acknowledged === this.number && this.arrived === other.number;
  }

  // Every number once: own ones from acknowledgements, the others' from messages.
  check() {
    const seqs = this.seqs.toSorted?.((a, b) => a - b) ?? [...this.seqs].sort((a, b) => a - b);
    if (seqs.some((seq, index) => seq !== index + 1)) fail(`holes or doubles at ${this.pair.room}`);
  }

  async leave() {
    this.leaving = true;
    this.socket.close(1000);
    await Promise.race([once(this.socket, "close"), wait(5000)]);
  }
}

function fail(reason) {
  say("failed", { reason });
  process.exit(1);
}

async function connectAll(job, pairs) {
  const sides = [];
  for (const pair of pairs) {
    pair.sides = Object.fromEntries(SIDES.map((name) => [name, new Side(pair, name)]));
    sides.push(...Object.values(pair.sides));
  }
  const timer = setTimeout(() => fail("connecting took too long"), READY_MS);
  for (let first = 0; first < sides.length; first += AT_ONCE) {
    await Promise.all(
      sides.slice(first, first + AT_ONCE).map((side) => side.connect(job, SPEECH[job.kind.split("_")[0]])),
    );
  }
  clearTimeout(timer);
  return sides;
}

async function settle(sides) {
  const deadline = performance.now() + DRAIN_MS;
  while (!sides.every((side) => side.done)) {
    if (performance.now() > deadline) fail("messages are missing at the end");
    await wait(20);
  }
}

// All pairs as fast as the loop lets them.
async function load(job) {
  let [going, measuring] = [true, false];
  const latencies = [];
  const acks = [];
  job.delivered = (sentAt) => measuring && latencies.push(performance.now() - sentAt);
  job.acknowledged = (sentAt) => measuring && acks.push(performance.now() - sentAt);
  job.goOn = (side) => {
    if (going && side.acknowledged === side.number && side.arrived >= side.number) side.send();
  };
  const sides = await connectAll(job, job.pairs);
  for (const side of sides) side.send();
  await wait(job.warm_up * 1000);
  say("measuring");
  measuring = true;
  const from = performance.now();
  await wait(job.seconds * 1000);
  measuring = false;
  const seconds = (performance.now() - from) / 1000;
  say("measured", { messages: latencies.length });
  going = false;
  await settle(sides);
  return [sides, { seconds, latencies, acks }];
}

// One pair, one message at a time, with a pause after each.
async function lone(job) {
  const latencies = [];
  const acks = [];
  job.delivered = (sentAt) => latencies.push(performance.now() - sentAt);
  job.acknowledged = (sentAt) => acks.push(performance.now() - sentAt);
  job.goOn = () => {};
  const sides = await connectAll(job, job.pairs.slice(0, 1));
  for (let count = 0; count < job.warm_up + job.messages; count += 1) {
    if (count === job.warm_up) latencies.length = acks.length = 0;
    sides[count % 2].send();
    while (!sides.every((side) => side.done)) await wait(1);
    await wait(job.pause_ms);
  }
  return [sides, { latencies, acks }];
}

// Many sockets that say nothing: a few first, the rest when the next line of input comes.
async function idle(job, input) {
  job.goOn = job.delivered = job.acknowledged = () => {};
  const sides = await connectAll(job, job.pairs.slice(0, job.first));
  say("connected", { sockets: sides.length });
  await input.next();
  sides.push(...(await connectAll(job, job.pairs.slice(job.first))));
  say("connected", { sockets: sides.length });
  await input.next();
  return [sides, {}];
}

function quantile(values, share) {
  const ordered = Float64Array.from(values).sort();
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))];
}

function figures({ seconds, latencies = [], acks = [] }) {
  if (!latencies.length) return {};
  return {
    messages: latencies.length,
    msgs_per_s: seconds && latencies.length / seconds,
    p50_ms: quantile(latencies, 0.5),
    p99_ms: quantile(latencies, 0.99),
    ack_p50_ms: quantile(acks, 0.5),
  };
}

const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const job = JSON.parse((await input.next()).value);
const [sides, measured] = await { load, lone, idle }[job.mode](job, input);
if (job.kind === "ours") {
  for (const side of sides) {
    side.check();
    // What was acknowledged, for the comparison with the database.
    for (const sent of side.sent)
      appendFileSync(job.acknowledged_file, `${JSON.stringify([side.pair.room, ...sent])}\n`);
  }
}
await Promise.all(sides.map((side) => side.leave()));
say("done", figures(measured));
process.exit(0);
