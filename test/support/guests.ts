/** Random migrations of small guests under every engine, for fast-check. */
import fc from "fast-check";
import { ENGINE_PRESETS, type Fidelity, type ResolvedScenario } from "../../src/index.js";
import { scenarioWith } from "./scenarios.js";

/** Fields that vary between guests and migrations. */
export interface Guest {
  readonly engine: string;
  readonly workload: keyof typeof WORKLOADS;
  readonly zeroRatio: number;
  readonly deferredPages: number;
  readonly gigabits: number;
  readonly place: "none" | "source" | "destination";
  readonly writeFault: "0 s" | "3 us";
  readonly fidelity: Fidelity;
  readonly seed: number;
}

const WORKLOADS = {
  silent: [],
  slow: [{ kind: "uniform", size: "8 MiB", rate: 3000 }],
  fast: [{ kind: "uniform", size: "8 MiB", rate: 60_000 }],
  sweep: [
    { kind: "sweep", size: "8 MiB", rate: 40_000 },
    { kind: "zipf", size: "2 MiB", start: 2100, rate: 3000, exponent: 1.1, run: 3 },
  ],
  phases: [
    {
      kind: "phases",
      repeat: true,
      phases: [
        { duration: "0.1 s", workload: [{ kind: "uniform", size: "8 MiB", rate: 30_000, layout: "scattered" }] },
        { duration: "50 ms", workload: [] },
      ],
    },
  ],
  paced: [
    { kind: "uniform", size: "8 MiB", rate: 30_000, cpu: 0.9 },
    {
      kind: "phases",
      cpu: 0.3,
      repeat: true,
      phases: [
        { duration: "0.1 s", workload: [{ kind: "sweep", size: "2 MiB", rate: 20_000 }] },
        { duration: "30 ms", workload: [] },
      ],
    },
  ],
} as const;

/** A guest of 16 MiB, in any of these fidelities. */
export function guests(...fidelities: readonly Fidelity[]): fc.Arbitrary<Guest> {
  return fc.record({
    engine: fc.constantFrom(...ENGINE_PRESETS.map(({ name }) => name)),
    workload: fc.constantFrom(...(Object.keys(WORKLOADS) as (keyof typeof WORKLOADS)[])),
    zeroRatio: fc.constantFrom(0, 0.3, 0.95),
    deferredPages: fc.constantFrom(0, 500),
    gigabits: fc.constantFrom(0.2, 1, 10),
    place: fc.constantFrom("none", "source", "destination"),
    writeFault: fc.constantFrom("0 s", "3 us"),
    fidelity: fc.constantFrom(...fidelities),
    seed: fc.nat(99),
  });
}

/** The guest's scenario, without what its engine or fidelity cannot do: deferred pages, traffic, expected counts. */
export function scenarioOf(guest: Guest, fields: object = {}): ResolvedScenario {
  const { engine, workload, zeroRatio, deferredPages, gigabits, place, writeFault, seed } = guest;
  const flows = [{ message: "4 KiB", send: "5 MB/s", receive: "5 MB/s" }];
  return scenarioWith({
    vm: { memory: "16 MiB", content: { zero: zeroRatio }, ...(engine.startsWith("x") ? { deferredPages } : {}) },
    link: { bandwidth: `${gigabits} Gbit/s`, latency: "1 ms" },
    engine,
    workload: WORKLOADS[workload],
    host: { suspend: "12 ms", suspendDirtyPages: 150, resume: "40 ms", writeFault },
    ...(place === "none" || engine === "simgrid" ? {} : { peers: [{ name: "peer", place, flows }] }),
    fidelity: /postcopy|hybrid/.test(engine) ? "pages" : guest.fidelity,
    seed,
    ...fields,
  });
}
