/** What a benchmark is: a question, the work that answers it, who does that work, and what is to be reached. */
import type { Measurement, Verdict } from "./types.js";

/** One size or setting of the work, the same for every competitor. */
export interface Case<Input> {
  readonly name: string;
  /** Units of work in one call: the figure shown is nanoseconds per unit. */
  readonly units: number;
  /** True where `--quick` measures it too. */
  readonly quick: boolean;
  readonly input: Input;
}

/** Work that is set up and ready to be timed. */
export interface Body {
  /** The timed call. What it returns is used up by the caller. */
  readonly run: () => unknown;
  /** Awaited inside the timed window, for work of milliseconds only. Default false. */
  readonly isAsync?: boolean;
  /** True where `run` starts a process that times itself, and returns its `OwnTimes`. Default false. */
  readonly timesItself?: boolean;
  /** Units of work in one call, where it is not the case's number: of a competitor that is faster than the rest by far. */
  readonly units?: number;
  /** Whatever else is worth reporting, asked for once after the timing: rounds, bytes of memory. Units are in the names. */
  readonly figures?: () => Readonly<Record<string, number>>;
}

/** What a process measured of itself. */
export interface OwnTimes {
  readonly milliseconds: number;
  readonly processorMilliseconds: number;
}

/** A competitor set on one case. */
export interface Subject {
  /**
   * A digest of its result, to be compared before anything is timed. Throws where the result breaks a rule that any right result
   * keeps; a competitor with draws of its own checks its result against what is expected, and says so in one word.
   */
  answer(): string | Promise<string>;
  prepare(): Body | Promise<Body>;
}

interface CompetitorBase<Input> {
  readonly name: string;
  /** False for a case that it cannot do, or not in bearable time. Default: true. */
  takesPart?(input: Input): boolean;
  /** True where it draws other random numbers than the rest, so that only its own check counts. */
  readonly hasOwnDraws?: boolean;
  /** True for the one that only says what is right. Default: false. */
  readonly isUntimed?: boolean;
}

/** A competitor in JavaScript or WebAssembly, in a process of its own. */
export interface ModuleCompetitor<Input> extends CompetitorBase<Input> {
  readonly kind: "module";
  open(input: Input): Subject | Promise<Subject>;
}

/** Programs in C and C++: the yardstick in three ways of compiling it, and SimGrid's migration. */
export type NativeBuild = "portable" | "128-bit" | "native" | "simgrid";

/** A competitor in C or C++: what it is to do is on its command line. */
export interface NativeCompetitor<Input> extends CompetitorBase<Input> {
  readonly kind: "native";
  readonly build: NativeBuild;
  commandArguments(input: Input): readonly string[];
}

export type Competitor<Input> = ModuleCompetitor<Input> | NativeCompetitor<Input>;

export interface Benchmark<Input> {
  readonly name: string;
  readonly question: string;
  /** What is counted, in the singular: "page". */
  readonly unit: string;
  readonly cases: readonly Case<Input>[];
  /** The first one's answers are right by definition. */
  readonly competitors: readonly Competitor<Input>[];
  /** The competitor that every other one's cost of a unit is divided by, where there are others: ours. */
  readonly ours?: string;
  /** What the measurements say together, as a table in Markdown: shown behind them. */
  report?(measurements: readonly Measurement[]): string;
  /** Compares measurements of this benchmark with its target. */
  judge?(measurements: readonly Measurement[]): readonly Verdict[];
}

/** The measurement of a case by a competitor, if it was made. */
export function find(measurements: readonly Measurement[], caseName: string, competitor: string): Measurement | undefined {
  return measurements.find((measurement) => measurement.case === caseName && measurement.competitor === competitor);
}
