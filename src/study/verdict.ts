/** What a study found, in sentences: told before any table. */
import { figureComparatives, figureWords } from "../result/figure-words.js";
import { countedRulings } from "../result/ruling-words.js";
import { showBandwidth, showBytes, showSeconds } from "../result/words.js";
import { lookRuns } from "../statistics/looks.js";
import type { PairedDifference } from "../statistics/paired.js";
import { figuresOf, type StudyFigures } from "./figures.js";
import type { PointSummary } from "./points.js";
import { mostRuns, type Study } from "./study.js";
import { PointRange, PointTally, whereAt } from "./tally.js";

/** Differences that are told apart: one that matters little, and a large one. */
const NOTABLE_RATIO = 0.01;
const LARGE_RATIO = 0.1;

type Kind = "lower" | "higher" | "open" | "equal" | "none";

/** What the differences of one figure between one variant and the base say. */
interface Compared {
  readonly figure: string;
  readonly counts: Record<Kind, number>;
  /** Relative differences, without their sign. */
  readonly ranges: Readonly<Record<"lower" | "higher", PointRange>>;
  readonly large: Record<"lower" | "higher", number>;
  /** Points at which it is lower by a notable share. */
  readonly notable: PointTally;
}

/** What one variant does at the points. */
interface Found {
  /** Means of each figure. */
  readonly levels: readonly PointRange[];
  readonly compared: readonly Compared[];
  /** Points whose every run met every goal, and their number without any that did. */
  readonly met: PointTally;
  metNone: number;
  /** Points at which some run left the guest at the source. */
  readonly unmoved: PointTally;
  /** Of each figure, points at which the variant has the least. */
  readonly least: number[];
}

/** Collects what the points say; memory does not grow with their number. */
export class VerdictCounts {
  readonly #study: Study;
  readonly #figures: readonly string[];
  readonly #words: StudyFigures;
  readonly #variants: readonly Found[];
  readonly #looks = new Map<number, number>();
  readonly #ruled: Record<string, number> = {};
  #points = 0;
  #runs = 0;

