/** Measured against simulated pages per window: the table that says how good the dirtying calibration is. */
import type { Pages, PagesConfig } from "../../pages/pages.js";
import type { Channel } from "../channel.js";
import { createChannel } from "../channels.js";
import { channelWrites } from "../dirtying/channel-writes.js";
import { measureWindows } from "../dirtying/measure-windows.js";
import { placeWrites } from "../dirtying/place-writes.js";
import { type ChannelChoice, resolveChannel } from "../parameters.js";
import type { PairTraffic } from "../peer.js";
import { MEASURED_RUNS, type MeasuredRun } from "./measured-linux-6.1.js";

export interface ComparedWindow {
  readonly run: MeasuredRun;
  readonly seconds: number;
  readonly measuredPages: number;
  readonly simulatedPages: number;
  /** (simulated - measured) / measured. */
  readonly errorRatio: number;
}

export interface ComparisonSummary {
  readonly windows: number;
  /** Half, and nine tenths, of all windows are no further off than this. */
  readonly medianErrorRatio: number;
  readonly percentile90ErrorRatio: number;
  /** Pages that half of all windows are within. */
  readonly medianErrorPages: number;
}

/** Memory of the measured guest in pages. */
const GUEST_PAGES = 65536;

function choiceOf(run: MeasuredRun): ChannelChoice {
  const base = { guest: "linux-6.1", guestMode: run.guestMode } as const;
  if (run.channel === "xenvmc-modified") return { ...base, kind: "xenvmc-modified" };
  if (run.channel === "xenvmc") return { ...base, kind: "xenvmc" };
  if (run.channel === "xenvmc-exact-staging") return { ...base, kind: "xenvmc", xenvmc: { stagingAllocator: "exact" } };
  return { ...base, kind: "netfront", netfront: { segmentationOffload: run.channel !== "tcp-without-gso" } };
}

function pairOf(run: MeasuredRun, channel: Channel): PairTraffic[] {
  if (run.channel === "idle") return [];
  const { messageBytes, sendBytesPerSecond, receiveBytesPerSecond, pacingSeconds } = run;
  const protocol = run.channel === "udp" ? "udp" : "tcp";
  const flow = { messageBytes, sendBytesPerSecond, receiveBytesPerSecond, pacingSeconds, protocol } as const;
  return [{ peer: "b", path: channel.localPath, ringOwner: run.ringOwner, flows: [flow] }];
}

/** Simulates one measured run, window by window, on pages made by `createPages`. */
export function compareRun(run: MeasuredRun, createPages: (config: PagesConfig) => Pages, seed: number): ComparedWindow[] {
  const channel = createChannel(resolveChannel(choiceOf(run)));
  const placed = placeWrites(channelWrites(channel, pairOf(run, channel)), 0, 1);
  const pages = Math.min(GUEST_PAGES, Math.max(1, placed.pages));
  const plan = { windowSeconds: run.windows.map(({ seconds }) => seconds), seed, run: 0 };
  return measureWindows(createPages, placed.sources, pages, plan).map(({ seconds, meanPages }, index) => {
    const measuredPages = (run.windows[index] as { meanPages: number }).meanPages;
    return { run, seconds, measuredPages, simulatedPages: meanPages, errorRatio: (meanPages - measuredPages) / measuredPages };
  });
}

/** All measured runs. */
export function compareMeasured(createPages: (config: PagesConfig) => Pages, seed: number): ComparedWindow[] {
  return MEASURED_RUNS.flatMap((run) => compareRun(run, createPages, seed));
}

function quantile(values: readonly number[], ratio: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(ratio * sorted.length))] as number;
}

export function summarizeComparison(rows: readonly ComparedWindow[]): ComparisonSummary {
  const ratios = rows.map(({ errorRatio }) => Math.abs(errorRatio));
  const pages = rows.map(({ simulatedPages, measuredPages }) => Math.abs(simulatedPages - measuredPages));
  return {
    windows: rows.length,
    medianErrorRatio: quantile(ratios, 0.5),
    percentile90ErrorRatio: quantile(ratios, 0.9),
    medianErrorPages: quantile(pages, 0.5),
  };
}

/** One line per run: measured / simulated pages per window, then the summary. */
export function formatComparison(rows: readonly ComparedWindow[]): string {
  const byRun = new Map<MeasuredRun, ComparedWindow[]>();
  for (const row of rows) byRun.set(row.run, [...(byRun.get(row.run) ?? []), row]);
  const lines = [...byRun].map(([run, windows]) => {
    const cells = windows.map(({ seconds, measuredPages, simulatedPages, errorRatio }) => {
      const percent = `${errorRatio < 0 ? "" : "+"}${(100 * errorRatio).toFixed(0)} %`;
      return `${seconds * 1000} ms ${measuredPages.toFixed(0)}/${simulatedPages.toFixed(0)} ${percent}`;
    });
    return `${run.guestMode.padEnd(4)}${run.name.padEnd(27)}${cells.map((cell) => cell.padEnd(24)).join("")}`.trimEnd();
  });
  const { windows, medianErrorRatio, percentile90ErrorRatio, medianErrorPages } = summarizeComparison(rows);
  const percent = (ratio: number) => `${(100 * ratio).toFixed(1)} %`;
  lines.push(
    `${windows} windows: P50 ${percent(medianErrorRatio)}, ${medianErrorPages.toFixed(1)} pages; P90 ${percent(percentile90ErrorRatio)}`,
  );
  return lines.join("\n");
}
