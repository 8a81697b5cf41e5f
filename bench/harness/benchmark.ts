/** A benchmark: a question, cases of work, competitors that do the work, and a target. */
import type { Measurement, Verdict } from "./types.js";

/** One size or setting of the work, the same for every competitor. */
export interface Case<Input> {
  readonly name: string;
  /** Units of work per call. Results are shown in nanoseconds per unit. */
  readonly units: number;
  /** True if `--quick` measures it too. */
  readonly quick: boolean;
  readonly input: Input;
}

/** Work ready to be timed. */
export interface Body {
  /** The timed call. Its result is consumed by the caller, so that it cannot be optimised away. */
  readonly run: () => unknown;
  /** True if the call is awaited inside the timed window; only for work of milliseconds. Default false. */
  readonly isAsync?: boolean;
  /** True if `run` starts a process that times itself, and returns its `OwnTimes`. Default false. */
  readonly timesItself?: boolean;
  /** Calls per pass, without a warm-up: for work of seconds that starts a process of its own each time. Default: as the effort says. */
  readonly callsPerPass?: number;
  /** Units of work per call if they differ from the case's, e.g. for a competitor that is much faster than the rest. */
  readonly units?: number;
  /** Other figures to report, read once after the timing: rounds, bytes of memory. Units are in the names. */
  readonly figures?: () => Readonly<Record<string, number>>;
}

/** Times that a process measured of itself. */
export interface OwnTimes {
  readonly milliseconds: number;
  readonly processorMilliseconds: number;
}

/** A competitor applied to one case. */
export interface Subject {
  /**
   * Returns a digest of the result, compared with the other competitors' before anything is timed. Throws if the result breaks an
   * invariant. A competitor with its own random draws checks its result against the expected value and returns one word.
   */
  answer(): string | Promise<string>;
  prepare(): Body | Promise<Body>;
}

interface CompetitorBase<Input> {
  readonly name: string;
  /** False for a case that it cannot do, or not in acceptable time. Default: true. */
  takesPart?(input: Input): boolean;
  /** True if it draws other random numbers than the rest, so that its digest is not compared. */
  readonly hasOwnDraws?: boolean;
  /** True for a competitor that only supplies the right answer. Default: false. */
  readonly isUntimed?: boolean;
}

/** A competitor in JavaScript or WebAssembly, in a process of its own. */
export interface ModuleCompetitor<Input> extends CompetitorBase<Input> {
  readonly kind: "module";
  open(input: Input): Subject | Promise<Subject>;
}

/** Native programs: the C yardstick in three builds, and SimGrid's migration in C++. */
export type NativeBuild = "portable" | "128-bit" | "native" | "simgrid";

/** A competitor in C or C++, controlled by its command line. */
export interface NativeCompetitor<Input> extends CompetitorBase<Input> {
  readonly kind: "native";
  readonly build: NativeBuild;
  commandArguments(input: Input): readonly string[];
}

export type Competitor<Input> = ModuleCompetitor<Input> | NativeCompetitor<Input>;

export interface Benchmark<Input> {
  readonly name: string;
  readonly question: string;
  /** Name of one unit of work, in the singular: "page". */
  readonly unit: string;
  readonly cases: readonly Case<Input>[];
  /** The first competitor's answers are right by definition. */
  readonly competitors: readonly Competitor<Input>[];
  /** Name of our competitor, by whose cost per unit the others' costs are divided. */
  readonly ours?: string;
  /** A summary of all measurements as a Markdown table, shown after them. */
  report?(measurements: readonly Measurement[]): string;
  /** Compares measurements of this benchmark with its target. */
  judge?(measurements: readonly Measurement[]): readonly Verdict[];
}

/** The measurement of a case by a competitor; undefined if it was not made. */
export function find(measurements: readonly Measurement[], caseName: string, competitor: string): Measurement | undefined {
  return measurements.find((measurement) => measurement.case === caseName && measurement.competitor === competitor);
}
