/** Tables of measurements in Markdown, for the terminal and for the results file. */

import { find } from "./benchmark.js";
import { figure } from "./figure.js";
import type { Machine } from "./machine.js";
import type { ChildProfile, Measurement, Verdict } from "./types.js";
import { nanosecondsPerUnit, ratioOf } from "./verdict.js";

/** Functions named per group of a profile. */
const FUNCTIONS_SHOWN = 4;

/** A rate with an SI prefix. */
function rate(perSecond: number): string {
  const [factor, prefix] = perSecond >= 1e9 ? [1e9, "G"] : perSecond >= 1e6 ? [1e6, "M"] : perSecond >= 1e3 ? [1e3, "k"] : [1, ""];
  return `${figure(perSecond / (factor as number))} ${prefix}`.trimEnd();
}

export type Row = readonly string[];

/** A table in Markdown. The first `leftColumns` columns are left-aligned, the others are numbers. */
export function table(head: Row, rows: readonly Row[], leftColumns: number): string {
  const widths = head.map((name, column) => Math.max(name.length, 3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: Row) =>
    `| ${row.map((cell, column) => (column < leftColumns ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (column < leftColumns ? `-${"-".repeat(width)}-` : `-${"-".repeat(width)}:`)).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** Cost per unit relative to ours in the same case: typical, then best. */
function timesOurs(measurements: readonly Measurement[], one: Measurement, ours: string): string {
  const own = find(measurements, one.case, ours);
  if (own === undefined || own === one) return "";
  const { typical, best } = ratioOf(nanosecondsPerUnit(one), nanosecondsPerUnit(own));
  return `${figure(typical)}, ${figure(best)}`;
}

/** One row per measurement: times per call, cost per unit, and that cost relative to `ours`. */
export function measurementTable(measurements: readonly Measurement[], unit: string, ours?: string): string {
  const ratio = ours === undefined ? [] : ["x ours, at best"];
  const times = ["median ms", "quartiles ms", "best ms", "processor ms"];
  const head = ["case", "competitor", ...ratio, ...times, `ns per ${unit}`, "per second", "samples"];
  const rows = measurements.map((one) => [
    one.case,
    one.competitor,
    ...(ours === undefined ? [] : [timesOurs(measurements, one, ours)]),
    figure(one.medianMilliseconds),
    one.spreadMilliseconds.map(figure).join(" - "),
    figure(one.minMilliseconds),
    figure(one.processorMilliseconds),
    figure(one.nanosecondsPerUnit),
    rate(one.unitsPerSecond),
    String(one.samples),
  ]);
  return table(head, rows, 2);
}

/** A profile as a table: shares by group, with the most expensive functions of each. */
export function profileTable({ milliseconds, shares }: ChildProfile): string {
  const groups = [...new Set(shares.map(({ group }) => group))].map((group) => {
    const members = shares.filter((one) => one.group === group);
    const ratio = members.reduce((sum, one) => sum + one.ratio, 0);
    return { group, ratio, dearest: members.slice(0, FUNCTIONS_SHOWN).map(({ name, ratio: own }) => `${name} ${percent(own)}`) };
  });
  groups.sort((a, b) => b.ratio - a.ratio);
  const rows = groups.map(({ group, ratio, dearest }) => [group, dearest.join(", "), percent(ratio), figure(ratio * milliseconds)]);
  return table(["purpose", "most expensive functions", "share", "ms of a call"], rows, 2);
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}

export function verdictTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map((one) => [one.subject, one.target, one.measured, one.outcome]);
  return table(["subject", "target", "measured", ""], rows, 4);
}

export function machineLine(machine: Machine): string {
  const { date, processor, processors, node, v8, compiler, commit, hasLocalChanges, core, loadAverage } = machine;
  const state = `${commit}${hasLocalChanges ? " with local changes" : ""}`;
  return `${date}, ${processor} (${processors} processors, load ${loadAverage}), Node ${node} (V8 ${v8}), ${compiler}, commit ${state}, core ${core.buildId} (${core.bytes} bytes)`;
}
