/** The action of `xenvmc-sim validate --log`, called with valid arguments. */
import { basename } from "node:path";
import { VERSION } from "../../index.js";
import { type LogReading, missingFrom } from "../../logs.js";
import { FileError } from "../../node/files.js";
import { readLogBytes, readLogFile } from "../../node/log-file.js";
import { reportJson } from "../../output/json.js";
import { formatLogs } from "../../output/log-text.js";
import { formatValidation } from "../../output/validation-table.js";
import type { LogFindings } from "../../validation/log-findings.js";
import { expectedFigures, type NamedMigration, validateAgainstLogs } from "../../validation/log-report.js";
import type { ValidationReport } from "../../validation/report.js";
import { FailureFoundError } from "../errors.js";
import type { CommandIo } from "../io.js";
import type { LogOptions } from "../options.js";
import { writeOutputs } from "../outputs.js";
import { withThreads } from "./jobs.js";
import { loadScenario } from "./scenario-file.js";

const STANDARD_INPUT = "-";

export async function validateLogsCommand(files: readonly string[], options: LogOptions, io: CommandIo): Promise<void> {
  const logs = await readLogs(files, io);
  const report = options.scenario === undefined ? undefined : await compare(logs, options.scenario, options, io);
  await writeOutputs(
    {
      table: (width, style) => {
        const read = formatLogs(logs, { width, style });
        return report === undefined ? read : `${read}\n${formatValidation(report, { width, style })}`;
      },
      json: () => reportJson({ version: 1, generator: { name: "xenvmc-sim", version: VERSION }, logs, ...(report && { report }) }),
    },
    options,
    io,
  );
  if (report !== undefined && !report.passed) throw new FailureFoundError("a figure is out of its tolerance");
}

/** Reads every log. @throws FileError with the fault of each that cannot be read */
async function readLogs(files: readonly string[], io: CommandIo): Promise<LogFindings[]> {
  const logs: LogFindings[] = [];
  const faults: string[] = [];
  for (const file of files) {
    try {
      const reading = await (file === STANDARD_INPUT
        ? readLogBytes(io.readStandardInput(), "standard input", io.signal)
        : readLogFile(file, io.signal));
      logs.push({ file, reading, missing: reading.migrations.map((migration) => missingFrom(migration, reading.format)) });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      faults.push(error.message);
    }
  }
  if (faults.length > 0) throw new FileError(faults.join("\n"));
  return logs;
}

async function compare(logs: readonly LogFindings[], scenarioFile: string, options: LogOptions, io: CommandIo): Promise<ValidationReport> {
  const named = logs.flatMap(({ file, reading }) => reading.migrations.map((_, index) => nameOf(file, reading, index)));
  const comparable = named.filter(({ migration }) => expectedFigures(migration).length > 0);
  if (comparable.length === 0) {
    throw new FileError("no log given has a migration with its end and a figure to compare: completed, or given up");
  }
  const { scenario } = await loadScenario(scenarioFile, options, io);
  return withThreads(options, (threads) => validateAgainstLogs(scenario, comparable, { ...threads, signal: io.signal }));
}

function nameOf(file: string, { migrations, title }: LogReading, index: number): NamedMigration {
  const migration = migrations[index] as LogReading["migrations"][number];
  const part = migrations.length === 1 ? "" : `, ${migration.name ?? `line ${migration.firstLine}`}`;
  return { name: `${basename(file)}${part}`, source: `${file} (${title})`, migration };
}
