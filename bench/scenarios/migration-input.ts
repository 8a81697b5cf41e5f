/** The guest of a migration benchmark, in proportions: the same for every memory size. */
import type { Scenario } from "../../src/index.js";

export const PAGE_BYTES = 4096;
/** Ratio of goodput to bandwidth. */
export const EFFICIENCY_RATIO = 0.94;

/** A source of page writes relative to its guest, so that guests of any size behave alike. */
export interface Share {
  readonly kind: "uniform" | "zipf";
  /** Size of the region as a ratio of the memory. */
  readonly memoryRatio: number;
  /** Page writes per second, as a ratio of the pages per second that the link carries. */
  readonly linkRatio: number;
}

export interface MigrationInput {
  readonly memoryBytes: number;
  readonly bandwidthBitsPerSecond: number;
  readonly engine: Scenario["engine"];
  readonly workload: readonly Share[];
  /** The reference's answer is compared on a guest, link and write rates reduced by this factor. */
  readonly checkedAt: number;
  /** Number of live rounds, whatever the engine would decide. Default: the engine decides. */
  readonly liveRounds?: number;
}

/** The scenario with guest, link and write rates divided by `reduction`: rounds take as long, and each page is written as often. */
export function scenarioOf(input: MigrationInput, reduction = 1): Scenario {
  const memory = input.memoryBytes / reduction;
  const bandwidth = input.bandwidthBitsPerSecond / reduction;
  const linkPagesPerSecond = (bandwidth / 8 / PAGE_BYTES) * EFFICIENCY_RATIO;
  const workload = input.workload.map(({ kind, memoryRatio, linkRatio }) => ({
    kind,
    size: Math.round((memory * memoryRatio) / PAGE_BYTES) * PAGE_BYTES,
    rate: linkPagesPerSecond * linkRatio,
  }));
  return { version: 1, vm: { memory }, workload, link: { bandwidth, efficiency: EFFICIENCY_RATIO }, engine: input.engine };
}
