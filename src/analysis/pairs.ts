/** What is concluded from a pair of variants: paired differences, their causes, or why nothing is. */
import { movedGuest } from "../result/moved-guest.js";
import { pairedDifference } from "../statistics/paired.js";
import { summarizeValues } from "../statistics/summarize.js";
import { attribute } from "./attribution.js";
import type { Attribution, ComparedRun, Difference, Figures } from "./comparison.js";
import { mapFigures } from "./figures.js";
import { readingOf } from "./reading.js";
import type { Variant } from "./variants.js";
import { type PairSide, whyOf } from "./why.js";
import { withheldFigures, withheldReason } from "./withheld.js";

/** Indices of two variants, and of the two mixed cells between them if causes are separated. */
export interface Pair {
  readonly from: number;
  readonly to: number;
  readonly otherPages?: number;
  readonly otherTimes?: number;
}

/** All runs of the comparison: of each variant and mixed cell, with their figures. */
export interface Cells {
  readonly variants: readonly Variant[];
  readonly runs: readonly (readonly ComparedRun[])[];
  readonly figures: readonly (readonly Figures<number>[])[];
}

/** The difference of a pair, and its causes where they are separated; if nothing is concluded, the reason instead. */
export function conclude(pair: Pair, cells: Cells): { readonly difference: Difference; readonly attribution?: Attribution } {
  const names = namesOf(pair, cells);
  const [base, other] = [pair.from, pair.to].map((index) => figuresOfMoved(pair, index, cells)) as [Figures<number>[], Figures<number>[]];
  const figures = mapFigures([base, other], (left = [], right = []) => pairedDifference(left, right));
  const withheld = withheldReasonOf(pair, cells);
  if (withheld !== undefined) return { difference: { ...names, figures: withheldFigures(figures), withheld } };
  const [from, to] = [sideOf(pair.from, base, cells), sideOf(pair.to, other, cells)];
  const reading = readingOf({ from: from.name, to: to.name }, from.means, to.means, figures);
  const causes = causesOf(pair, cells);
  const difference = { ...names, figures, ...(reading === undefined ? {} : { reading }) };
  if (causes === undefined) return { difference };
  return { difference: { ...difference, why: whyOf(from, to, causes, figures) }, attribution: { ...names, figures: causes } };
}

function namesOf({ from, to }: Pair, { variants }: Cells) {
  const [base, other] = [variants[from] as Variant, variants[to] as Variant];
  return {
    from: base.label,
    to: other.label,
    ...(base.isReconstruction || other.isReconstruction ? { reconstruction: true as const } : {}),
  };
}

/** Figures of one side in the replications that moved the guest on both. */
function figuresOfMoved({ from, to }: Pair, index: number, { runs, figures }: Cells): Figures<number>[] {
  const moved = (_: unknown, run: number): boolean => [from, to].every((side) => movedGuest(runs[side]?.[run] as ComparedRun));
  return (figures[index] ?? []).filter(moved);
}

function sideOf(index: number, figures: readonly Figures<number>[], { variants, runs }: Cells): PairSide {
  const variant = variants[index] as Variant;
  return {
    name: shownLabel(variant),
    scenario: variant.scenario,
    means: mapFigures([figures], (values = []) => summarizeValues(values).mean),
    runs: runs[index] ?? [],
  };
}

/** A label for sentences: "(reconstruction)" is added where it applies. */
function shownLabel({ label, isReconstruction }: Variant): string {
  return isReconstruction ? `${label} (reconstruction)` : label;
}

/** Why nothing is concluded from a pair; undefined if its variants and mixed cells all moved the guest without a channel fault. */
function withheldReasonOf(pair: Pair, { variants, runs }: Cells): string | undefined {
  const [from, to] = [pair.from, pair.to].map((index) => shownLabel(variants[index] as Variant));
  const cells: readonly (readonly [name: string, index: number | undefined])[] = [
    [from as string, pair.from],
    [to as string, pair.to],
    [`${from} with the pages of ${to}`, pair.otherPages],
    [`${to} with the pages of ${from}`, pair.otherTimes],
  ];
  return withheldReason(
    `${from} -> ${to}`,
    cells.flatMap(([name, index]) => (index === undefined ? [] : [{ name, runs: runs[index] ?? [] }])),
  );
}

/** The figures split into their causes; undefined if the pair has no mixed cells. */
function causesOf({ from, to, otherPages, otherTimes }: Pair, { figures }: Cells): Attribution["figures"] | undefined {
  if (otherPages === undefined || otherTimes === undefined) return undefined;
  const [base, other, withPages, withTimes] = [from, to, otherPages, otherTimes].map((index) => figures[index] ?? []);
  return base && other && withPages && withTimes && attribute({ base, other, otherPages: withPages, otherTimes: withTimes });
}