  constructor(study: Study) {
    this.#study = study;
    this.#words = figuresOf(study);
    // Every verdict speaks of two figures, and of those of its goals and figures.
    this.#figures = [...new Set([...this.#words.headline, ...study.figures.map(({ y }) => y), ...study.goals.map(({ figure }) => figure)])];
    this.#variants = study.variants.map(() => ({
      levels: this.#figures.map(() => new PointRange()),
      compared: this.#figures.map((figure) => comparedOf(study, figure)),
      met: new PointTally(study),
      metNone: 0,
      unmoved: new PointTally(study),
      least: this.#figures.map(() => 0),
    }));
  }

  /** Adds one point: the summaries of all its variants. */
  add(summaries: readonly PointSummary[]): void {
    this.#points++;
    const [first] = summaries;
    if (first?.looks !== undefined) this.#looks.set(first.runs, (this.#looks.get(first.runs) ?? 0) + 1);
    this.#addLeast(summaries);
    for (const { point, variant, figures, differences, allGoals, movedRuns, runs, ruled } of summaries) {
      this.#runs += runs;
      for (const [kind, count] of Object.entries(ruled)) this.#ruled[kind] = (this.#ruled[kind] ?? 0) + count;
      const found = this.#variants[variant] as Found;
      found.unmoved.add(point, movedRuns < runs);
      for (const [index, name] of this.#figures.entries()) {
        const mean = figures[name]?.mean;
        if (mean !== undefined) found.levels[index]?.add(point, mean);
        addDifference(found.compared[index] as Compared, point, differences?.[name]);
      }
      if (allGoals === undefined) continue;
      found.met.add(point, allGoals.met === allGoals.count);
      if (allGoals.met === 0) found.metNone++;
    }
  }

  /** The sentences: of plans which is best in what; goals, differences, the size of the figures, guests that were not moved, what ruled, looks, reconstructions. */
  sentences(): string[] {
    return [
      ...this.#leastSentences(),
      ...this.#goalSentences(),
      ...this.#differenceSentences(),
      ...this.#levelSentences(),
      ...this.#unmovedSentences(),
      ...this.#ruledSentences(),
      ...this.#lookSentences(),
      ...this.#reconstructionSentences(),
    ];
  }

  #addLeast(summaries: readonly PointSummary[]): void {
    for (const [index, name] of this.#figures.entries()) {
      const means = summaries.map(({ figures }) => figures[name]?.mean ?? Number.POSITIVE_INFINITY);
      const best = means.indexOf(Math.min(...means));
      const { least } = this.#variants[best] as Found;
      least[index] = (least[index] as number) + 1;
    }
  }

  #of(count: number): string {
    return `${count} of ${this.#points} ${this.#points === 1 ? "point" : "points"}`;
  }

  #subject(variant: number): string {
    return this.#study.variants.length === 1 ? this.#words.subject : (this.#study.variants[variant]?.name as string);
  }

  /** `database first has the fewest pages sent and the shortest time apart at 3 of 3 points.`: plans are chosen by such words. */
  #leastSentences(): string[] {
    if (this.#study.fleet === undefined || this.#variants.length === 1) return [];
    const total = ({ least }: Found): number => least.reduce((sum, count) => sum + count, 0);
    const places = this.#variants.map((_, variant) => variant).filter((variant) => total(this.#variants[variant] as Found) > 0);
    places.sort((one, other) => total(this.#variants[other] as Found) - total(this.#variants[one] as Found));
    return places.map((variant) => {
      const { least } = this.#variants[variant] as Found;
      const counts = [...new Set(least)].filter((count) => count > 0).sort((one, other) => other - one);
      const parts = counts.map((count) => {
        const names = this.#figures
          .filter((_, index) => least[index] === count)
          .map((name) => `the ${superlative(name)} ${figureWords(name)}`);
        return `${names.join(", ").replace(/, (?=[^,]*$)/, " and ")} at ${this.#of(count)}`;
      });
      return `${this.#subject(variant)} has ${parts.join("; ")}.`;
    });
  }

  #goalSentences(): string[] {
    const { goals } = this.#study;
    if (goals.length === 0) return [];
    const all = goals.map(({ figure, text }) => `${figureWords(figure)} ${text}`).join(" and ");
    return this.#variants.map(({ met, metNone }, variant) => {
      const subject = `${this.#subject(variant)} meets ${all}`;
      if (mostRuns(this.#study) === 1) return `${subject} at ${this.#of(met.held)}${decided(met)}.`;
      if (metNone === this.#points) return `${subject} in no run at any of ${countOf(this.#points)}.`;
      const some = this.#points - met.held - metNone;
      const rest = [...(some === 0 ? [] : [`, in some of the runs at ${some}`]), ...(metNone === 0 ? [] : [`, in none at ${metNone}`])];
      return `${subject} in every run at ${this.#of(met.held)}${rest.join("")}${decided(met)}.`;
    });
  }

  #differenceSentences(): string[] {
    const [base, ...others] = this.#study.variants;
    return others.flatMap(({ name }, index) =>
      (this.#variants[index + 1] as Found).compared
        .filter(({ counts, figure }) => counts.none < this.#points && !this.#isRepeated(figure))
        .map((compared) => `${name} against ${base?.name}, ${figureWords(compared.figure)}: ${this.#comparedText(compared)}.`),
    );
  }

  /** The memory is the same for all variants in most studies: what holds of the pages sent holds of their ratio to it. */
  #isRepeated(figure: string): boolean {
    return figure === "resendRatio" && this.#figures.includes("pagesSent");
  }

  /** `shorter at 18 of 24 points, by 0.3 to 31 %, most at vm.memory 256 MiB; no difference shown at 6`. */
  #comparedText({ figure, counts, ranges, large, notable }: Compared): string {
    const [less, more] = figureComparatives(figure);
    if (counts.equal === this.#points) return `equal in every run at ${this.#of(counts.equal)}`;
    const side = (name: "lower" | "higher", word: string) => ({
      count: counts[name],
      text: word,
      size: this.#sizeText(ranges[name], large[name]),
    });
    const parts = [
      side("lower", less),
      side("higher", more),
      { count: counts.open, text: "no difference shown", size: "" },
      { count: counts.equal, text: "equal in every run", size: "" },
      { count: counts.none, text: "not compared, as a guest was not moved,", size: "" },
    ].filter(({ count }) => count > 0);
    const texts = parts.map(({ count, text, size }, index) => `${text} at ${index === 0 ? this.#of(count) : count}${size}`);
    // Where some points are not compared, they would pass for points without a difference.
    const deciding = notable.held === 0 || counts.none > 0 ? undefined : notable.decidingAxis();
    return [...texts, ...(deciding === undefined ? [] : [`${less} by ${percent(NOTABLE_RATIO)} or more ${deciding}`])].join("; ");
  }

  #sizeText(range: PointRange, large: number): string {
    if (range.isEmpty) return "";
    const { least, most, mostPoint } = range;
    const [low, high] = [least, most].map(shareText);
    const where = this.#points === 1 || low === high ? "" : whereAt(this.#study, mostPoint);
    const notes = [
      ...(large === 0 || least >= LARGE_RATIO ? [] : [`${percent(LARGE_RATIO)} or more at ${large}`]),
      ...(where === "" ? [] : [`most at ${where}`]),
    ];
    return `, by ${low === high ? "" : `${low} to `}${high} %${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
  }

  /** How large the figures are, of the base: the others are told against it. */
  #levelSentences(): string[] {
    const { levels } = this.#variants[0] as Found;
    const parts = levels.flatMap((range, index) => {
      if (range.isEmpty) return [];
      const name = this.#figures[index] as string;
      const [least, most] = [amount(name, range.least), amount(name, range.most)];
      return [`${figureWords(name)} ${least === most ? most : `${least} to ${most}`}`];
    });
    if (parts.length === 0) return [];
    const of = mostRuns(this.#study) === 1 ? "" : ", mean of the runs";
    return [`${this.#subject(0)}${of}${this.#points === 1 ? "" : ` at ${countOf(this.#points)}`}: ${parts.join(", ")}.`];
  }

  #unmovedSentences(): string[] {
    return this.#variants.flatMap(({ unmoved }, variant) =>
      unmoved.held === 0
        ? []
        : [
            `${this.#subject(variant)} ${this.#words.stays}${mostRuns(this.#study) === 1 ? "" : " in some run"} at ${this.#of(unmoved.held)}${decided(unmoved)}.`,
          ],
    );
  }

  #ruledSentences(): string[] {
    const ruled = countedRulings(this.#ruled);
    return ruled === "" ? [] : [`Of ${this.#runs.toLocaleString("en-US")} migrations the pace was ruled by ${ruled}.`];
  }

  #lookSentences(): string[] {
    const { until } = this.#study;
    if (until === undefined) return [];
    const looks = lookRuns(until.atMost);
    const counts = [...this.#looks].sort(([left], [right]) => left - right);
    const shown = counts.map(([runs, points]) => `${runs} runs (look ${looks.indexOf(runs) + 1}) at ${points}`);
    const widths = until.widths.map(({ figure, text }) => `${figureWords(figure)} ${text}`).join(" and ");
    return [
      `Runs were added until the half widths of the intervals were ${widths}, at most ${until.atMost}: ${shown.join(", ")}. The intervals are corrected for the looks.`,
    ];
  }

  #reconstructionSentences(): string[] {
    const names = this.#study.variants.flatMap(({ name, reconstruction }) => (reconstruction ? [name] : []));
    if (names.length === 0) return [];
    return [`${names.join(" and ")}: a reconstruction, modelled here. Neither algorithm nor figures of the modified protocol are public.`];
  }
}

