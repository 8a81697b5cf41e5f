/** A result as text for a terminal: the scenario, the rounds, why the migration ended, the totals. */
import type { MigrationResult, RunResult } from "../result/result.js";
import type { ResolvedPolicy } from "../scenario/resolved/policy-parameters.js";
import { beyondMeasuredText } from "./beyond-measured.js";
import { mergedTraces } from "./merged-traces.js";
import { formatBitsPerSecond, formatBytes, formatBytesPerSecond, formatSeconds } from "./quantities.js";
import { roundLines } from "./round-table.js";
import { summaryLines } from "./summary-table.js";
import { PLAIN_STYLE, printable, type Style, wrap } from "./text.js";
import { totalsLines } from "./totals.js";

export interface TableOptions {
  /** Columns of the terminal, at least 20. Default 100. */
  readonly width?: number;
  /** Default: no colour. */
  readonly style?: Style;
}

const DEFAULT_WIDTH = 100;
const NARROWEST_WIDTH = 20;

/** The whole result. With several runs: the rounds and totals of the first, then statistics over all runs. */
export function formatTable(result: MigrationResult, options: TableOptions = {}): string {
  const width = Math.max(NARROWEST_WIDTH, options.width ?? DEFAULT_WIDTH);
  const style = options.style ?? PLAIN_STYLE;
  const [first] = result.runs;
  const blocks = [titleLines(result, width, style)];
  if (first !== undefined) {
    const heading = result.runs.length > 1 ? [style.title(`Run ${first.run}, one of ${result.runs.length}`)] : [];
    blocks.push([...heading, ...roundLines(first, width, style)], stopLines(first, width, style), totalsLines(first, width));
  }
  if (result.runs.length > 1) blocks.push(summaryLines(result, width, style));
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function titleLines(result: MigrationResult, width: number, style: Style): string[] {
  const { name, vm, link, engine, policy, seed, fidelity } = result.scenario;
  const facts = [
    `${engine.preset} moves ${formatBytes(vm.memoryBytes)} in pages of ${formatBytes(vm.pageBytes)}`,
    `over ${formatBitsPerSecond(link.bandwidthBitsPerSecond)} (goodput ${formatBytesPerSecond(link.goodputBytesPerSecond)}, latency ${formatSeconds(link.latencySeconds)})`,
  ].join(" ");
  const title = name === undefined ? "Live migration" : printable(name);
  return [
    ...wrap(title, width).map(style.title),
    ...wrap(facts, width).map(style.faint),
    ...policyLines(policy, width).map(style.faint),
    ...wrap(`Seed ${seed}, fidelity ${fidelity}, core ${result.generator.core}`, width).map(style.faint),
    ...mergedTraces(result.scenario)
      .flatMap((line) => wrap(line, width))
      .map(style.faint),
  ];
}

/** What the scenario's policy brought. */
function policyLines(policy: ResolvedPolicy | undefined, width: number): string[] {
  if (policy?.brought === undefined) return [];
  const details = policy.brought.map(({ detail }) => detail).join(", ");
  return wrap(`Policy ${policy.name} brought ${details === "" ? "nothing: the scenario sets all of it" : details}`, width);
}

/** Titles of stops that are part of the engine's design and so neither converge nor fail to. */
function plannedEnd({ stop, postcopy, rounds }: RunResult): string | undefined {
  if (stop.kind === "postcopy") return "Switched to post-copy";
  if (stop.kind !== "snapshot") return undefined;
  if (postcopy) return "Saved while the guest ran";
  return rounds.length === 0 ? "Started anew around its memory" : "Copied while paused";
}

function stopLines(run: RunResult, width: number, style: Style): string[] {
  const planned = plannedEnd(run);
  const verdict = run.stop.converged ? "Converged" : (planned ?? "Did not converge");
  const lines = wrap(`${verdict} (${run.stop.kind}): ${printable(run.stop.detail)}`, width);
  const { fault, whatIf, beyondMeasured } = run.channel ?? {};
  const beyond = beyondMeasuredText(beyondMeasured);
  const faultLines = fault === undefined ? [] : wrap(`Fault of the channel: ${printable(fault)}`, width);
  const whatIfLines = whatIf === undefined ? [] : wrap(whatIf, width);
  const beyondLines = beyond === undefined ? [] : wrap(printable(beyond), width);
  const rulingText = run.ruledBy.map(({ detail }) => detail).join(" ");
  const rulingLines = rulingText === "" ? [] : wrap(`Ruled by: ${rulingText}`, width);
  const stopStyle = run.stop.converged || planned ? style.good : style.warning;
  return [
    ...lines.map(stopStyle),
    ...rulingLines.map(style.faint),
    ...[...faultLines, ...beyondLines].map(style.warning),
    ...whatIfLines.map(style.faint),
  ];
}
