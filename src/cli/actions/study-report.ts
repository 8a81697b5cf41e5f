/** `xenvmc-sim study --report`: the report of a study, as a file or on standard output. */
import { join } from "node:path";
import { checkWritable, writeFilesWhole } from "../../node/whole-files.js";
import type { ReportOptions } from "../../report.js";
import {
  type PointRows,
  pointCount,
  type Study,
  type StudyGenerator,
  type StudyQueue,
  summarizePoint,
  VerdictCounts,
} from "../../study.js";
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import type { InputFile } from "../options.js";
import { checkInputsKept } from "../outputs.js";
import { commandText, withOptions } from "./command-text.js";
import type { StudyCommandOptions } from "./study-options.js";

export const STANDARD_OUTPUT = "-";
const IN_DIRECTORY = "report.html";
const SAVED_STUDY = "study-scenario.json";

/** The rows of a study, some or all of them finished. */
interface FinishedRows {
  readonly queue: Pick<StudyQueue, "rows" | "rowsKnown" | "isFinished">;
  pointsOf(): Iterable<PointRows>;
  breathe(): Promise<void>;
}

/** Where the report goes; undefined without one. @throws UsageError */
export function reportPath({ report, out, shard }: Pick<StudyCommandOptions, "report" | "out" | "shard">): string | undefined {
  if (report === undefined) return undefined;
  if (shard !== undefined) {
    throw new UsageError("--report is of a whole study: give it to `xenvmc-sim merge`, which puts the shards together");
  }
  if (typeof report === "string") return report;
  if (out === undefined) throw new UsageError("--report needs the name of a file, or --out DIR for DIR/report.html");
  return join(out, IN_DIRECTORY);
}

/** Checks before any run that the report has room for the study and replaces no input. @throws UsageError, FileError */
export async function checkReport(path: string, study: Study, inputs: readonly InputFile[], io: CommandIo): Promise<void> {
  const { REPORT_CELLS_MOST } = await import("../../report.js");
  const cells = pointCount(study) * study.variants.length;
  if (cells > REPORT_CELLS_MOST) {
    throw new UsageError(
      `--report: expected at most ${REPORT_CELLS_MOST} points times variants, received ${cells}; --out has no such limit`,
    );
  }
  await checkInputsKept({ report: path }, inputs, io);
}

/** Where a report comes from. */
export interface ReportOrigin {
  readonly commands: ReportOptions;
  /** The study as written, with the fields of --set, --seed and --runs: `written` of study.json. */
  readonly written: unknown;
  /** What the rows were computed by. */
  readonly generator: StudyGenerator;
}

/** Writes the report of the finished points. */
export async function writeReport(path: string, origin: ReportOrigin, store: FinishedRows, study: Study, io: CommandIo): Promise<void> {
  const { StudyCells, studyReport } = await import("../../report.js");
  const [cells, verdict] = [new StudyCells(study), new VerdictCounts(study)];
  for (const found of store.pointsOf()) {
    const summaries = summarizePoint(study, found);
    cells.add(found, summaries);
    verdict.add(summaries);
    await store.breathe();
  }
  const { version, core } = origin.generator;
  const { rows, rowsKnown, isFinished } = store.queue;
  const input = cells.input({
    answer: verdict.sentences(),
    warnings: isFinished ? [] : [`Interrupted: ${rows} of ${rowsKnown} runs were finished; only points with all their runs are here.`],
    study: `${JSON.stringify(origin.written, undefined, 2)}\n`,
    studyFile: SAVED_STUDY,
    version,
    core,
  });
  const html = studyReport(input, origin.commands);
  if (path === STANDARD_OUTPUT) return io.stdout.writeAll([html]);
  // The directory of --out exists by now.
  await checkWritable(path);
  await writeFilesWhole([{ path, pieces: [html] }]);
}

/** Prints where the report is, if it is in a file. */
export function tellReport(path: string, isQuiet: boolean, { stdout }: CommandIo): void {
  if (path !== STANDARD_OUTPUT && !isQuiet) stdout.write(`The report is in ${path}.\n`);
}

/** The command line that computes a study, without where its files go. */
export function studyCommandText(path: string, { set, seed, runs, engine, policy }: StudyCommandOptions): string {
  return commandText("study", path, [
    ["--set", set],
    ["--seed", seed],
    ["--runs", runs],
    ["--engine", engine],
    ["--policy", policy],
  ]);
}

/** The commands at the end of a report. The saved study has the fields of --set, --seed and --runs, but no modules. */
export function reportCommands(
  command: string,
  { out, report }: Pick<StudyCommandOptions, "out" | "report">,
  modules: Pick<StudyCommandOptions, "engine" | "policy">,
): ReportOptions {
  const againCommand = commandText("study", SAVED_STUDY, [
    ["--engine", modules.engine],
    ["--policy", modules.policy],
    ["--report", IN_DIRECTORY],
  ]);
  return {
    command: withOptions(command, [
      ["--out", out],
      ["--report", report],
    ]),
    againCommand,
  };
}
