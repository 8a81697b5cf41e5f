/** Whole migrations as a user of the library runs them: from scenario to result. */

import type { Scenario } from "../../src/index.js";
import { type Benchmark, type Case, find, type ModuleCompetitor } from "../harness/benchmark.js";
import type { Measurement, Verdict } from "../harness/types.js";
import { atMost, exactlyAtMost, milliseconds } from "../harness/verdict.js";
import { type MigrationInput, PAGE_BYTES, type Share } from "./migration-input.js";
import { openMigration } from "./run-migration.js";

const GIBIBYTE = 2 ** 30;
const MEBIBYTE = 2 ** 20;
const GIGABIT = 1e9;

const competitors: readonly ModuleCompetitor<MigrationInput>[] = [
  { kind: "module", name: "reference", isUntimed: true, open: (input) => openMigration(input, "reference") },
  { kind: "module", name: "core", open: (input) => openMigration(input, "core") },
];

function judge(what: string, cases: readonly Case<MigrationInput>[], mostMilliseconds: number, mostMebibytes: number) {
  return (measurements: readonly Measurement[]): Verdict[] =>
    cases.flatMap(({ name }) => {
      const core = find(measurements, name, "core");
      if (!core) return [];
      const { rounds = 0, memoryBytes = Number.NaN } = core.figures;
      return [
        atMost(`${what}, ${name}`, mostMilliseconds, "ms", milliseconds(core), ` (${rounds} rounds)`),
        exactlyAtMost(`${what}, ${name}`, mostMebibytes, "MiB", memoryBytes / MEBIBYTE),
      ];
    });
}

/** It draws other random numbers, so its totals are compared with the core's within a tolerance. */
const plain: ModuleCompetitor<MigrationInput> = {
  kind: "module",
  name: "typed-array loop",
  hasOwnDraws: true,
  open: async (input) => (await import("./plain-migration.js")).openPlainMigration(input),
};

const SMALL = { memoryBytes: 4 * GIBIBYTE, bandwidthBitsPerSecond: 10 * GIGABIT, checkedAt: 1 } as const;
const HOT_COLD: readonly Share[] = [
  { kind: "uniform", memoryRatio: 0.1, linkRatio: 0.2 },
  { kind: "uniform", memoryRatio: 0.4, linkRatio: 0.05 },
];

/** The unit of work is one page of the guest, whatever the number of rounds. */
function smallCase(name: string, engine: Scenario["engine"], workload: readonly Share[], quick = true): Case<MigrationInput> {
  return { name, units: SMALL.memoryBytes / PAGE_BYTES, quick, input: { ...SMALL, engine, workload } };
}

const SMALL_CASES = [
  smallCase("hot-cold over 50 % of the guest", "xen-3.3", HOT_COLD),
  smallCase("uniform over the whole guest", "xen-3.3", [{ kind: "uniform", memoryRatio: 1, linkRatio: 0.2 }]),
  smallCase("uniform over the whole guest, thrice the link", "xen-3.3", [{ kind: "uniform", memoryRatio: 1, linkRatio: 3 }]),
];

export const migration4GiB: Benchmark<MigrationInput> = {
  name: "migration-4-gib",
  question: "How long does a whole migration of a 4 GiB guest take under Xen 2.0-4.5, which peeks at the dirty log before every batch?",
  unit: "page of the guest",
  cases: SMALL_CASES,
  competitors: [...competitors, plain],
  ours: "core",
  judge: judge("4 GiB", SMALL_CASES, 5, 2),
};

const LARGE = { memoryBytes: 1024 * GIBIBYTE, bandwidthBitsPerSecond: 100 * GIGABIT, checkedAt: 1024 } as const;

function largeCase(name: string, engine: Scenario["engine"], workload: readonly Share[], quick: boolean): Case<MigrationInput> {
  return { name, units: LARGE.memoryBytes / PAGE_BYTES, quick, input: { ...LARGE, engine, workload } };
}

const DATABASE: readonly Share[] = [
  { kind: "uniform", memoryRatio: 1 / 16, linkRatio: 0.14 },
  { kind: "zipf", memoryRatio: 1 / 4, linkRatio: 0.21 },
];
const CLASSIC_SIX = { preset: "xen-3.3", maxIterations: 5 } as const;

const LARGE_CASES = [
  largeCase("xen-4.10, hot-cold over 50 %", "xen-4.10", HOT_COLD, true),
  largeCase("xen-4.10, uniform and Zipf over 31 %", "xen-4.10", DATABASE, false),
  largeCase("xen-4.10, uniform over all, as fast as the link", "xen-4.10", [{ kind: "uniform", memoryRatio: 1, linkRatio: 1 }], true),
  largeCase("xen-3.3 cut to 6 rounds, hot-cold over 50 %", CLASSIC_SIX, HOT_COLD, false),
  largeCase("xen-3.3 cut to 6 rounds, uniform over all", CLASSIC_SIX, [{ kind: "uniform", memoryRatio: 1, linkRatio: 1 }], false),
];

export const migration1TiB: Benchmark<MigrationInput> = {
  name: "migration-1-tib",
  question: "How long does a whole migration of a 1 TiB guest take, six rounds over all of its pages?",
  unit: "page of the guest",
  cases: LARGE_CASES,
  competitors,
  ours: "core",
  judge: judge("1 TiB", LARGE_CASES, 1500, 160),
};

/** No bandwidth quota: the link is the limit, as under Xen, so that every size behaves alike. */
const QEMU = { preset: "qemu-10.0-tcg", maxBandwidth: 0 } as const;

export const migrationQemu: Benchmark<MigrationInput> = {
  name: "migration-qemu",
  question:
    "How long does a whole migration take under QEMU 10.0, which carries pages over from sync to sync and decides in windows of 100 ms?",
  unit: "page of the guest",
  cases: [
    smallCase("4 GiB, hot-cold over 50 %", QEMU, HOT_COLD),
    smallCase("4 GiB, uniform over the whole guest", QEMU, [{ kind: "uniform", memoryRatio: 1, linkRatio: 0.2 }], false),
    largeCase("1 TiB, hot-cold over 50 %", QEMU, HOT_COLD, false),
  ],
  competitors,
  ours: "core",
};
