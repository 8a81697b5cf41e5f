/** `xenvmc-sim validate [CASES...]`: the simulation against what was measured on real machines. */
import type { Command } from "commander";
import { formatValidation } from "../output/validation-table.js";
import { VALIDATION_GROUPS } from "../validation/cases.js";
import type { ValidationReport } from "../validation/report.js";
import { validate } from "../validation/validate.js";
import { FailureFoundError, InterruptedError } from "./errors.js";
import type { CommandIo } from "./io.js";
import type { OutputOptions } from "./options.js";
import { checkOutputs, putOut } from "./outputs.js";
import { createProgressLine } from "./progress-line.js";

export function addValidateCommand(program: Command, io: CommandIo): void {
  program
    .command("validate")
    .summary("the simulation against measured and published migrations: every figure with its error")
    .description(
      "Simulates migrations that were measured on real machines and compares: measured, simulated, signed error, tolerance. Ends with exit code 1 where a figure is out of its tolerance, or a control that must miss does not.",
    )
    .argument(
      "[cases...]",
      `cases, groups or what their names begin with; all when there is none. Groups: ${Object.keys(VALIDATION_GROUPS).join(", ")}`,
    )
    .option("--json <file>", "write the whole report as JSON, with the source of each case; - for standard output, in place of the table")
    .option("--quiet", "no table and no progress: only files that were asked for, faults and failures")
    .action((names: readonly string[], options: OutputOptions) => run(names, options, io));
}

async function run(names: readonly string[], options: OutputOptions, io: CommandIo): Promise<void> {
  await checkOutputs(options);
  const { report, total } = await validateWatched(names, options.quiet === true, io);
  await putOut(
    {
      table: (width, style) => formatValidation(report, { width, style }),
      json: () => `${JSON.stringify(report, null, 2)}\n`,
    },
    options,
    io,
  );
  if (report.cases.length < total) {
    throw new InterruptedError(`interrupted: ${report.cases.length} of ${total} cases were finished and are in the report`);
  }
  if (!report.passed) throw new FailureFoundError(missesOf(report));
}

/** Interrupted, it gives the cases that were finished, if there are any; `total` is how many there were to be. */
async function validateWatched(
  names: readonly string[],
  isQuiet: boolean,
  io: CommandIo,
): Promise<{ readonly report: ValidationReport; readonly total: number }> {
  const line = createProgressLine(io.stderr, isQuiet);
  let total = 0;
  try {
    const report = await validate(names, {
      signal: io.signal,
      keepFinishedCases: true,
      onCase: (_case, done, all) => {
        total = all;
        line.update({ doneRatio: done / all, words: `${done} of ${all} cases` });
      },
    });
    return { report, total };
  } finally {
    line.clear();
  }
}

function missesOf({ cases, groups }: ValidationReport): string {
  const missed = cases.filter((each) => !each.passed).length;
  const criteria = groups.flatMap((group) => group.criteria.filter((criterion) => !criterion.passed)).length;
  return `${missed} of ${cases.length} cases missed a tolerance${criteria === 0 ? "" : `, and ${criteria} criteria over a group were missed`}`;
}
