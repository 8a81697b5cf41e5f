/** The action of `xenvmc-sim validate`, called with valid arguments. */
import { reportJson } from "../../output/json.js";
import { formatValidation } from "../../output/validation-table.js";
import type { CaseSet } from "../../validation/cases.js";
import type { ValidationReport } from "../../validation/report.js";
import { type ValidateOptions, validate } from "../../validation/validate.js";
import { FailureFoundError, InterruptedError } from "../errors.js";
import type { CommandIo } from "../io.js";
import type { OutputOptions } from "../options.js";
import { writeOutputs } from "../outputs.js";
import { withThreads } from "./jobs.js";
import { createProgressLine } from "./progress-line.js";

/** `from`: the cases to choose from; undefined for those of the package. */
export async function validateCommand(names: readonly string[], options: OutputOptions, io: CommandIo, from?: CaseSet): Promise<void> {
  const { report, total } = await withThreads(options, (own) => validateWithProgress(names, own, options.quiet === true, io, from));
  await writeOutputs(
    {
      table: (width, style) => formatValidation(report, { width, style }),
      json: () => reportJson(report),
    },
    options,
    io,
  );
  if (report.cases.length < total) {
    throw new InterruptedError(`interrupted: ${report.cases.length} of ${total} cases were finished and are in the report`);
  }
  if (!report.passed) throw new FailureFoundError(missesOf(report));
}

/** Validates with a progress line. If interrupted, returns the finished cases, if there are any; `total` is the number requested. */
async function validateWithProgress(
  names: readonly string[],
  own: Pick<ValidateOptions, "executor">,
  isQuiet: boolean,
  io: CommandIo,
  from: CaseSet | undefined,
): Promise<{ readonly report: ValidationReport; readonly total: number }> {
  const line = createProgressLine(io.stderr, isQuiet);
  let total = 0;
  try {
    const report = await validate(names, {
      ...own,
      signal: io.signal,
      keepFinishedCases: true,
      ...(from && { from }),
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
  const which = cases.length === 1 && missed === 1 ? "the case" : `${missed} of ${cases.length} cases`;
  return `${which} missed a tolerance${criteria === 0 ? "" : `, and ${criteria} ${criteria === 1 ? "criterion over a group was" : "criteria over a group were"} missed`}`;
}
