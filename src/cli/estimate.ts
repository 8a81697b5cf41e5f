/** `xenvmc-sim estimate SCENARIO`: total time over bandwidth by downtime limit. */
import type { Command } from "commander";
import type { EstimateCommandOptions } from "./actions/estimate.js";
import type { CommandIo } from "./io.js";
import { addAdviceOptions, addEngineOption, addPolicyOption, addScenarioOptions } from "./options.js";

export function addEstimateCommand(program: Command, io: CommandIo): void {
  const command = program
    .command("estimate")
    .summary("total time over bandwidth by downtime limit; a dash where a migration does not converge")
    .description(
      "Prints the total time of the migration in SCENARIO over bandwidth (rows) by downtime limit (columns), computed with expected counts, which take the same time for a guest of any size.",
    )
    .argument("<scenario>", "scenario file in YAML or JSON; - for standard input")
    .option("--bandwidths <list>", "rows, separated by commas: '1 Gbit/s, 10 Gbit/s' (default: around the scenario's)")
    .option("--downtimes <list>", "columns: downtime limits separated by commas: '100 ms, 1 s' (default: around the scenario's)")
    .option("--fidelity <name>", "expected, pages or events (default: expected)");
  addAdviceOptions(addPolicyOption(addEngineOption(addScenarioOptions(command)))).action(
    async (path: string, options: EstimateCommandOptions) => {
      const { estimateCommand } = await import("./actions/estimate.js");
      await estimateCommand(path, options, io);
    },
  );
}
