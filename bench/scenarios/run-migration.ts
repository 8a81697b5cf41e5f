/** Runs a migration for a benchmark: its answer, its invariants, its time and its memory. */
import {
  type MigrationResult,
  type PagesImplementation,
  parseScenario,
  type RunResult,
  type StopPolicy,
  simulate,
} from "../../src/index.js";
import type { Subject } from "../harness/benchmark.js";
import { watchCoreMemory } from "../harness/core-memory.js";
import { digestValue } from "../harness/digest.js";
import { type MigrationInput, scenarioOf } from "./migration-input.js";

function require(holds: boolean, what: string): void {
  if (!holds) throw new Error(`invariant broken: ${what}`);
}

/** Checks that each round handles the pages of the sync before it, under QEMU together with the pages left then. */
function checkRounds({ rounds }: RunResult, pageBytes: number, carriesOver: boolean): void {
  for (const [index, round] of rounds.entries()) {
    const left = round.pagesToSend - round.pagesSent - round.pagesSkipped;
    require(carriesOver && round.live ? left >= 0 : left === 0, `round ${index}: sent and skipped pages are those to be sent`);
    const before = rounds[index - 1];
    const carried = before && carriesOver ? before.pagesToSend - before.pagesSent : 0;
    const dirtied = before?.pagesDirtied;
    require(dirtied === undefined || carried + dirtied === round.pagesToSend, `round ${index}: what was found dirty is to be sent`);
    require(round.wireBytes >= round.pagesSent * pageBytes, `round ${index}: every sent page crossed the wire`);
  }
}

/** Throws at the first invariant of a migration that does not hold. */
function checkInvariants({ runs, scenario }: MigrationResult): void {
  const run = runs[0] as RunResult;
  const { totals, rounds, phases } = run;
  const { memoryBytes, pageBytes } = scenario.vm;
  const pages = memoryBytes / pageBytes;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  require(rounds.length === totals.rounds && rounds.at(-1)?.live === false, "the last round is the stop-and-copy");
  require(rounds[0]?.pagesToSend === pages, "the first round is to send every page");
  require(totals.pagesSent - totals.pagesResent === pages, "every page was sent at least once");
  checkRounds(run, pageBytes, scenario.engine.family === "qemu");
  require(sum(rounds.map((round) => round.pagesSent)) === totals.pagesSent, "the rounds' pages add up");
  const elapsed = sum(Object.values(phases));
  require(Math.abs(elapsed - totals.totalSeconds) <= 1e-9 * totals.totalSeconds, "the phases add up to the total");
}

/** Bytes of the heap in use. */
function usedHeapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function residentPeakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/**
 * Runs a migration from resolved scenario to result. Figures: `memoryBytes` is the core's memory plus the heap held by the last result;
 * `residentGrowthBytes` is the peak growth of the process over all samples, garbage and compiled code included.
 */
export function openMigration(input: MigrationInput, implementation: PagesImplementation, fidelity: "pages" | "events" = "pages"): Subject {
  const small = parseScenario({ ...scenarioOf(input, input.checkedAt), fidelity });
  const full = parseScenario({ ...scenarioOf(input), fidelity });
  const { liveRounds } = input;
  const policy: StopPolicy | undefined =
    liveRounds === undefined ? undefined : ({ iteration }) => (iteration < liveRounds ? "continue" : "stop");
  const options = { pages: implementation, ...(policy ? { policy } : {}) };
  return {
    async answer() {
      if (implementation !== "reference" && input.checkedAt > 1) checkInvariants(await simulate(full, options));
      const result = await simulate(small, options);
      checkInvariants(result);
      return digestValue(result.runs);
    },
    async prepare() {
      const watch = watchCoreMemory();
      let last = await simulate(small, options);
      const heapBytes = usedHeapBytes();
      const residentBytes = residentPeakBytes();
      return {
        isAsync: true,
        run: async () => {
          last = await simulate(full, options);
        },
        figures: () => ({
          rounds: last.runs[0]?.totals.rounds ?? 0,
          pagesSent: last.runs[0]?.totals.pagesSent ?? 0,
          coreMemoryBytes: watch.largestBytes(),
          memoryBytes: watch.largestBytes() + Math.max(0, usedHeapBytes() - heapBytes),
          residentGrowthBytes: residentPeakBytes() - residentBytes,
        }),
      };
    },
  };
}
