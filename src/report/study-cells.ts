/** A study's points as its report takes them. */
import { figureWords } from "../result/figure-words.js";
import { figuresOf, type StudyFigures } from "../study/figures.js";
import type { PointRows, PointSummary } from "../study/points.js";
import { pointCount, type Study, type StudyAxis, valuesAt } from "../study/study.js";
import type { StudyCell, StudyDistribution, StudyReportAxis, StudyReportInput } from "./study-report.js";

/** What a report has of a study beside its points. */
export type StudyReportFacts = Pick<StudyReportInput, "answer" | "warnings" | "study" | "studyFile" | "version" | "core">;

/** Points times variants that one report has room for. */
export const REPORT_CELLS_MOST = 5000;

/** Collects the finished points of a study, in any order of calls but by ascending points. */
export class StudyCells {
  readonly #study: Study;
  readonly #figures: StudyFigures;
  readonly #cells: StudyCell[] = [];
  #distribution: (StudyDistribution & { readonly spreadRatio: number }) | undefined;
  #points = 0;
  #runs = 0;

  /** @throws RangeError for a study with more than `REPORT_CELLS_MOST` points times variants */
  constructor(study: Study) {
    const cells = pointCount(study) * study.variants.length;
    if (cells > REPORT_CELLS_MOST) {
      throw new RangeError(`a report: expected at most ${REPORT_CELLS_MOST} points times variants, received ${cells}`);
    }
    this.#study = study;
    this.#figures = figuresOf(study);
  }

  /** Adds a point: its rows and the summary of each variant. */
  add(found: PointRows, summaries: readonly PointSummary[]): void {
    const settings =
      this.#study.axes.length === 0 ? [0] : valuesAt(this.#study, found.point).map((value, axis) => this.#indexOf(axis, value));
    this.#points++;
    for (const { variant, runs, movedRuns, figures, allGoals, differences } of summaries) {
      this.#runs += runs;
      this.#cells.push({
        settings,
        variant,
        runs: movedRuns,
        totals: figures,
        ...(allGoals === undefined ? {} : { met: allGoals }),
        ...(differences === undefined ? {} : { differences }),
      });
    }
    this.#keepWidest(found, summaries);
  }

  #indexOf(axis: number, value: StudyAxis["values"][number]): number {
    return (this.#study.axes[axis] as StudyAxis).values.indexOf(value);
  }

  /** The point whose runs differ most in their downtime is the one whose distribution is shown. */
  #keepWidest({ point, rows }: PointRows, summaries: readonly PointSummary[]): void {
    const [, distributed] = this.#figures.headline;
    const spreads = summaries.map(({ movedRuns, figures }) => {
      const { mean = 0, standardDeviation = 0 } = figures[distributed] ?? {};
      return movedRuns > 1 && mean > 0 ? standardDeviation / mean : -1;
    });
    const spreadRatio = Math.max(...spreads);
    if (spreadRatio < 0 || (this.#distribution !== undefined && spreadRatio <= this.#distribution.spreadRatio)) return;
    const where = valuesAt(this.#study, point).map(({ label }, axis) => `${this.#study.axes[axis]?.name} ${label}`);
    const samples = rows.map((own, variant) => ({
      name: this.#nameOf(variant),
      values: own.flatMap(({ moved, figures }) => (moved && figures[distributed] !== undefined ? [figures[distributed]] : [])),
    }));
    this.#distribution = { spreadRatio, figure: distributed, where: where.join(", "), samples };
  }

  #nameOf(variant: number): string {
    const { name, reconstruction } = this.#study.variants[variant] as Study["variants"][number];
    return reconstruction ? `${name} (reconstruction)` : name;
  }

  /** What `studyReport` takes. */
  input(facts: StudyReportFacts): StudyReportInput {
    const { name, question, axes, variants, goals, figures } = this.#study;
    const distribution = this.#distribution;
    return {
      ...facts,
      ...(name === undefined ? {} : { name }),
      ...(question === undefined ? {} : { question }),
      facts: [this.#sizeText()],
      axes:
        axes.length === 0
          ? [{ name: this.#study.fleet === undefined ? "scenario" : "fleet", settings: [{ name: name ?? "as written" }] }]
          : axes.map(reportAxis),
      variants: variants.map((_, variant) => this.#nameOf(variant)),
      cells: this.#cells,
      goals: goals.map(({ figure, text }) => ({ figure, words: `${figureWords(figure)} ${text}` })),
      ...(figures.length === 0 ? {} : { figures }),
      headline: this.#figures.headline,
      ...(distribution === undefined ? {} : { distributions: [distribution] }),
    };
  }

  #sizeText(): string {
    const { length: variants } = this.#study.variants;
    const counts = [
      `${this.#points} ${this.#points === 1 ? "point" : "points"}`,
      ...(variants > 1 ? [`${variants} variants compared on the same seeds`] : []),
      `${this.#runs.toLocaleString("en-US")} ${this.#study.fleet === undefined ? "migrations" : "plans carried out"} in all`,
    ];
    return `${counts.join(", ")}.`;
  }
}

function reportAxis({ name, kind, scale, values }: StudyAxis): StudyReportAxis {
  return {
    name,
    settings: values.map(({ label, value }) => ({ name: label, ...(kind === "number" ? { value: value as number } : {}) })),
    ...(scale === "log" ? { scale } : {}),
  };
}
