/** `xenvmc-sim validate [CASES...]`: compares the simulation with measurements on real machines. */
import type { Command } from "commander";
import { VALIDATION_GROUP_NAMES } from "../validation/group-names.js";
import type { CommandIo } from "./io.js";
import type { OutputOptions } from "./options.js";

export function addValidateCommand(program: Command, io: CommandIo): void {
  program
    .command("validate")
    .summary("compare the simulation with measured and published migrations: every figure with its error")
    .description(
      "Simulates migrations that were measured on real machines and shows measured and simulated figures, signed errors and tolerances. Exit code 1 if a figure is out of tolerance, or if a negative control is not.",
    )
    .argument("[cases...]", `cases, groups or prefixes of their names (default: all). Groups: ${VALIDATION_GROUP_NAMES.join(", ")}`)
    .option(
      "--json <file>",
      "write the whole report as JSON, with the source of each case; - writes to standard output instead of the table",
    )
    .option("-q, --quiet", "no table and no progress: print only errors")
    .action(async (names: readonly string[], options: OutputOptions) => {
      const { checkOutputs } = await import("./outputs.js");
      await checkOutputs(options, [], io);
      const { validateCommand } = await import("./actions/validate.js");
      await validateCommand(names, options, io);
    });
}
