/** Checks that the cost of a migration grows with the guest's size, and not with the number of writes. */

import { type Benchmark, type Case, find } from "../harness/benchmark.js";
import type { Measurement, Verdict } from "../harness/types.js";
import { atMost, nanosecondsPerUnit, type Reading, ratioOf } from "../harness/verdict.js";
import { EFFICIENCY_RATIO, type MigrationInput, PAGE_BYTES } from "./migration-input.js";
import { openMigration } from "./run-migration.js";

const KIBI = 1024;
const MEBI = KIBI * KIBI;
/** Five live rounds and the stop-and-copy: each scans every page. */
const LIVE_ROUNDS = 5;
const ROUNDS = LIVE_ROUNDS + 1;
/** Goodput of the link in pages per second, per page of the guest: the first round takes about four seconds. */
const LINK_PAGES_PER_PAGE = 0.25;
/** Largest guest on which the reference is compared. */
const CHECKED_PAGES_MAX = MEBI;
const EVENTS_WRITES_PER_SECOND_MAX = 1e6;

function input(pages: number, writesPerSecond: number): MigrationInput {
  const linkPagesPerSecond = pages * LINK_PAGES_PER_PAGE;
  return {
    memoryBytes: pages * PAGE_BYTES,
    bandwidthBitsPerSecond: (linkPagesPerSecond * PAGE_BYTES * 8) / EFFICIENCY_RATIO,
    engine: "xen-4.10",
    workload: [{ kind: "uniform", memoryRatio: 1, linkRatio: writesPerSecond / linkPagesPerSecond }],
    checkedAt: Math.max(1, pages / CHECKED_PAGES_MAX),
    liveRounds: LIVE_ROUNDS,
  };
}

function sizeCase(name: string, pages: number, quick: boolean): Case<MigrationInput> {
  return { name, units: pages * ROUNDS, quick, input: input(pages, pages * LINK_PAGES_PER_PAGE * 0.5) };
}

function rateCase(name: string, writesPerSecond: number, quick: boolean): Case<MigrationInput> {
  return { name, units: MEBI * ROUNDS, quick, input: input(MEBI, writesPerSecond) };
}

const SIZE_CASES = [
  sizeCase("64 Ki pages (256 MiB)", 64 * KIBI, false),
  sizeCase("1 Mi pages (4 GiB)", MEBI, true),
  sizeCase("16 Mi pages (64 GiB)", 16 * MEBI, true),
  sizeCase("256 Mi pages (1 TiB)", 256 * MEBI, false),
];

const RATE_CASES = [
  rateCase("1 write/s", 1, true),
  rateCase("1 k writes/s", 1e3, false),
  rateCase("100 k writes/s", 1e5, true),
  rateCase("1 M writes/s", 1e6, false),
  rateCase("10 M writes/s", 1e7, false),
  rateCase("100 M writes/s", 1e8, true),
];

function cost(measurements: readonly Measurement[], work: Case<MigrationInput>): Reading[] {
  const core = find(measurements, work.name, "core");
  return core ? [nanosecondsPerUnit(core)] : [];
}

/** From 1 Mi pages on, where fixed costs no longer matter. */
const LINEAR_RATIO_MAX = 1.5;
const FLAT_RATIO_MAX = 1.5;

export const scalingPages: Benchmark<MigrationInput> = {
  name: "scaling-pages",
  question:
    "Does the cost of a migration grow with the guest, in proportion to its pages and no faster? (Write rates grow with the guest.)",
  unit: "page and round",
  cases: SIZE_CASES,
  competitors: [
    { kind: "module", name: "reference", isUntimed: true, open: (own) => openMigration(own, "reference") },
    { kind: "module", name: "core", open: (own) => openMigration(own, "core") },
  ],
  judge(measurements): Verdict[] {
    const costs = SIZE_CASES.slice(1).flatMap((work) => cost(measurements, work));
    if (costs.length < 2) return [];
    const ratio = (costsOf: (reading: Reading) => number) => Math.max(...costs.map(costsOf)) / Math.min(...costs.map(costsOf));
    const spread = { typical: ratio((reading) => reading.typical), best: ratio((reading) => reading.best) };
    return [atMost("dearest page against the cheapest, from 1 Mi pages on", LINEAR_RATIO_MAX, "x", spread)];
  },
};

export const scalingWrites: Benchmark<MigrationInput> = {
  name: "scaling-writes",
  question: "Does a migration of 4 GiB cost the same whatever the guest's write rate? (For comparison: every write drawn one by one.)",
  unit: "page and round",
  cases: RATE_CASES,
  competitors: [
    { kind: "module", name: "reference", isUntimed: true, open: (own) => openMigration(own, "reference") },
    { kind: "module", name: "core", open: (own) => openMigration(own, "core") },
    {
      kind: "module",
      name: "core, write by write",
      hasOwnDraws: true,
      takesPart: ({ workload }) => (workload[0]?.linkRatio ?? 0) * MEBI * LINK_PAGES_PER_PAGE <= EVENTS_WRITES_PER_SECOND_MAX,
      open: (own) => openMigration(own, "core", "events"),
    },
  ],
  ours: "core",
  judge(measurements): Verdict[] {
    const [slow, fast] = ["100 k writes/s", "100 M writes/s"].map((name) => find(measurements, name, "core"));
    if (!slow || !fast) return [];
    return [atMost("100 M against 100 k writes/s", FLAT_RATIO_MAX, "x", ratioOf(nanosecondsPerUnit(fast), nanosecondsPerUnit(slow)))];
  },
};
