/** A migration under a trace that repeats is the one under the trace written out, row by row. */
import { describe, expect, it } from "vitest";
import { createSimulation, parseScenario, type SimulationOptions } from "../../src/index.js";
import { firstRun, migrate, scenarioWith } from "../support/scenarios.js";

const DURATION_SECONDS = 0.25;
/** 300 writes in 0.2 s of every 0.25 s, half of them to 20 pages. */
const EVENTS = Array.from({ length: 300 }, (_, index) => [
  Math.floor(index / 2) / 750,
  index % 2 === 0 ? 4000 + (index % 20) : (index * 7919) % 16_384,
]);
/** Longer than any of the migrations below. */
const REPETITIONS = 80;

const repeated = { kind: "trace", events: EVENTS, repeat: true, duration: "250 ms" };
const writtenOut = {
  kind: "trace",
  events: Array.from({ length: REPETITIONS }, (_, repetition) =>
    EVENTS.map(([second, page]) => [repetition * DURATION_SECONDS + (second as number), page]),
  ).flat(),
};

const ENGINES: readonly (readonly [name: string, engine: unknown, fields: object])[] = [
  ["Xen, before 4.6", "xen-3.3", {}],
  ["Xen", "xen-4.10", {}],
  ["Xen under `events`", "xen-4.10", { fidelity: "events" }],
  ["Xen, deferred pages", "xen-3.3", { vm: { memory: "64 MiB", deferredPages: 300 } }],
  ["QEMU", "qemu-10.0-kvm", {}],
  ["QEMU with auto-converge", { preset: "qemu-10.0-kvm", autoConverge: true }, {}],
  ["QEMU with post-copy", { preset: "qemu-10.0-kvm", postcopy: true }, {}],
  ["QEMU with XBZRLE", { preset: "qemu-10.0-kvm", xbzrle: true }, {}],
  ["QEMU with a dirty limit", { preset: "qemu-10.0-kvm", log: "dirty-ring", dirtyLimit: true }, {}],
  ["Cloud Hypervisor", "cloud-hypervisor", {}],
  ["Firecracker", "firecracker", {}],
];

async function migrations(engine: unknown, fields: object, workload: unknown, options: SimulationOptions) {
  const scenario = scenarioWith({ ...fields, engine, workload: [workload] });
  const { ruledBy: _limits, ...run } = await migrate(scenario, options);
  return run;
}

describe.each(ENGINES)("under %s", (_name, engine, fields) => {
  it.each(["reference", "core"] as const)("with the pages of the %s", async (pages) => {
    const run = await migrations(engine, fields, repeated, { pages });
    expect(run.totals.totalSeconds).toBeLessThan(REPETITIONS * DURATION_SECONDS);
    expect(run).toEqual(await migrations(engine, fields, writtenOut, { pages }));
  });
});

describe("a trace that repeats", () => {
  const scenario = scenarioWith({ engine: "xen-4.10", workload: [repeated] });

  it("dirties pages after its first duration, and never ends before the migration", async () => {
    const run = await migrate(scenario);
    expect(run.rounds[1]?.startSeconds).toBeGreaterThan(DURATION_SECONDS);
    expect(run.rounds[1]?.pagesDirtied).toBeGreaterThan(0);
    expect(run.ruledBy.map(({ kind }) => kind)).not.toContain("trace-end");
    const once = scenarioWith({ engine: "xen-4.10", workload: [{ ...repeated, repeat: false }] });
    expect((await migrate(once)).ruledBy).toContainEqual({
      kind: "trace-end",
      seconds: expect.any(Number),
      detail: expect.stringContaining("The trace ended at 250 ms"),
    });
  });

  it.each([0.0371, 0.25, 1.1])("does not depend on steps of %d s", async (stepSeconds) => {
    const whole = firstRun((await createSimulation(scenario)).run());
    const stepped = await createSimulation(scenario);
    while (!stepped.finished) stepped.advance(stepped.nowSeconds + stepSeconds);
    expect(JSON.stringify(stepped.runResult())).toBe(JSON.stringify(whole));
  });

  it("starts again after its last write, if nothing says how long it is", () => {
    const [trace] = scenarioWith({ workload: [{ kind: "trace", events: EVENTS, repeat: true }] }).workload;
    expect(trace).toMatchObject({ repeat: true, durationSeconds: EVENTS.at(-1)?.[0] });
  });

  it.each<[fields: object, fault: string]>([
    [{ events: [[0, 1]], repeat: true }, "workload[0].duration: expected a duration above 0 s, as the trace repeats, received 0 s"],
    [{ events: [], repeat: true }, "workload[0].duration: expected a duration above 0 s, as the trace repeats, received 0 s"],
    [{ events: [[2, 1]], duration: "1 s" }, "workload[0].duration: expected at least 2 s, when the last write is made, received 1 s"],
    [{ events: [[2, 1]], bin: 0 }, "workload[0].bin: expected a time"],
  ])("is refused where it makes no sense: %j", (fields, fault) => {
    const workload = [{ kind: "trace", ...fields }];
    expect(() => parseScenario({ version: 1, vm: { memory: "64 MiB" }, link: { bandwidth: 1e9 }, workload } as object)).toThrow(fault);
  });
});

describe("a trace that is merged within bins", () => {
  const workload = [{ ...repeated, bin: "100 ms" }];

  it("says so in the result, which runs again to the same", () => {
    const resolved = scenarioWith({ workload });
    const [trace] = resolved.workload;
    expect(trace).toMatchObject({ binSeconds: 0.1, recordedWrites: 300 });
    expect(trace?.kind === "trace" && trace.pages.length).toBeLessThan(200);
    for (const given of [{ ...resolved }, structuredClone(resolved), JSON.parse(JSON.stringify(resolved))]) {
      expect(JSON.stringify(parseScenario(given))).toBe(JSON.stringify(resolved));
    }
  });

  it("migrates as before where every reading of the dirty log is in a bin of its own", async () => {
    const fields = { engine: "cloud-hypervisor" };
    const merged = await migrate(scenarioWith({ ...fields, workload: [{ ...repeated, bin: "1 ms" }] }));
    const plain = await migrate(scenarioWith({ ...fields, workload: [repeated] }));
    expect(merged).toEqual(plain);
  });
});