function decided(tally: PointTally): string {
  const axis = tally.decidingAxis();
  return axis === undefined ? "" : `; ${axis}`;
}

function comparedOf(study: Study, figure: string): Compared {
  return {
    figure,
    counts: { lower: 0, higher: 0, open: 0, equal: 0, none: 0 },
    ranges: { lower: new PointRange(), higher: new PointRange() },
    large: { lower: 0, higher: 0 },
    notable: new PointTally(study),
  };
}

function addDifference({ counts, ranges, large, notable }: Compared, point: number, difference: PairedDifference | undefined): void {
  const kind = kindOf(difference);
  counts[kind]++;
  const ratio = Math.abs(difference?.relativeRatio ?? 0);
  notable.add(point, kind === "lower" && ratio >= NOTABLE_RATIO);
  if ((kind !== "lower" && kind !== "higher") || difference?.relativeRatio === undefined) return;
  ranges[kind].add(point, ratio);
  if (ratio >= LARGE_RATIO) large[kind]++;
}

/** Of a single run the sign decides: there is no interval. */
function kindOf(difference: PairedDifference | undefined): Kind {
  if (difference === undefined) return "none";
  const { verdict, mean } = difference;
  if (verdict === "lower" || verdict === "higher") return verdict;
  if (verdict === "equal in every run") return "equal";
  if (verdict === "no difference shown") return "open";
  return mean < 0 ? "lower" : "higher";
}

/** `shortest`, `fewest`, `lowest`. */
function superlative(figure: string): string {
  return figureComparatives(figure)[0].replace(/r$/, "st");
}

function amount(figure: string, value: number): string {
  if (figure.endsWith("BytesPerSecond")) return showBandwidth(value);
  if (figure.endsWith("Seconds")) return showSeconds(value);
  if (/bytes/i.test(figure)) return showBytes(value);
  return figure.endsWith("Ratio") ? value.toFixed(2) : value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** Per cent without the sign: tenths below ten. */
function shareText(ratio: number): string {
  if (ratio < 0.0005) return "under 0.1";
  return Number((100 * ratio).toFixed(ratio < LARGE_RATIO ? 1 : 0)).toLocaleString("en-US");
}

function percent(ratio: number): string {
  return `${Math.round(100 * ratio)} %`;
}

function countOf(points: number): string {
  return `${points} ${points === 1 ? "point" : "points"}`;
}
