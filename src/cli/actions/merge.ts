/** The action of `xenvmc-sim merge`: puts the shards of a study together. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { FileError } from "../../node/files.js";
import { linesOf } from "../../node/lines.js";
import { ROWS_FILE, readHeader, STUDY_FILE, StudyDirectory, type StudyHeader } from "../../node/study-directory.js";
import { type Job, mostRuns, pointCount, readRow, type Study, type StudyGenerator, StudyQueue } from "../../study.js";
import { FailureFoundError, UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { quoted } from "./command-text.js";
import { createStore, type RowStore } from "./row-store.js";
import { finishDirectory } from "./study.js";
import { EndFiles } from "./study-end.js";
import { checkReport, type ReportOrigin, reportCommands, reportPath, STANDARD_OUTPUT, tellReport, writeReport } from "./study-report.js";

export interface MergeCommandOptions {
  readonly out: string;
  /** A file, or true for `report.html` in the directory of `out`. */
  readonly report?: string | true;
  readonly quiet?: boolean;
}

/** A study's directory, with its study.json. */
interface Part {
  readonly path: string;
  readonly header: StudyHeader & Study & PartOrigin;
}

/** What a shard's study.json has for the commands of a report. */
interface PartOrigin {
  readonly generator: StudyGenerator;
  /** Absent in directories of older versions. */
  readonly written?: unknown;
  readonly command?: string;
  readonly modules?: { readonly engine?: string; readonly policy?: string };
}

const NAMED_MISSING = 20;

export async function mergeCommand(paths: readonly string[], options: MergeCommandOptions, io: CommandIo): Promise<void> {
  const { out, quiet } = options;
  if (paths.some((path) => resolve(path) === resolve(out))) throw new UsageError(`--out ${out} is one of the directories to put together`);
  const parts = paths.flatMap(partOf);
  const [first] = parts;
  if (first === undefined) throw new FileError(`there is no study in ${paths.join(", ")}`);
  checkSame(parts);
  const { shard: _shard, command: _command, modules: _modules, ...whole } = first.header;
  const study: Study & StudyHeader = whole;
  const report = reportPath(options);
  const origin = report === undefined ? undefined : await reportOrigin(report, parts, options, study, io);
  const points = Array.from({ length: pointCount(study) }, (_, point) => point);
  const queue = new StudyQueue(study, points);
  for (const { path } of parts) {
    for (const { text, isEnded } of linesOf(join(path, ROWS_FILE))) {
      const row = isEnded ? readRow(study, text) : undefined;
      if (row !== undefined) queue.add(row.point, row.variant, row.run, row);
    }
  }
  if (!queue.isFinished) throw new FailureFoundError(missingText(parts, queue, out));
  const store = createStore(study, points, (takeRow) => new StudyDirectory(out, study, whole, takeRow));
  const { directory } = store;
  try {
    for (const { path } of parts) copyRows(path, study, (job, line) => store.put(job, line));
    if (report !== undefined && origin !== undefined) await writeReport(report, origin, store, study, io);
    if (directory !== undefined) await finish(store, directory, study, quiet === true || report === STANDARD_OUTPUT, io);
    if (report !== undefined) tellReport(report, quiet === true, io);
  } finally {
    store.close();
  }
}

/** Where the report comes from: the command of the shards. Checks that it can be written. @throws UsageError, FileError */
async function reportOrigin(
  path: string,
  parts: readonly Part[],
  options: MergeCommandOptions,
  study: Study,
  io: CommandIo,
): Promise<ReportOrigin> {
  const [{ header, path: directory }] = parts as readonly [Part, ...Part[]];
  const { written, generator, command, modules = {} } = header;
  if (written === undefined) {
    throw new FileError(
      `${join(directory, STUDY_FILE)} has no study as written, as of an older version of this program: run merge without --report`,
    );
  }
  const inputs = parts.flatMap((part) => [STUDY_FILE, ROWS_FILE].map((name) => ({ path: join(part.path, name), content: "a shard" })));
  await checkReport(path, study, inputs, io);
  const merge = ["xenvmc-sim", "merge", ...parts.map((part) => quoted(part.path))].join(" ");
  return { commands: reportCommands(command ?? merge, options, modules), written, generator };
}

async function finish(store: RowStore, directory: StudyDirectory, study: Study, isQuiet: boolean, io: CommandIo): Promise<void> {
  const end = new EndFiles(directory.path, study);
  try {
    await finishDirectory(store, directory, study, end, isQuiet, io);
  } finally {
    end.close();
  }
}

function copyRows(path: string, study: Study, put: (job: Job, line: string) => void): void {
  for (const { text, isEnded } of linesOf(join(path, ROWS_FILE))) {
    const row = isEnded ? readRow(study, text) : undefined;
    if (row !== undefined) put({ cell: row.point * study.variants.length + row.variant, run: row.run }, text);
  }
}

/** The study in a directory; none if the directory or its files are not there, as that of a task that never began. */
function partOf(path: string): Part[] {
  const header = readHeader(path);
  if (header === undefined || !existsSync(join(path, ROWS_FILE))) return [];
  return [{ path, header: header as unknown as Part["header"] }];
}

function checkSame(parts: readonly Part[]): void {
  const [first, ...others] = parts as readonly [Part, ...Part[]];
  for (const { path, header } of others) {
    if (header.hash !== first.header.hash) throw new FileError(`${path} and ${first.path} are parts of different studies`);
    if (mostRuns(header) !== mostRuns(first.header)) throw new FileError(`${path} and ${first.path} have different numbers of runs`);
  }
}

/** What is missing, and the commands that compute it: per shard if there are any. */
function missingText(parts: readonly Part[], queue: StudyQueue, out: string): string {
  const points = queue.unfinished;
  const shown =
    points.slice(0, NAMED_MISSING).join(", ") + (points.length > NAMED_MISSING ? `, and ${points.length - NAMED_MISSING} more` : "");
  const named = `${points.length} of the points have missing runs: ${shown}`;
  const commands = commandsOf(parts, points, out);
  return `${named}\n${commands.length === 0 ? "Run the study of each directory again." : `Computed by:\n${commands.map((line) => `  ${line}`).join("\n")}`}`;
}

function commandsOf(parts: readonly Part[], points: readonly number[], out: string): string[] {
  const [sample] = parts.filter(({ header }) => header.shard !== undefined && header.command !== undefined);
  const of = Number(sample?.header.shard?.split("/")[1]);
  if (sample === undefined || !(of > 0)) return [];
  const shards = [...new Set(points.map((point) => (point % of) + 1))].sort((left, right) => left - right);
  return shards.map((index) => {
    const shard = `${index}/${of}`;
    const own = parts.find(({ header }) => header.shard === shard);
    const directory = own?.path ?? `${out}-shard-${index}`;
    return `${(own ?? sample).header.command} --out ${quoted(directory)} --shard ${shard}`;
  });
}
