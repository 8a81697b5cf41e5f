/** The runs of a comparison as comma-separated values: one row per run of each variant. */
import type { ComparedRun, ComparedVariant, Comparison } from "../analysis/comparison.js";
import { ENGINE_TOTAL_KEYS, TOTAL_KEYS } from "../result/figure-names.js";
import { csvCell } from "./csv-cell.js";

interface Column {
  readonly name: string;
  readonly value: (run: ComparedRun, variant: ComparedVariant) => string | number | boolean | undefined;
}

const COLUMNS: readonly Column[] = [
  { name: "variant", value: (_run, { label }) => label },
  { name: "reconstruction", value: (_run, { reconstruction }) => reconstruction ?? false },
  { name: "seed", value: ({ seed }) => seed },
  { name: "run", value: ({ run }) => run },
  { name: "stop", value: ({ stop }) => stop.kind },
  { name: "converged", value: ({ stop }) => stop.converged },
  ...TOTAL_KEYS.map((name): Column => ({ name, value: ({ totals }) => totals[name] })),
  ...ENGINE_TOTAL_KEYS.map((name): Column => ({ name, value: ({ totals }) => totals[name] })),
  { name: "switchSeconds", value: ({ phases }) => phases.switchSeconds },
  { name: "channel.bytesMoved", value: ({ channel }) => channel?.bytesMoved },
  { name: "channel.pagesDirtied", value: ({ channel }) => channel?.pagesDirtied },
  { name: "channel.throughputBytesPerSecond", value: ({ channel }) => channel?.throughputBytesPerSecond },
  { name: "channel.roundTripSeconds", value: ({ channel }) => channel?.roundTripSeconds },
  { name: "channel.dom0CpuCount", value: ({ channel }) => channel?.dom0CpuCount },
  { name: "channel.completedSeconds", value: ({ channel }) => channel?.completedSeconds },
  { name: "channel.fault", value: ({ channel }) => channel?.fault },
];

/** Lines of one row per run of each variant, after one header row. A cell is empty if its value does not apply. */
export function* comparisonCsv({ variants }: Comparison): Generator<string> {
  yield `${COLUMNS.map(({ name }) => name).join(",")}\n`;
  for (const variant of variants) {
    for (const run of variant.runs) yield `${COLUMNS.map(({ value }) => csvCell(value(run, variant))).join(",")}\n`;
  }
}
