// An engine of one's own: whole passes until what is dirty takes no longer than 300 ms to send, or eight of them. Run it with
//   npx xenvmc-sim run examples/web-server.yaml --engine examples/own-engine.js
// An engine is a generator: each `yield*` of a step asks for one thing and returns what came of it. It never sees a page.
// The guest can also be suspended while a round is sent: `suspendAfter: { seconds, stop }` in `send`, then `awaitSuspended()` for `suspend`.

const DOWNTIME_SECONDS = 0.3;
const PASSES_MAX = 8;

/** Called once for each migration, with the library: its steps need no import. */
export function createEngine({ BARE_WIRE, clean, enableLog, handOver, send, suspend }) {
  function* migrate({ pageBytes, linkBytesPerSecond }) {
    yield* enableLog(0, 0);
    for (let passes = 1; ; passes++) {
      yield* send({ live: true, dirtyPageRule: "send", holes: "passed over" });
      const { dirtyPages } = yield* clean();
      const seconds = (dirtyPages * pageBytes) / linkBytesPerSecond;
      const converged = seconds <= DOWNTIME_SECONDS;
      if (!converged && passes < PASSES_MAX) continue;
      const detail = `${dirtyPages} pages were dirty after ${passes} passes: ${(seconds * 1e3).toFixed(1)} ms to send.`;
      yield* suspend({ kind: converged ? "downtime-met" : "max-iterations", converged, detail });
      break;
    }
    // The pages found dirty last, then what the guest wrote on its way into suspend.
    yield* send({ live: false, dirtyPageRule: "send", holes: "passed over" });
    yield* clean();
    yield* send({ live: false, dirtyPageRule: "send", holes: "passed over" });
    yield* handOver(0, 1);
  }
  return { name: "own-engine", ...BARE_WIRE, migrate };
}
