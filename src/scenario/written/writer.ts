/** Converts mappings from resolved to written form, and records the original path of each value. */
import { contradiction, type LocatedIssue, type Path } from "../issues.js";

export type Mapping = Readonly<Record<string, unknown>>;

/** A mapping of a scenario: which names change, and what is inside. */
export interface Shape {
  /** From the name in results to the written one. */
  readonly names?: Readonly<Record<string, string>>;
  /** By written names. */
  readonly inside?: Readonly<Record<string, Shape>>;
  /** The shape is that of each item of a list. */
  readonly ofItems?: true;
  /** Changes beyond renaming. Returns true if it changed `result`. */
  readonly finish?: (result: Map<string, unknown>, given: Mapping, place: Place) => boolean;
}

/** A value in both forms, and who writes it. */
export interface Place {
  readonly written: Path;
  readonly given: Path;
  readonly writer: Writer;
}

export class Writer {
  readonly issues: LocatedIssue[] = [];
  /** Bytes of a page, for fields that are pages in results and sizes in scenarios. */
  readonly pageBytes: number;
  readonly #given = new Map<string, Path>();

  constructor(pageBytes: number) {
    this.pageBytes = pageBytes;
  }

  /** The path in the given scenario (from `root`) of the value at `written` in the written one. */
  givenPath(written: Path, root: Path): Path {
    for (let length = written.length; length > 0; length--) {
      const given = this.#given.get(keyOf(written.slice(0, length)));
      if (given !== undefined) return [...given, ...written.slice(length)];
    }
    return [...root, ...written];
  }

  remember(written: Path, given: Path): void {
    this.#given.set(keyOf(written), given);
  }

  report(given: Path, expected: string, received: string): void {
    this.issues.push(contradiction(given, expected, received));
  }

  /** The value in written form; unchanged if it already is. The schema checks it later. */
  write(value: unknown, shape: Shape, written: Path, given: Path): unknown {
    if (!shape.ofItems) return this.#writeMapping(value, shape, written, given);
    if (!Array.isArray(value)) return value;
    const items = value.map((item, index) => this.#writeMapping(item, shape, [...written, index], [...given, index]));
    return items.every((item, index) => item === value[index]) ? value : items;
  }

  #writeMapping(value: unknown, shape: Shape, written: Path, given: Path): unknown {
    if (!isMapping(value)) return value;
    const { names = {}, inside = {} } = shape;
    const result = new Map<string, unknown>();
    let hasChanged = false;
    for (const key of Object.keys(value)) {
      const name = ownValue(names, key) ?? key;
      const [to, from] = [
        [...written, name],
        [...given, key],
      ];
      if (result.has(name)) this.report(from, `either ${key} or ${otherName(names, name, key)}, not both`, "both");
      if (name !== key) this.remember(to, from);
      const renamed = name === key ? value[key] : withUnit(key, value[key]);
      const within = ownValue(inside, name);
      const own = within === undefined ? renamed : this.write(renamed, within, to, from);
      hasChanged ||= name !== key || own !== value[key];
      result.set(name, own);
    }
    const isFinished = shape.finish?.(result, value, { written, given, writer: this }) ?? false;
    return hasChanged || isFinished ? Object.fromEntries(result) : value;
  }
}

/** The unit in the name of a number in a result. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/BitsPerSecond$/, "bit/s"],
  [/BytesPerSecond$/, "B/s"],
  [/WritesPerSecond$/i, "/s"],
  [/Bytes$/, "B"],
  [/Seconds(?:Per[A-Z]\w*)?$/, "s"],
];

/** A number of a result as users write it: with the unit that its name had. Its text reads back as the same number. */
export function withUnit(name: string, value: unknown): unknown {
  if (typeof value !== "number" || !Number.isFinite(value)) return value;
  const unit = UNITS.find(([pattern]) => pattern.test(name))?.[1];
  return unit === undefined ? value : `${value} ${unit}`;
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function ownValue<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The alternative name of a field. */
function otherName(names: Readonly<Record<string, string>>, written: string, key: string): string {
  return key === written ? (Object.keys(names).find((name) => names[name] === written) ?? written) : written;
}

function keyOf(path: Path): string {
  return path.join("\0");
}
