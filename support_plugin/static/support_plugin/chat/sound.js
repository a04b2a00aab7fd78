/** A short tone, once for a message in all tabs together; docs/javascript.md. */

const LOCK = "support.sound";
const SOUNDED = "support.sounded";

export function chime(message, { keep, kept }) {
  const once = (lock) => {
    if (lock === null || kept(SOUNDED, "localStorage") === message) return;
    keep(SOUNDED, message, "localStorage");
    return tone();
  };
  if (navigator.locks) navigator.locks.request(LOCK, { ifAvailable: true }, once);
  else once();
}

async function tone() {
  const context = new AudioContext();
  for (const [pitch, delay] of [
    [660, 0],
    [880, 0.12],
  ]) {
    const start = context.currentTime + delay;
    const note = new OscillatorNode(context, { frequency: pitch });
    const volume = new GainNode(context, { gain: 0.12 });
    volume.gain.setTargetAtTime(0, start, 0.06);
    note.connect(volume).connect(context.destination);
    note.start(start);
    note.stop(start + 0.3);
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  await context.close();
}
