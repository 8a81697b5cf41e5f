/** A comparison in words: its conclusion in one sentence, and notes on how to read the figures. */
import type { AttributedFigure, ComparedVariant, Comparison, PairedDifference } from "../analysis/comparison.js";
import { formatChange } from "./estimate.js";
import { formatSeconds } from "./quantities.js";
import { printable } from "./text.js";

interface Named {
  readonly label: string;
  readonly reconstruction?: true;
}

/** A variant's label; "(reconstruction)" is always added for the modified protocol. */
export function shownName({ label, reconstruction }: Named): string {
  return printable(reconstruction ? `${label} (reconstruction)` : label);
}

export interface Conclusion {
  readonly conclusion: string;
  readonly notes: readonly string[];
}

const FIGURES: readonly (readonly [name: string, label: string])[] = [
  ["totalSeconds", "total time"],
  ["pagesSent", "pages sent"],
  ["downtimeSeconds", "downtime"],
];

export function conclusionOf(comparison: Comparison): Conclusion {
  const [base, ...others] = comparison.variants;
  if (base === undefined) return { conclusion: "", notes: [] };
  const parts = others.map((other) => {
    const difference = comparison.differences.find(({ from, to }) => from === base.label && to === other.label);
    if (difference?.withheld !== undefined) return withheldText(base, other);
    const figures = FIGURES.map(([name, label]) => `${label} ${changeOf(difference?.figures.totals[name])}`).join(", ");
    return `${shownName(other)}: ${figures}`;
  });
  return { conclusion: `Against ${shownName(base)}, ${parts.join("; ")}${causeText(comparison, base.label)}.`, notes: notesOf(comparison) };
}

/** The conclusion on a withheld pair: if one side always moves the guest and the other never does, it says so. */
function withheldText(base: ComparedVariant, other: ComparedVariant): string {
  const [baseMoves, otherMoves] = [base, other].map(({ failedRuns, runs }) =>
    failedRuns === 0 ? "always" : failedRuns === runs.length ? "never" : "sometimes",
  );
  if (baseMoves === "never" && otherMoves === "always")
    return `${shownName(other)} moves the guest${timeText(other)}, ${shownName(base)} never does`;
  if (baseMoves === "always" && otherMoves === "never")
    return `${shownName(other)} never moves the guest, ${shownName(base)} does${timeText(base)}`;
  if (baseMoves === "never" && otherMoves === "never") return `${shownName(other)}: neither moves the guest`;
  return `${shownName(other)}: nothing is concluded`;
}

function timeText({ summary }: ComparedVariant): string {
  const mean = summary.totals.totalSeconds?.mean;
  return mean === undefined ? "" : ` in ${formatSeconds(mean)}`;
}

function changeOf(difference: PairedDifference | undefined): string {
  if (difference === undefined) return "unknown";
  const { verdict, relativeRatio } = difference;
  if (verdict === "no difference shown" || verdict === "equal in every run") return verdict;
  if (relativeRatio === undefined) return verdict ?? "changed";
  return formatChange(relativeRatio);
}

/** Which cause changes the total time more. The channel is named if the answer differs between channels or is not known for all. */
function causeText({ attribution, variants }: Comparison, base: string): string {
  const causes = attribution.filter(({ from }) => from === base).map(({ to, figures }) => ({ to, cause: causeOf(figures.totalSeconds) }));
  const [first] = causes;
  if (first === undefined) return "";
  if (causes.length === variants.length - 1 && causes.every(({ cause }) => cause === first.cause)) return `; ${first.cause}`;
  const names = new Map(variants.map((variant) => [variant.label, shownName(variant)]));
  return causes.map(({ to, cause }) => `; ${names.get(to) ?? to}: ${cause}`).join("");
}

function causeOf(figure: AttributedFigure | undefined): string {
  const size = (effect: PairedDifference | undefined): number =>
    effect === undefined || effect.verdict === "no difference shown" || effect.verdict === "equal in every run" ? 0 : Math.abs(effect.mean);
  const [pages, speed] = [size(figure?.pages), size(figure?.speed)];
  if (pages === 0 && speed === 0) return "neither cause is shown to move the total time alone";
  return pages >= speed
    ? "the pages changed move the total time more than the speed of the exchange does"
    : "the speed of the exchange moves the total time more than the pages changed do";
}

function notesOf({ finishedRuns, variants, attribution }: Comparison): string[] {
  const intervals =
    finishedRuns > 1
      ? `±: 95 % interval of the mean over ${finishedRuns} runs on the same seeds; it holds the chance in page writes, not the error of the model.`
      : "One run: no intervals.";
  return [
    intervals,
    ...(attribution.length > 0
      ? ["Pages changed: the second's pages and tear-down at the first's speed; exchange speed: the reverse."]
      : []),
    ...(variants.some(({ reconstruction }) => reconstruction)
      ? ["xenvmc-modified is a reconstruction, modelled here: neither algorithm nor figures of the modified protocol are public."]
      : []),
    ...whatIfNotes(variants),
  ];
}

/** One note on all what-if variants; none if there are none. */
function whatIfNotes(variants: Comparison["variants"]): string[] {
  const names = variants.filter(({ whatIf }) => whatIf !== undefined).map(shownName);
  if (names.length === 0) return [];
  return [`What-if (${names.join(", ")}): Xen's channels do not meet such engines; their load is put under the algorithm all the same.`];
}
