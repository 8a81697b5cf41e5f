/** A comparison as text: figures of each variant, paired differences with intervals, their causes, and the conclusion. */
import type { Attribution, ComparedVariant, Comparison, Difference, Figures, PairedDifference } from "../analysis/comparison.js";
import type { StopKind, SummaryEntry } from "../result/result.js";
import { beyondMeasuredText } from "./beyond-measured.js";
import { conclusionOf, shownName } from "./compare-reading.js";
import { type FigureUnit, formatChange, formatEstimate, scaleFor } from "./estimate.js";
import { type FigureRow, figureTable } from "./figure-table.js";
import { mergedTraces } from "./merged-traces.js";
import { formatBitsPerSecond, formatBytes } from "./quantities.js";
import { sensitivityLines } from "./sensitivity-table.js";
import type { TableOptions } from "./table.js";
import { PLAIN_STYLE, printable, type Style, wrap } from "./text.js";

interface FigureKind {
  readonly group: keyof Figures<unknown>;
  readonly name: string;
  readonly label: string;
  readonly unit: FigureUnit;
}

const TOTAL_FIGURES: readonly FigureKind[] = [
  { group: "totals", name: "totalSeconds", label: "Total time", unit: "seconds" },
  { group: "totals", name: "downtimeSeconds", label: "Downtime", unit: "seconds" },
  { group: "totals", name: "pagesSent", label: "Pages sent", unit: "count" },
  { group: "totals", name: "pagesResent", label: "Sent again", unit: "count" },
];
/** Figures shown only when engines are compared; some engines report only some of them. */
const ENGINE_FIGURES: readonly FigureKind[] = [
  { group: "totals", name: "wireBytes", label: "On the wire", unit: "bytes" },
  { group: "totals", name: "rounds", label: "Rounds", unit: "count" },
  { group: "totals", name: "dirtySyncCount", label: "Bitmap syncs", unit: "count" },
  { group: "totals", name: "expectedDowntimeSeconds", label: "Expected downtime", unit: "seconds" },
  { group: "totals", name: "postcopyFaults", label: "Faults after the move", unit: "count" },
  { group: "totals", name: "meanFaultSeconds", label: "Mean wait of a fault", unit: "seconds" },
];
const CHANNEL_FIGURES: readonly FigureKind[] = [
  { group: "channel", name: "completedSeconds", label: "Traffic done", unit: "seconds" },
  { group: "channel", name: "throughputBytesPerSecond", label: "Delivered", unit: "bytes/s" },
  { group: "channel", name: "roundTripSeconds", label: "Round trip", unit: "seconds" },
  { group: "channel", name: "dom0CpuCount", label: "Dom0 CPUs", unit: "ratio" },
];
const SILENT_AT_ZERO: ReadonlySet<string> = new Set(["throughputBytesPerSecond", "roundTripSeconds"]);
/** Figures of channel pairs that are split into causes. */
const ATTRIBUTED_FIGURES: readonly FigureKind[] = [...TOTAL_FIGURES, ...CHANNEL_FIGURES];

const HEADINGS: Readonly<Record<Comparison["compared"], string>> = { channels: "Channel", engines: "Engine", variants: "Variant" };

const DEFAULT_WIDTH = 100;
const NARROWEST_WIDTH = 20;

