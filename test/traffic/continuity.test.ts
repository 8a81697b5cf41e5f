/**
 * As traffic goes to zero everything goes to the guest without peers. No speed of a part makes the whole slower, except by what the tests
 * name.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { parseScenario, type RunResult } from "../../src/index.js";
import { migrate } from "../support/scenarios.js";

const ENGINES = ["xen-4.10", "xen-3.3", "qemu-10.0", "qemu-10.0-kvm", "cloud-hypervisor"];
const CHANNELS = ["netfront", "xenvmc", "xenvmc-modified"];
const GIGABITS = [1, 10, 25, 100];
const RING_PAGES = 258;

const run = (fields: object): Promise<RunResult> =>
  migrate(parseScenario({ version: 1, vm: { memory: "256 MiB" }, ...fields }), { pages: "core" });

/** What leaving the rings adds: the time that it takes, and their pages, all of which are sent once more. */
function tearDownSeconds({ phases, rounds }: RunResult): number {
  const { durationSeconds = 0, pagesSent = 1 } = rounds[0] ?? {};
  return phases.switchSeconds > 0 ? phases.switchSeconds + (RING_PAGES * durationSeconds) / pagesSent : 0;
}

describe.each(ENGINES)("a peer of one byte per second, under %s", (engine) => {
  it.each(GIGABITS)("changes no time at %s Gbit/s but that of the tear-down", async (gigabits) => {
    const fields = { engine, link: { bandwidth: `${gigabits} Gbit/s` } };
    const quietSeconds = (await run(fields)).totals.totalSeconds;
    for (const channel of CHANNELS) {
      for (const place of ["source", "destination", "elsewhere"]) {
        const peers = [{ name: "b", place, flows: [{ message: "4 KiB", send: "1 B/s", receive: "1 B/s" }] }];
        const talking = await run({ ...fields, channel, peers });
        const { totalSeconds } = talking.totals;
        const allowedSeconds = Math.min(1e-3, 1e-3 * quietSeconds);
        expect(totalSeconds, `${channel}, ${place}`).toBeGreaterThan(quietSeconds - allowedSeconds);
        expect(totalSeconds, `${channel}, ${place}`).toBeLessThan(quietSeconds + tearDownSeconds(talking) + allowedSeconds);
      }
    }
  });
});

/** Values of each axis, from the slow end to the fast one. */
const AXES = {
  rate: [200e6, 20e6, 1e6],
  message: [64, 1024, 16_384],
  gigabits: GIGABITS,
  dom0Cpus: [0.25, 1, 4],
} as const;
type Axis = keyof typeof AXES;
type Cell = Readonly<Record<Axis, number>> & { readonly channel: string; readonly place: string };

const GRID: readonly Cell[] = CHANNELS.flatMap((channel) =>
  ["source", "elsewhere"].flatMap((place) =>
    AXES.rate.flatMap((rate) =>
      AXES.message.flatMap((message) =>
        AXES.gigabits.flatMap((gigabits) => AXES.dom0Cpus.map((dom0Cpus) => ({ channel, place, rate, message, gigabits, dom0Cpus }))),
      ),
    ),
  ),
);

function cellRun({ channel, place, rate, message, gigabits, dom0Cpus }: Cell): Promise<RunResult> {
  return run({
    vm: { memory: "64 MiB" },
    link: { bandwidth: gigabits * 1e9 },
    host: { dom0Cpus },
    peers: [{ name: "b", place, flows: [{ message, send: rate, receive: rate }] }],
    channel,
    engine: "xen-4.10",
    fidelity: "expected",
  });
}

/** Bytes per second of the traffic, and of the copy's first round. */
function ratesOf({ channel, rounds }: RunResult): { traffic: number; copy: number } {
  const sample = channel?.series.find(({ phase }) => phase === "copying");
  const [first] = rounds;
  if (!sample || !first) throw new Error("There is no round with traffic.");
  return { traffic: sample.sendBytesPerSecond + sample.receiveBytesPerSecond, copy: first.wireBytes / first.durationSeconds };
}

type Mechanism =
  /** What the slower part held back goes through the card and Dom0 and dirties pages. */
  | "more traffic gets through"
  /** At the same rate of bytes. A guest busy with small messages merges its bursts (measured), and unread messages fill larger buffers. */
  | "more pages are dirtied";

/** Why the faster of two cells took longer; undefined where it did not. */
function whyLonger(slow: RunResult, fast: RunResult): Mechanism | "nothing" | undefined {
  const seconds = fast.totals.totalSeconds - slow.totals.totalSeconds;
  if (seconds < 1e-3 * slow.totals.totalSeconds) return undefined;
  const [before, after] = [ratesOf(slow), ratesOf(fast)];
  if (after.traffic > 1.01 * before.traffic) return "more traffic gets through";
  const morePages = fast.totals.pagesSent - slow.totals.pagesSent;
  const isByPages = after.copy > 0.999 * before.copy && seconds < (1.05 * (morePages * 4104)) / after.copy + 1e-3;
  return isByPages ? "more pages are dirtied" : "nothing";
}

describe("a faster part, over a grid of 648 migrations", () => {
  const runs = new Map<string, RunResult>();
  const runOf = (cell: Cell): RunResult => runs.get(JSON.stringify(cell)) as RunResult;
  beforeAll(async () => {
    for (const cell of GRID) runs.set(JSON.stringify(cell), await cellRun(cell));
  }, 600_000);

  /** Why faster cells took longer, by the places of their peers. */
  function reasons(axis: Axis): Set<string> {
    const values: readonly number[] = AXES[axis];
    const pairs = GRID.flatMap((cell) => {
      const next = values[values.indexOf(cell[axis]) + 1];
      return next === undefined ? [] : [[cell, { ...cell, [axis]: next }] as const];
    });
    return new Set(
      pairs.flatMap(([slow, fast]) => {
        const why = whyLonger(runOf(slow), runOf(fast));
        return why === undefined ? [] : `${slow.place}: ${why}`;
      }),
    );
  }

  it("never takes longer with less traffic", () => expect(reasons("rate")).toEqual(new Set()));
  it("never takes longer with more CPUs in Dom0", () => expect(reasons("dom0Cpus")).toEqual(new Set()));

  it("takes longer over a faster link only where the link held back the guest's traffic with other hosts", () => {
    expect(reasons("gigabits")).toEqual(new Set(["elsewhere: more traffic gets through"]));
  });

  it("takes longer with larger messages only if more of them get through, or dirty more pages", () => {
    const both: readonly Mechanism[] = ["more traffic gets through", "more pages are dirtied"];
    expect(reasons("message")).toEqual(new Set(both.flatMap((why) => [`source: ${why}`, `elsewhere: ${why}`])));
  });
});
