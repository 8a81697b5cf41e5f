/** Collects the faults of a fleet file with their places, so that one error lists them all. */
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import { FAULTS_LISTED } from "../scenario/limits.js";
import { nearestName, oneOf } from "../scenario/nearest.js";
import type { Path, PlaceQuery } from "../scenario/origin.js";
import type { ParseOptions } from "../scenario/scenario.js";
import { formatPath, showValue } from "../scenario/show-value.js";
import { type Dimension, readQuantity } from "../scenario/units.js";

interface Fault extends PlaceQuery {
  readonly issue: ConfigIssue;
}

export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export class FleetFaults {
  readonly #found = new Map<string, Fault>();

  get areNone(): boolean {
    return this.#found.size === 0;
  }

  /** `expected` ends a sentence that begins with "expected". A second fault at the same place with the same words is the same one. */
  add(steps: Path, expected: string, received: string, suggestion?: string, atKey = false): void {
    const path = formatPath(steps);
    const issue = { path, expected, received, ...(suggestion === undefined ? {} : { suggestion }) };
    const key = `${path}: ${expected}`;
    if (!this.#found.has(key)) this.#found.set(key, { steps, atKey, issue });
  }

  /** A mapping with none but the given keys; undefined, and a fault, for anything else. */
  mapping(value: unknown, steps: Path, keys: readonly string[], expected: string): Mapping | undefined {
    if (!isMapping(value)) {
      this.add(steps, expected, showValue(value));
      return undefined;
    }
    for (const key of Object.keys(value)) {
      if (!keys.includes(key))
        this.add([...steps, key], `one of the keys ${keys.join(", ")}`, `the key ${showValue(key)}`, nearestName(key, keys), true);
    }
    return value;
  }

  /** One of a few names; undefined, and a fault, for anything else. */
  name(value: unknown, steps: Path, names: readonly string[], what: string): string | undefined {
    if (typeof value === "string" && names.includes(value)) return value;
    const suggestion = typeof value === "string" ? nearestName(value, names) : undefined;
    this.add(steps, names.length === 0 ? what : `${what}: ${oneOf(names)}`, showValue(value), suggestion);
    return undefined;
  }

  /** A whole number of at least `least`, or the default. */
  count<Standard extends number | undefined>(value: unknown, steps: Path, most: number, standard: Standard, least = 1): number | Standard {
    if (value === undefined) return standard;
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
    this.add(steps, `a whole number from ${least} to ${most}`, showValue(value));
    return standard;
  }

  /** A number in a range; undefined, and a fault, for anything else. Undefined if absent. */
  number(value: unknown, steps: Path, least: number, most: number): number | undefined {
    if (value === undefined) return undefined;
    if (typeof value === "number" && value >= least && value <= most) return value;
    this.add(steps, `a number from ${least} to ${most}`, showValue(value));
    return undefined;
  }

  /** A quantity above 0 in the unit of its dimension; undefined, and a fault, for anything else. Undefined if absent. */
  quantity(value: unknown, steps: Path, dimension: Dimension, expected: string, least = Number.MIN_VALUE): number | undefined {
    if (value === undefined) return undefined;
    const reading = readQuantity(value, dimension);
    if ("value" in reading && reading.value >= least) return reading.value;
    this.add(steps, expected, showValue(value), "value" in reading ? undefined : reading.suggestion);
    return undefined;
  }

  /** One error with all faults, in the order of the text. `isChanged`: whether an override set the value at a path, which then has no place. */
  error({ origin, fileName }: ParseOptions, own: readonly ConfigIssue[], isChanged: (path: Path) => boolean): ConfigError {
    const faults = [...this.#found.values()];
    const places = origin?.locate(faults) ?? [];
    const located = faults.map(({ steps, issue }, index) => ({ ...issue, ...(isChanged(steps) ? {} : places[index]) }));
    const lineOf = ({ line }: ConfigIssue): number => line ?? Number.MAX_SAFE_INTEGER;
    const all = [...own, ...located].sort((one, other) => lineOf(one) - lineOf(other) || (one.column ?? 0) - (other.column ?? 0));
    return new ConfigError(all.slice(0, FAULTS_LISTED), fileName ?? "the fleet", Math.max(0, all.length - FAULTS_LISTED));
  }
}
