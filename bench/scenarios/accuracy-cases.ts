/** Measurements of QEMU made for this project, and the same migrations as input of each model. */

import { parseScenario, type ResolvedScenario, type ResolvedSource, type Scenario } from "../../src/index.js";
import qemu from "../../validation/qemu.json" with { type: "json" };
import type { TextbookGuest, WorkingSet } from "../peers/textbook-migration.js";

interface MeasuredRun {
  readonly status: string;
  readonly quiet: boolean;
  readonly totalSeconds?: number;
  readonly pagesSent?: number;
}

export interface MeasuredCase {
  readonly name: string;
  readonly scenario: Scenario;
  /** Completed migrations, on an otherwise idle machine. */
  readonly measured: readonly { readonly totalSeconds: number; readonly pagesSent: number }[];
}

/** Features beyond the plain algorithm, which no other model can represent. */
const FEATURES = ["autoConverge", "xbzrle", "multifd"] as const;
const PAGE_BYTES = 4096;
const MEBIBYTE = 2 ** 20;

/**
 * Cases of the plain algorithm with at least one completed migration on an idle machine. Cancelled migrations are left out: models do not
 * predict them.
 */
export function measuredCases(): MeasuredCase[] {
  return qemu.cases.flatMap(({ name, scenario, measured }) => {
    if (FEATURES.some((feature) => feature in scenario.engine)) return [];
    const runs = (measured as readonly MeasuredRun[]).flatMap(({ status, quiet, totalSeconds, pagesSent }) =>
      quiet && status === "completed" && totalSeconds !== undefined && pagesSent !== undefined ? [{ totalSeconds, pagesSent }] : [],
    );
    return runs.length === 0 ? [] : [{ name, scenario: scenario as Scenario, measured: runs }];
  });
}

/** QEMU's bandwidth quota, the link's bandwidth, and the downtime limit. */
function speeds(scenario: ResolvedScenario): { readonly quota: number; readonly link: number; readonly downtimeLimitSeconds: number } {
  const { engine, link } = scenario;
  if (engine.family !== "qemu") throw new Error(`${engine.preset} is not QEMU`);
  const quota = engine.maxBandwidthBytesPerSecond || Infinity;
  const { downtimeLimitSeconds } = engine;
  return { quota, link: link.goodputBytesPerSecond, downtimeLimitSeconds };
}

/** Converts sources to working sets: skew and order are ignored, phases count at their mean rate. */
function workingSetsOf(workload: readonly ResolvedSource[], shareRatio = 1): WorkingSet[] {
  return workload.flatMap((source) => {
    if (source.kind === "phases") {
      const seconds = source.phases.reduce((sum, phase) => sum + (phase.durationSeconds ?? 0), 0);
      return source.phases.flatMap((phase) => workingSetsOf(phase.workload, (shareRatio * (phase.durationSeconds ?? 0)) / seconds));
    }
    if (!("writesPerSecond" in source)) throw new Error(`a source of kind ${source.kind} has no rate`);
    return [{ pages: source.pages, writesPerSecond: source.writesPerSecond * shareRatio }];
  });
}

export function textbookGuestOf(given: Scenario): TextbookGuest {
  const scenario = parseScenario(given);
  const { quota, link, downtimeLimitSeconds } = speeds(scenario);
  const pagesPerSecond = Math.min(quota, link) / PAGE_BYTES;
  const workingSets = workingSetsOf(scenario.workload);
  return { pages: scenario.vm.memoryBytes / PAGE_BYTES, pagesPerSecond, downtimeLimitSeconds, workingSets };
}

/** A guest as SimGrid takes it, in whole MiB and whole per cent. */
export interface SimgridGuest {
  readonly ramMebibytes: number;
  readonly bandwidthBytesPerSecond: number;
  readonly speedMebibytes: number;
  readonly dirtyPercent: number;
}

/**
 * Our interpretation: the configured speed is QEMU's quota, or the link's speed in whole MiB/s if that is lower. The intensity is the
 * bytes of the pages written per second over that speed, each write counted as a page.
 */
export function simgridGuestOf(given: Scenario): SimgridGuest {
  const { pages, workingSets } = textbookGuestOf(given);
  const { quota, link } = speeds(parseScenario(given));
  const speedMebibytes = Math.max(1, Math.floor(Math.min(quota, link) / MEBIBYTE));
  const writtenBytesPerSecond = workingSets.reduce((sum, set) => sum + set.writesPerSecond, 0) * PAGE_BYTES;
  return {
    ramMebibytes: Math.round((pages * PAGE_BYTES) / MEBIBYTE),
    bandwidthBytesPerSecond: link,
    speedMebibytes,
    dirtyPercent: Math.round((writtenBytesPerSecond / (speedMebibytes * MEBIBYTE)) * 100),
  };
}

/** Our engine with SimGrid's model. Unlike SimGrid, whose 30 ms are compiled in, it uses the case's downtime limit. */
export function simgridScenarioOf(given: Scenario): Scenario {
  const { ramMebibytes, bandwidthBytesPerSecond, speedMebibytes, dirtyPercent } = simgridGuestOf(given);
  const { downtimeLimitSeconds } = textbookGuestOf(given);
  return {
    version: 1,
    vm: { memory: ramMebibytes * MEBIBYTE },
    link: { bandwidth: bandwidthBytesPerSecond * 8, efficiency: 1, latency: 1e-4 },
    engine: {
      preset: "simgrid",
      intensity: dirtyPercent / 100,
      speed: speedMebibytes * MEBIBYTE,
      downtimeLimit: downtimeLimitSeconds,
    },
    fidelity: "expected",
  };
}
