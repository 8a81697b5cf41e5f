/** Answers in words, with their numbers. */

import { mergedTraces } from "../output/merged-traces.js";
import { formatBitsPerSecond, formatBytes, formatInterval } from "../output/quantities.js";
import { figureWords } from "../result/figure-words.js";
import { movedGuest } from "../result/moved-guest.js";
import type { MigrationResult, RunResult, SummaryEntry } from "../result/result.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { shareOf } from "../statistics/share.js";
import type { FigureTable } from "./plot/figure.js";
import { formatKind, formatMean, type Kind, kindOf } from "./plot/units.js";

/** The guest, the link and what moves it. */
export function guestFact({ vm, link, engine, policy }: ResolvedScenario): string {
  const byPolicy = policy === undefined ? "" : ` under the policy ${policy.name}`;
  return `${engine.preset}${byPolicy} moves a guest of ${formatBytes(vm.memoryBytes)} over ${formatBitsPerSecond(link.bandwidthBitsPerSecond)}.`;
}

/** What is simulated, and how. */
export function scenarioFacts(scenario: ResolvedScenario, core: string): string[] {
  const { seed, fidelity } = scenario;
  return [guestFact(scenario), `Seed ${seed}, fidelity ${fidelity}, core ${core}.`, ...mergedTraces(scenario)];
}

/** What happened, how it ended, what ruled it. */
export function runAnswer({ runs, summary }: MigrationResult): string[] {
  const first = runs[0] as RunResult;
  const moved = runs.filter(movedGuest).length;
  const { detail } = first.stop;
  const ruling = first.ruledBy.map(({ detail: limit }) => limit).join(" ");
  const of = runs.length === 1 ? "" : ` of ${runs.length} runs`;
  return [
    moved === 0
      ? `The guest was not moved${runs.length === 1 ? "" : ` in any${of}`}: ${formatKind("seconds", summary.totalSeconds.mean)} until the migration was given up.`
      : `The migration takes ${formatMean("seconds", summary.totalSeconds)}, with a downtime of ${formatMean("seconds", summary.downtimeSeconds)}.`,
    ...(runs.length === 1
      ? []
      : [
          shareText("moved the guest", moved, runs.length),
          shareText("converged", runs.filter(({ stop }) => stop.converged).length, runs.length),
        ]),
    `${runs.length === 1 ? "How it ended" : "How the first run ended"}: ${detail}`,
    ...(ruling === "" ? [] : [`What ruled it: ${ruling}`]),
  ];
}

function shareText(words: string, met: number, count: number): string {
  const [low, high] = shareOf(met, count).confidence95.map((end) => `${Math.round(100 * end)} %`);
  return `${met} of ${count} runs ${words} (95 % interval of the share: ${low} to ${high}).`;
}

/** Both ends in one unit; undefined without an interval, or for one of no width. */
export function intervalText(kind: Kind, confidence95: SummaryEntry["confidence95"]): string | undefined {
  if (confidence95 === undefined || confidence95[0] === confidence95[1]) return undefined;
  return formatInterval(confidence95, kind === "seconds" || kind === "bytes" || kind === "bytes/s" ? kind : "plain");
}

/** `Total time`, `Pages sent`: a total in words. */
export function totalLabel(name: string): string {
  const words = figureWords(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Every total with its spread over the runs. */
export function totalsTable(summary: Readonly<Record<string, SummaryEntry>>): FigureTable {
  const isSingle = Object.values(summary).every(({ confidence95 }) => confidence95 === undefined);
  return {
    columns: isSingle ? ["Total", "Value"] : ["Total", "Mean", "95 % interval of the mean", "Deviation", "Least", "Median", "Most"],
    rows: Object.entries(summary).map(([name, entry]) => {
      const kind = kindOf(name);
      const shown = (value: number | undefined) => (value === undefined ? "-" : formatKind(kind, value));
      if (isSingle) return [totalLabel(name), shown(entry.mean)];
      const interval = intervalText(kind, entry.confidence95) ?? "no width";
      return [
        totalLabel(name),
        shown(entry.mean),
        interval,
        shown(entry.standardDeviation),
        shown(entry.min),
        shown(entry.median),
        shown(entry.max),
      ];
    }),
  };
}
