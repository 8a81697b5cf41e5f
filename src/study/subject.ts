/** What the cells of a study are: how one is read from the file, and what one of its runs is. */
import { parseScenario, scenarioFields, writtenScenario } from "../input/parse-scenario.js";
import type { ConfigIssue } from "../scenario/config-error.js";
import { parsePath } from "../scenario/field-paths.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ParseOptions } from "../scenario/scenario.js";
import { type SingleRunOptions, simulateRun } from "../simulation/simulate.js";
import { type RunFacts, runFacts } from "./rows.js";
import type { Study, StudyAxis, StudyVariant } from "./study.js";

/** Options of every run: an own engine or policy, and the downtime at which a run is cancelled. */
export type RowOptions = Pick<SingleRunOptions, "pages" | "engine" | "createPolicy" | "maxDowntimeSeconds">;

/** Options of one run. */
export interface RunOptions extends RowOptions {
  readonly signal?: AbortSignal;
}

/** The kind of cells that a study has. */
export interface StudySubject<Cell> {
  /** Reads a file without regard to its study. @throws ConfigError with every fault */
  read(input: object, options: ParseOptions): Cell;
  /** The file with overrides applied, unchecked; undefined if it is no mapping. */
  written(input: object, options: ParseOptions): object | undefined;
  /** What the file has at a path: quantities in base units; undefined if it cannot be read. */
  fieldAt(written: object, path: string): unknown;
  /** What a study says of the file itself: `scenario` or `fleet`, and its name. */
  facts(cell: Cell, written: object): Pick<Study, "name" | "scenario" | "fleet">;
  /** Runs that the file asks for; 1 if it asks for none. */
  runs(cell: Cell): number;
  /** True if all runs of a cell are equal. */
  isCertain(cell: Cell): boolean;
  /** Bytes in which sizes are whole. */
  pageBytes(cell: Cell): number;
  /** True if its channel is the modified XenVMC. */
  isReconstruction(cell: Cell): boolean;
  /** The variants of a study that names none. */
  variants(cell: Cell, axes: readonly StudyAxis[]): readonly StudyVariant[];
  /** Why the file is no cell, though it is sound by itself; undefined if it is one. */
  fault(cell: Cell): ConfigIssue | undefined;
  /** One run. Undefined if it was aborted. `hasBreak`: without a break of the event loop before its first step. */
  simulate(cell: Cell, run: number, options: RunOptions, hasBreak: boolean): Promise<RunFacts | undefined>;
}

const SCENARIO_ITSELF: StudyVariant = { name: "scenario", set: {} };

/** Migrations of a scenario. */
export const scenarioSubject: StudySubject<ResolvedScenario> = {
  read: parseScenario,
  written: writtenScenario,
  fieldAt: (written, path) => valueAt(scenarioFields(written), path),
  facts: (scenario) => ({ ...(scenario.name === undefined ? {} : { name: scenario.name }), scenario }),
  runs: ({ runs }) => runs,
  isCertain: ({ fidelity }) => fidelity === "expected",
  pageBytes: ({ vm }) => vm.pageBytes,
  isReconstruction: ({ channel }) => channel?.kind === "xenvmc-modified",
  variants: () => [SCENARIO_ITSELF],
  fault: () => undefined,
  async simulate(scenario, run, options, hasBreak) {
    const finished = await simulateRun(scenario, run, options, hasBreak);
    return finished && runFacts(finished.result);
  },
};

/** The value at a path as in `--set`. */
export function valueAt(root: unknown, path: string): unknown {
  return (parsePath(path) ?? []).reduce<unknown>((inside, step) => (inside as Readonly<Record<string, unknown>> | undefined)?.[step], root);
}
