/** `xenvmc-sim study --report`: the report of a study, as a file or on standard output. */
import { join } from "node:path";
import { checkWritable, writeFilesWhole } from "../../node/whole-files.js";
import { type PointRows, pointCount, type Study, type StudyQueue, studyGenerator, summarizePoint, VerdictCounts } from "../../study.js";
import { applyOverrides, openScenarioText } from "../../text.js";
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { checkInputsKept } from "../outputs.js";
import { commandText, moduleOnly } from "./command-text.js";
import type { StudySource } from "./study-file.js";
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
export function reportPath({ report, out, shard }: StudyCommandOptions): string | undefined {
  if (report === undefined) return undefined;
  if (shard !== undefined) {
    throw new UsageError(
      "--report is of a whole study: after `xenvmc-sim merge` run this command with the merged directory and no --shard",
    );
  }
  if (typeof report === "string") return report;
  if (out === undefined) throw new UsageError("--report needs the name of a file, or --out DIR for DIR/report.html");
  return join(out, IN_DIRECTORY);
}

/** Checks before any run that the report has room for the study and replaces none of its traces. @throws UsageError, FileError */
export async function checkReport(path: string, study: Study, traces: readonly string[], io: CommandIo): Promise<void> {
  const { REPORT_CELLS_MOST } = await import("../../report.js");
  const cells = pointCount(study) * study.variants.length;
  if (cells > REPORT_CELLS_MOST) {
    throw new UsageError(
      `--report: expected at most ${REPORT_CELLS_MOST} points times variants, received ${cells}; --out has no such limit`,
    );
  }
  await checkInputsKept(
    { report: path },
    traces.map((trace) => ({ path: trace, content: "a trace" })),
    io,
  );
}

/** Writes the report of the finished points. */
export async function writeReport(
  path: string,
  scenarioPath: string,
  options: StudyCommandOptions,
  { text, fileName, overrides }: StudySource,
  store: FinishedRows,
  study: Study,
  io: CommandIo,
): Promise<void> {
  const { StudyCells, studyReport } = await import("../../report.js");
  const [cells, verdict] = [new StudyCells(study), new VerdictCounts(study)];
  for (const found of store.pointsOf()) {
    const summaries = summarizePoint(study, found);
    cells.add(found, summaries);
    verdict.add(summaries);
    await store.breathe();
  }
  const { version, core } = await studyGenerator();
  const { rows, rowsKnown, isFinished } = store.queue;
  const input = cells.input({
    answer: verdict.sentences(),
    warnings: isFinished ? [] : [`Interrupted: ${rows} of ${rowsKnown} runs were finished; only points with all their runs are here.`],
    study: `${JSON.stringify(applyOverrides(openScenarioText(text, { fileName }).value, overrides), undefined, 2)}\n`,
    studyFile: SAVED_STUDY,
    version,
    core,
  });
  const html = studyReport(input, commandsOf(scenarioPath, options));
  if (path === STANDARD_OUTPUT) return io.stdout.writeAll([html]);
  // The directory of --out exists by now.
  await checkWritable(path);
  await writeFilesWhole([{ path, pieces: [html] }]);
}

/** The saved study has the fields of --set, --seed and --runs, but no modules. */
function commandsOf(path: string, { set, seed, runs, engine, policy, out, report }: StudyCommandOptions) {
  const command = commandText("study", path, [
    ["--set", set],
    ["--seed", seed],
    ["--runs", runs],
    ["--engine", engine],
    ["--policy", policy],
    ["--out", out],
    ["--report", report],
  ]);
  const againCommand = commandText("study", SAVED_STUDY, [
    ["--engine", moduleOnly(engine)],
    ["--policy", moduleOnly(policy)],
    ["--report", IN_DIRECTORY],
  ]);
  return { command, againCommand };
}
