/** Counts over the points of a study whose memory does not grow with their number. */
import { type Study, valuesAt } from "./study.js";

/** Points that a statement is true of, in all and by the values of each axis. */
export class PointTally {
  readonly #study: Pick<Study, "axes">;
  /** By axis and value: points that it holds at, and all. */
  readonly #byAxis: readonly { readonly held: Uint32Array; readonly all: Uint32Array }[];
  #held = 0;

  constructor(study: Pick<Study, "axes">) {
    this.#study = study;
    this.#byAxis = study.axes.map(({ values: { length } }) => ({ held: new Uint32Array(length), all: new Uint32Array(length) }));
  }

  get held(): number {
    return this.#held;
  }

  add(point: number, holds: boolean): void {
    if (holds) this.#held++;
    let rest = point;
    for (let axis = this.#byAxis.length - 1; axis >= 0; axis--) {
      const { held, all } = this.#byAxis[axis] as { held: Uint32Array; all: Uint32Array };
      const value = rest % all.length;
      rest = Math.floor(rest / all.length);
      all[value] = (all[value] as number) + 1;
      if (holds) held[value] = (held[value] as number) + 1;
    }
  }

  /**
   * `by link.bandwidth: 1 Gbit/s 0 of 4, 10 Gbit/s 4 of 4`: the axis along which the share of points changes most; undefined if along none by
   * half, if its values are many, or if points of some are missing. Of single points those that it holds at: `at guest idle, kernel build`.
   */
  decidingAxis(): string | undefined {
    const spreads = this.#byAxis.map(({ held, all }) => {
      if (all.includes(0)) return 0;
      const shares = [...held].map((count, value) => count / (all[value] as number));
      return Math.max(...shares) - Math.min(...shares);
    });
    const widest = Math.max(0, ...spreads);
    const axis = spreads.indexOf(widest);
    const { values = [], name } = this.#study.axes[axis] ?? {};
    if (widest < DECIDING_SPREAD || values.length > VALUES_NAMED || values.length < 2) return undefined;
    const { held, all } = this.#byAxis[axis] as { held: Uint32Array; all: Uint32Array };
    if (all.every((count) => count === 1)) {
      return `at ${name} ${values.flatMap(({ label }, value) => (held[value] === 1 ? [label] : [])).join(", ")}`;
    }
    return `by ${name}: ${values.map(({ label }, value) => `${label} ${held[value]} of ${all[value]}`).join(", ")}`;
  }
}

const DECIDING_SPREAD = 0.5;
const VALUES_NAMED = 8;

/** The least and the largest value of a figure over points, and where the largest is. */
export class PointRange {
  least = Number.POSITIVE_INFINITY;
  most = Number.NEGATIVE_INFINITY;
  mostPoint = 0;

  add(point: number, value: number): void {
    this.least = Math.min(this.least, value);
    if (value <= this.most) return;
    this.most = value;
    this.mostPoint = point;
  }

  get isEmpty(): boolean {
    return this.most < this.least;
  }
}

/** Name of a point in sentences, with the axes that have more than one value. */
export function whereAt(study: Pick<Study, "axes">, point: number): string {
  return valuesAt(study, point)
    .flatMap(({ label }, index) => ((study.axes[index]?.values.length ?? 0) > 1 ? [`${study.axes[index]?.name} ${label}`] : []))
    .join(", ");
}
