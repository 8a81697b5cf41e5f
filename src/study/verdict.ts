/** What a study found, in sentences: told before any table. */
import { lookRuns } from "../statistics/looks.js";
import type { PairedDifference } from "../statistics/paired.js";
import type { PointSummary } from "./points.js";
import type { Study } from "./study.js";

const FIGURES = ["totalSeconds", "downtimeSeconds"] as const;
const SHOWN: Readonly<Record<(typeof FIGURES)[number], string>> = { totalSeconds: "total time", downtimeSeconds: "downtime" };

type Counts = Record<"lower" | "higher" | "open" | "equal" | "none", number>;

/** Collects what the points say; memory does not grow with their number. */
export class VerdictCounts {
  readonly #study: Study;
  readonly #differences: readonly Record<string, Counts>[];
  /** By variant: points whose every run met every goal, none did, some did. */
  readonly #goals: readonly { all: number; none: number; some: number }[];
  readonly #unmoved: number[];
  readonly #looks = new Map<number, number>();
  #points = 0;

  constructor(study: Study) {
    this.#study = study;
    this.#differences = study.variants.map(() => Object.fromEntries(FIGURES.map((name) => [name, noCounts()])));
    this.#goals = study.variants.map(() => ({ all: 0, none: 0, some: 0 }));
    this.#unmoved = study.variants.map(() => 0);
  }

  /** Adds one point: the summaries of all its variants. */
  add(summaries: readonly PointSummary[]): void {
    this.#points++;
    const [first] = summaries;
    if (first?.looks !== undefined) this.#looks.set(first.runs, (this.#looks.get(first.runs) ?? 0) + 1);
    for (const { variant, differences, allGoals, movedRuns, runs } of summaries) {
      if (movedRuns < runs) this.#unmoved[variant] = (this.#unmoved[variant] as number) + 1;
      for (const name of FIGURES) {
        const counts = (this.#differences[variant] as Record<string, Counts>)[name] as Counts;
        counts[kindOf(differences?.[name])]++;
      }
      if (allGoals === undefined) continue;
      const goals = this.#goals[variant] as { all: number; none: number; some: number };
      goals[allGoals.met === allGoals.count ? "all" : allGoals.met === 0 ? "none" : "some"]++;
    }
  }

  /** The sentences: goals, differences, guests that were not moved, looks. */
  sentences(): string[] {
    return [...this.#goalSentences(), ...this.#differenceSentences(), ...this.#unmovedSentences(), ...this.#lookSentences()];
  }

  #of(count: number): string {
    return `${count} of ${this.#points} ${this.#points === 1 ? "point" : "points"}`;
  }

  #goalSentences(): string[] {
    const { goals, variants } = this.#study;
    if (goals.length === 0) return [];
    const all = goals.map(({ figure, text }) => `${figure} ${text}`).join(" and ");
    return variants.map(({ name }, variant) => {
      const counts = this.#goals[variant] as { all: number; none: number; some: number };
      const rest = [
        ...(counts.some === 0 ? [] : [`by some of the runs at ${counts.some}`]),
        ...(counts.none === 0 ? [] : [`by none at ${counts.none}`]),
      ];
      return `${subject(name, variants.length)} met ${all} in every run at ${this.#of(counts.all)}${rest.length === 0 ? "" : `, ${rest.join(", ")}`}.`;
    });
  }

  #differenceSentences(): string[] {
    const [base, ...others] = this.#study.variants;
    return others.flatMap(({ name }, index) =>
      FIGURES.map((figure) => {
        const { lower, higher, open, equal, none } = (this.#differences[index + 1] as Record<string, Counts>)[figure] as Counts;
        const parts = [
          `shorter at ${this.#of(lower)}`,
          `longer at ${higher}`,
          ...(open === 0 ? [] : [`not shown to differ at ${open}`]),
          ...(equal === 0 ? [] : [`equal in every run at ${equal}`]),
          ...(none === 0 ? [] : [`not compared at ${none}`]),
        ];
        return `The ${SHOWN[figure]} of ${name} is, against ${base?.name}, ${parts.join(", ")}.`;
      }),
    );
  }

  #unmovedSentences(): string[] {
    return this.#study.variants.flatMap(({ name }, variant) => {
      const points = this.#unmoved[variant] as number;
      return points === 0
        ? []
        : [`${subject(name, this.#study.variants.length)} left the guest at the source in some run at ${this.#of(points)}.`];
    });
  }

  #lookSentences(): string[] {
    const { until } = this.#study;
    if (until === undefined) return [];
    const looks = lookRuns(until.atMost);
    const counts = [...this.#looks].sort(([left], [right]) => left - right);
    const shown = counts.map(([runs, points]) => `${runs} runs (look ${looks.indexOf(runs) + 1}) at ${points}`);
    const widths = until.widths.map(({ figure, text }) => `${figure} ${text}`).join(" and ");
    return [
      `Runs were added until the half widths were ${widths}, at most ${until.atMost}: ${shown.join(", ")}. The intervals are corrected for the looks.`,
    ];
  }
}

function subject(name: string, variants: number): string {
  return variants === 1 ? "The guest" : name;
}

function noCounts(): Counts {
  return { lower: 0, higher: 0, open: 0, equal: 0, none: 0 };
}

/** Of a single run the sign decides: there is no interval. */
function kindOf(difference: PairedDifference | undefined): keyof Counts {
  if (difference === undefined) return "none";
  const { verdict, mean } = difference;
  if (verdict === "lower" || verdict === "higher") return verdict;
  if (verdict === "equal in every run") return "equal";
  if (verdict === "no difference shown") return "open";
  return mean < 0 ? "lower" : "higher";
}
