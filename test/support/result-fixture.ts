/** A small hand-made result for tests of output, with recognisable figures; not simulated. */

import type { MigrationResult, Round, RunResult } from "../../src/result/result.js";
import { XEN_ENGINES } from "../../src/scenario/presets/xen-engines.js";
import type { ResolvedScenario } from "../../src/scenario/resolved/resolved.js";

const MEMORY_BYTES = 1 << 30;
const PAGES = 262_144;

export const SCENARIO: ResolvedScenario = {
  version: 1,
  name: "a web server",
  vm: {
    memoryBytes: MEMORY_BYTES,
    pageBytes: 4096,
    vcpus: 1,
    slotsBytes: MEMORY_BYTES,
    content: { zeroRatio: 0, where: "anywhere", layout: "spread" },
    deferredPages: 0,
  },
  workload: [{ kind: "uniform", pages: 8192, startPage: 0, layout: "contiguous", writesPerSecond: 20_000, meanRunPages: 1 }],
  link: {
    bandwidthBitsPerSecond: 1e9,
    efficiencyRatio: 0.94,
    goodputBytesPerSecond: 117_500_000,
    transport: "tcp",
    connectionBytesPerSecond: 1.7 * 2 ** 30,
    latencySeconds: 1e-4,
  },
  engine: XEN_ENGINES.find((preset) => preset.name === "xen-4.10")!.parameters,
  host: {
    preset: "none",
    dom0Cpus: 1,
    copyCpuSeconds: 10.3e-6,
    suspendSeconds: 0.02,
    suspendTimeoutSeconds: 0,
    resumeSeconds: 0,
    networkSeconds: 0,
    suspendDirtyPages: 0,
    setupDirtyPages: 0,
    liveSpeedRatio: 1,
    loggedSpeedRatio: 1,
    writeFaultSeconds: 0,
  },
  peers: [],
  seed: 1,
  runs: 1,
  fidelity: "pages",
  timeoutSeconds: 3600,
};

export function roundFixture(index: number, change: Partial<Round> = {}): Round {
  return {
    index,
    live: true,
    startSeconds: index * 10,
    durationSeconds: 9.21,
    pagesToSend: PAGES >> index,
    pagesSent: PAGES >> index,
    pagesSkipped: 0,
    zeroPages: 0,
    wireBytes: (PAGES >> index) * 4104,
    pagesDirtied: 8192,
    throttleRatio: 0,
    ...change,
  };
}

export function runFixture(run: number, rounds: readonly Round[]): RunResult {
  return {
    seed: 1,
    run,
    engine: "xen-4.10",
    stop: { kind: "max-iterations", converged: false, detail: "The limit of 5 live rounds was reached with 8,192 pages left." },
    totals: {
      totalSeconds: 20.5,
      downtimeSeconds: 0.32,
      guestTimeTakenSeconds: 0.3,
      rounds: rounds.length,
      pagesSent: 270_336,
      pagesSkipped: 0,
      pagesResent: 8192,
      zeroPages: 0,
      wireBytes: 1_109_458_944,
      resendRatio: 1.03125,
      pagesDirtied: 16_384,
    },
    ruledBy: [],
    phases: {
      setupSeconds: 0,
      liveSeconds: 20.18,
      switchSeconds: 0,
      suspendSeconds: 0.02,
      finalSyncSeconds: 0,
      discardSeconds: 0,
      stopAndCopySeconds: 0.29,
      deviceSeconds: 0,
      stateSeconds: 0.01,
      resumeSeconds: 0,
      postcopySeconds: 0,
    },
    rounds,
    guest: {
      throttlingSeconds: 0,
      loggingSeconds: 0,
      writeFaultSeconds: 0,
      pauseSeconds: 0.3,
      pageWaitSeconds: 0,
      speed: [
        { seconds: 0, speedRatio: 1 },
        { seconds: 20.2, speedRatio: 0 },
        { seconds: 20.5, speedRatio: 1 },
      ],
    },
  };
}

/** Two rounds, the second of them the stop-and-copy. */
export const TWO_ROUNDS: readonly Round[] = [
  roundFixture(0),
  withoutHarvest(roundFixture(1, { live: false, pagesToSend: 8192, pagesSent: 8192 })),
];

export function resultFixture(runs: readonly RunResult[] = [runFixture(0, TWO_ROUNDS)]): MigrationResult {
  const isSingle = runs.length < 2;
  return {
    version: 2,
    generator: { name: "xenvmc-sim", version: "0.1.0", core: "0123456789ab" },
    scenario: { ...SCENARIO, runs: runs.length },
    runs,
    // A few totals are enough for the layouts.
    summary: {
      totalSeconds: {
        mean: 20.5,
        ...(isSingle ? {} : { standardDeviation: 0.1 }),
        min: 20.4,
        median: 20.5,
        max: 20.6,
        ...(isSingle ? {} : { confidence95: [20.3, 20.7] as const }),
      },
      pagesSent: { mean: 270_336, min: 270_336, median: 270_336, max: 270_336 },
      wireBytes: { mean: 1_109_458_944, min: 1_109_458_944, median: 1_109_458_944, max: 1_109_458_944 },
      resendRatio: { mean: 1.03125, min: 1.03125, median: 1.03125, max: 1.03125 },
    } as MigrationResult["summary"],
  };
}

function withoutHarvest(round: Round): Round {
  const { pagesDirtied: _none, ...rest } = round;
  return rest;
}