export function formatComparison(comparison: Comparison, options: TableOptions = {}): string {
  const width = Math.max(NARROWEST_WIDTH, options.width ?? DEFAULT_WIDTH);
  const style = options.style ?? PLAIN_STYLE;
  const blocks = [
    titleLines(comparison, width, style),
    summaryLines(comparison, width, style),
    rulingLines(comparison, width, style),
    ...comparison.differences.map((difference) => differenceLines(comparison, difference, width, style)),
    ...sensitivityBlocks(comparison, width, style),
    warningLines(comparison, width, style),
    conclusionLines(comparison, width, style),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function titleLines({ scenario, compared, variants, finishedRuns, generator }: Comparison, width: number, style: Style): string[] {
  const { name, vm, link, engine, peers, channel, seed, fidelity } = scenario;
  const by = compared === "channels" ? `${engine.preset} moves ` : "";
  const traffic = compared === "engines" && channel !== undefined && peers.length > 0 ? `, traffic by ${channel.kind}` : "";
  const runs = `${finishedRuns} ${finishedRuns === 1 ? "run" : "paired runs"}`;
  const guest = `${by}${formatBytes(vm.memoryBytes)} over ${formatBitsPerSecond(link.bandwidthBitsPerSecond)}${traffic}`;
  const facts = `${compared === "variants" ? `${variants.length} variants` : guest}; ${runs}, seed ${seed}, fidelity ${fidelity}, core ${generator.core}`;
  return [
    ...wrap(name === undefined ? "A comparison" : printable(name), width).map(style.title),
    ...[facts, ...mergedTraces(scenario)].flatMap((line) => wrap(line, width)).map(style.faint),
  ];
}

/** The figures shown in a comparison of this kind. */
function comparedTotals(compared: Comparison["compared"]): readonly FigureKind[] {
  return compared === "channels" ? TOTAL_FIGURES : [...TOTAL_FIGURES, ...ENGINE_FIGURES];
}

function summaryLines({ variants, compared }: Comparison, width: number, style: Style): string[] {
  const rows = [...comparedTotals(compared), ...CHANNEL_FIGURES].flatMap(({ group, name, label, unit }): FigureRow[] => {
    const entries = variants.map(({ summary }) => summary[group]?.[name]);
    const known = entries.filter((entry) => entry !== undefined);
    if (known.length === 0) return [];
    const scale = scaleFor(
      unit,
      known.map(({ mean }) => mean),
    );
    // A peer that sends nothing has no throughput and no round trip.
    const isSilent = ({ mean }: SummaryEntry): boolean => mean === 0 && SILENT_AT_ZERO.has(name);
    return [
      {
        label: labelled(label, scale.symbol),
        cells: entries.map((entry) => (entry === undefined || isSilent(entry) ? "-" : formatEstimate(entry, scale))),
      },
    ];
  });
  const ends = compared === "channels" ? [] : endRows(variants);
  return figureTable(HEADINGS[compared], variants.map(shownName), [...rows, ...ends], width, style);
}

/** The limits that ruled each variant's first run; variants with the same text share a line. */
function rulingLines({ variants }: Comparison, width: number, style: Style): string[] {
  const texts = sharedTexts(variants, ({ runs }) => (runs[0]?.ruledBy ?? []).map(({ detail }) => detail).join(" "));
  return texts.flatMap((text) => wrap(`Ruled by: ${text}`, width)).map(style.faint);
}

/** A text of each variant, with the names of the variants that it is of; with none if it is of all. */
function sharedTexts(variants: readonly ComparedVariant[], textOf: (variant: ComparedVariant) => string | undefined): string[] {
  const byText = new Map<string, string[]>();
  for (const variant of variants) {
    const text = textOf(variant) ?? "";
    if (text !== "") byText.set(text, [...(byText.get(text) ?? []), shownName(variant)]);
  }
  const whose = (names: readonly string[]): string => (names.length === variants.length && names.length > 1 ? "" : `${names.join(", ")}: `);
  return [...byText].map(([text, names]) => `${whose(names)}${text}`);
}

/** How runs ended. Engines have different stop rules, so their figures are only comparable together with these rows. */
function endRows(variants: readonly ComparedVariant[]): FigureRow[] {
  const kinds = [...new Set(variants.flatMap(({ stops }) => Object.keys(stops) as StopKind[]))];
  return [
    { label: "Converged", cells: variants.map(({ convergedRuns, runs }) => `${convergedRuns} of ${runs.length}`) },
    ...kinds.map((kind) => ({ label: `Ended: ${kind}`, cells: variants.map(({ stops }) => String(stops[kind] ?? "-")) })),
  ];
}

function differenceLines(comparison: Comparison, difference: Difference, width: number, style: Style): string[] {
  const title = `${nameOf(comparison, difference.from)} -> ${nameOf(comparison, difference.to)}`;
  const attribution = comparison.attribution.find(({ from, to }) => from === difference.from && to === difference.to);
  const [columns, rows] = attribution
    ? [["Difference", "= pages changed", "+ exchange speed", "+ interaction"], attributedRows(attribution)]
    : [difference.withheld === undefined ? ["Difference", "Of the first"] : ["Difference"], plainRows(difference, comparison.compared)];
  if (rows.length === 0) return [];
  return [...wrap(title, width).map(style.title), ...figureTable("", columns, rows, width, { ...style, title: style.faint })];
}

/** One block per pair with the base. */
function sensitivityBlocks(comparison: Comparison, width: number, style: Style): string[][] {
  const base = comparison.variants[0]?.label;
  return comparison.differences
    .filter(({ from }) => from === base)
    .map(({ from, to }) => {
      const title = `${nameOf(comparison, from)} -> ${nameOf(comparison, to)}`;
      return sensitivityLines(comparison, { from, to, title }, width, style);
    });
}

function attributedRows({ figures }: Attribution): FigureRow[] {
  return ATTRIBUTED_FIGURES.flatMap(({ name, label, unit }): FigureRow[] => {
    const figure = figures[name];
    if (figure === undefined) return [];
    const parts = [figure.difference, figure.pages, figure.speed, figure.interaction];
    return [rowOf(label, unit, parts)];
  });
}

function plainRows({ figures, withheld }: Difference, compared: Comparison["compared"]): FigureRow[] {
  return comparedTotals(compared).flatMap(({ group, name, label, unit }): FigureRow[] => {
    const entry = figures[group]?.[name];
    if (entry === undefined) return [];
    const { label: shown, cells } = rowOf(label, unit, [entry]);
    if (withheld !== undefined) return [{ label: shown, cells }];
    return [
      {
        label: shown,
        cells: [...cells, entry.relativeRatio === undefined || hasNoDifference(entry) ? "-" : formatChange(entry.relativeRatio)],
      },
    ];
  });
}

function rowOf(label: string, unit: FigureUnit, differences: readonly PairedDifference[]): FigureRow {
  const shown = differences.filter((difference) => !hasNoDifference(difference)).map(({ mean }) => mean);
  const scale = scaleFor(unit, shown);
  const cells = differences.map((difference) =>
    hasNoDifference(difference) ? difference.verdict : formatEstimate(difference, scale, true),
  );
  return { label: shown.length === 0 ? label : labelled(label, scale.symbol), cells };
}

/** True if the interval contains zero: the verdict is then shown instead of a number. */
function hasNoDifference(
  difference: PairedDifference,
): difference is PairedDifference & { readonly verdict: "no difference shown" | "equal in every run" } {
  return difference.verdict === "no difference shown" || difference.verdict === "equal in every run";
}

function warningLines({ variants, differences, finishedRuns }: Comparison, width: number, style: Style): string[] {
  const failures = variants
    .filter(({ failedRuns }) => failedRuns > 0)
    .map(
      (variant) =>
        `${shownName(variant)}: ${variant.failedRuns} of ${finishedRuns} runs did not move the guest: ${keptRuns(variant.failedRuns, finishedRuns)}.`,
    );
  const faults = variants
    .filter(({ faultyRuns }) => faultyRuns > 0)
    .map((variant) => {
      const fault = variant.runs.find(({ channel }) => channel?.fault !== undefined)?.channel?.fault ?? "";
      return `${shownName(variant)}: ${variant.faultyRuns} of ${finishedRuns} runs have a fault of the channel. ${fault}`;
    });
  const readings = differences.flatMap(({ reading, withheld }) => [reading, withheld].filter((text) => text !== undefined));
  const beyond = sharedTexts(variants, (variant) => beyondMeasuredText(variant.runs[0]?.channel?.beyondMeasured));
  return [...failures, ...faults, ...readings, ...beyond].flatMap((text) => wrap(printable(text), width)).map(style.warning);
}

/** Which runs the figures cover if some did not move the guest. */
function keptRuns(failedRuns: number, finishedRuns: number): string {
  const others = finishedRuns - failedRuns;
  if (others === 0) return "there is nothing to take a mean of";
  return others === 1 ? "its figures are those of the other one" : `its figures are means of the other ${others}`;
}

function conclusionLines(comparison: Comparison, width: number, style: Style): string[] {
  const { conclusion, notes } = conclusionOf(comparison);
  const base = comparison.variants[0]?.label;
  const reasons = comparison.differences.filter(({ from }) => from === base).flatMap(({ why = [] }) => why);
  return [
    ...wrap(conclusion, width),
    ...[...new Set(reasons)].flatMap((text) => wrap(printable(text), width)),
    ...notes.flatMap((note) => wrap(note, width)).map(style.faint),
  ];
}

function nameOf({ variants }: Comparison, label: string): string {
  const variant = variants.find((candidate) => candidate.label === label);
  return variant === undefined ? label : shownName(variant);
}

function labelled(label: string, symbol: string): string {
  return symbol === "" ? label : `${label}, ${symbol}`;
}
