/** The plain JavaScript migration as a competitor. */
import { parseScenario, simulate } from "../../src/index.js";
import type { Subject } from "../harness/benchmark.js";
import { migratePlainly, type PlainMigration } from "../peers/typed-array-migration.js";
import { type MigrationInput, scenarioOf } from "./migration-input.js";

const SEED = 1;
const CHECK_RUNS = 5;
/** Totals over a million pages scatter by far less than this between runs. */
const TOLERANCE_RATIO = 0.01;

function plainMigrationOf(input: MigrationInput): PlainMigration {
  const { vm, link, workload, engine } = parseScenario(scenarioOf(input));
  if (engine.family !== "xen-classic") throw new Error(`the plain migration supports Xen classic only, not ${engine.preset}`);
  return {
    pages: vm.memoryBytes / vm.pageBytes,
    pageBytes: vm.pageBytes,
    bytesPerSecond: link.goodputBytesPerSecond,
    sources: workload.map((source) => {
      if (source.kind !== "uniform") throw new Error(`the plain migration supports uniform sources only, not ${source.kind}`);
      return { pages: source.pages, writesPerSecond: source.writesPerSecond };
    }),
    maxIterations: engine.maxIterations,
    minDirtyPages: engine.minDirtyPages,
    maxFactor: engine.maxFactor,
    skipsDirtyPages: engine.skipDirtyPages,
  };
}

function requireClose(name: string, own: number, other: number): void {
  if (Math.abs(own - other) > TOLERANCE_RATIO * other) throw new Error(`${name}: ${own} instead of about ${other}`);
}

export function openPlainMigration(input: MigrationInput): Subject {
  const migration = plainMigrationOf(input);
  return {
    async answer() {
      const { summary } = await simulate({ ...scenarioOf(input), runs: CHECK_RUNS });
      const own = migratePlainly(migration, SEED);
      requireClose("pages sent", own.pagesSent, summary.pagesSent?.mean ?? Number.NaN);
      requireClose("live and last copy", own.totalSeconds, summary.totalSeconds?.mean ?? Number.NaN);
      return "close";
    },
    prepare: () => ({ run: () => migratePlainly(migration, SEED).pagesSent }),
  };
}
