/** `xenvmc-sim run SCENARIO`: simulates one scenario, all its runs. */
import type { Command } from "commander";
import type { RunOptions } from "./actions/run.js";
import type { CommandIo } from "./io.js";
import {
  addEngineOption,
  addJobsOption,
  addOutputOptions,
  addPolicyOption,
  addReportOption,
  addScenarioOptions,
  inputsOf,
} from "./options.js";

export function addRunCommand(program: Command, io: CommandIo): void {
  const command = program
    .command("run")
    .summary("one scenario, all its runs: a table of rounds and totals")
    .description("Simulates the migration that SCENARIO describes and prints its rounds, why it stopped, and its totals.")
    .argument("<scenario>", "file in YAML or JSON; - for standard input");
  addJobsOption(addReportOption(addOutputOptions(addPolicyOption(addEngineOption(addScenarioOptions(command))))))
    .option(
      "--runs-csv <file>",
      "write one row per run as CSV, with totals and what --set has set; - writes to standard output instead of the table",
    )
    .action(async (path: string, options: RunOptions) => {
      const { checkOutputs } = await import("./outputs.js");
      await checkOutputs(options, inputsOf(path, options), io);
      const { runCommand } = await import("./actions/actions.js");
      await runCommand(path, options, io);
    });
}
