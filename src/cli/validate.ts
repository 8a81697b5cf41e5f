/** `xenvmc-sim validate [CASES...]`: the simulation against what was measured on real machines. */
import type { Command } from "commander";
import { VALIDATION_GROUP_NAMES } from "../validation/group-names.js";
import type { CommandIo } from "./io.js";
import type { OutputOptions } from "./options.js";

export function addValidateCommand(program: Command, io: CommandIo): void {
  program
    .command("validate")
    .summary("the simulation against measured and published migrations: every figure with its error")
    .description(
      "Simulates migrations that were measured on real machines and compares: measured, simulated, signed error, tolerance. Ends with exit code 1 where a figure is out of its tolerance, or a control that must miss does not.",
    )
    .argument(
      "[cases...]",
      `cases, groups or what their names begin with; all when there is none. Groups: ${VALIDATION_GROUP_NAMES.join(", ")}`,
    )
    .option("--json <file>", "write the whole report as JSON, with the source of each case; - for standard output, in place of the table")
    .option("-q, --quiet", "no table and no progress: only files that were asked for, faults and failures")
    .action(async (names: readonly string[], options: OutputOptions) => {
      const { checkOutputs } = await import("./outputs.js");
      await checkOutputs(options, [], io);
      const { validateCommand } = await import("./actions/validate.js");
      await validateCommand(names, options, io);
    });
}
