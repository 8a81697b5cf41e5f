/** A scenario or a fleet with some fields set: the points of a study, and trials of single values. */
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import { parsePath, setAt } from "../scenario/field-paths.js";
import type { ParseOptions } from "../scenario/scenario.js";
import type { StudySubject } from "./subject.js";

/** Fields by path, as in --set. */
export type FieldValues = Readonly<Record<string, unknown>>;

export interface Trial<Cell> {
  readonly cell?: Cell;
  /** Faults that the file does not have without these fields. */
  readonly issues: readonly ConfigIssue[];
}

/** The file that points and variants change. */
export class Bench<Cell = unknown> {
  readonly written: object;
  readonly options: ParseOptions;
  readonly #subject: StudySubject<Cell>;
  readonly #ownFaults: ReadonlySet<string>;

  /** `ownIssues` are the faults of the file itself, which trials do not repeat. */
  constructor(written: object, options: ParseOptions, ownIssues: readonly ConfigIssue[], subject: StudySubject<Cell>) {
    this.#subject = subject;
    this.written = written;
    this.options = options;
    this.#ownFaults = new Set(ownIssues.map(keyOf));
  }

  /** Checks the file with fields set. */
  try(...sets: readonly FieldValues[]): Trial<Cell> {
    const { value, issues } = withFields(this.written, sets);
    if (issues.length > 0) return { issues };
    try {
      return { cell: this.#subject.read(value, this.options), issues: [] };
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const { issues: all, unlistedIssues } = error;
      const rest = unlistedIssues === 0 ? [] : [{ path: "", expected: "no further faults", received: String(unlistedIssues) }];
      return { issues: [...all.filter((issue) => !this.#ownFaults.has(keyOf(issue))), ...rest] };
    }
  }

  /** The file with fields set. @throws ConfigError for a path that leads nowhere */
  writtenWith(set: FieldValues): object {
    const { value, issues } = withFields(this.written, [set]);
    if (issues.length > 0) throw new ConfigError(issues);
    return value;
  }

  /** What the file has at a path with fields set: quantities in base units; undefined if it cannot be read. */
  fieldAt(path: string, set: FieldValues): unknown {
    const { value, issues } = withFields(this.written, [set]);
    return issues.length > 0 ? undefined : this.#subject.fieldAt(value, path);
  }

  /** Bytes in which sizes are whole; 1 if the file cannot be read. */
  get pageBytes(): number {
    const { cell } = this.try({});
    return cell === undefined ? 1 : this.#subject.pageBytes(cell);
  }
}

function keyOf({ path, expected, received }: ConfigIssue): string {
  return JSON.stringify([path, expected, received]);
}

/** A copy with fields set, in order; shares with the original what does not change. */
function withFields(written: object, sets: readonly FieldValues[]): { readonly value: object; readonly issues: readonly ConfigIssue[] } {
  const value = { ...written };
  const issues: ConfigIssue[] = [];
  for (const [path, field] of sets.flatMap((set) => Object.entries(set))) {
    const steps = parsePath(path);
    if (steps === undefined) continue;
    copyAlong(value, steps);
    const issue = setAt(value, steps, field);
    if (issue !== undefined) issues.push(issue);
  }
  return { value, issues };
}

/** Replaces the containers on a path by copies. */
function copyAlong(root: object, steps: readonly (string | number)[]): void {
  let container = root as Record<string | number, unknown>;
  for (const step of steps.slice(0, -1)) {
    const inside = Object.hasOwn(container, step) ? container[step] : undefined;
    if (typeof inside !== "object" || inside === null) return;
    const copy: unknown = Array.isArray(inside) ? [...inside] : { ...inside };
    container[step] = copy;
    container = copy as Record<string | number, unknown>;
  }
}
