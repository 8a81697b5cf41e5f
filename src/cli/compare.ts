/** `xenvmc-sim compare SCENARIO`: the same guest and seeds over channels or engines. */
import type { Command } from "commander";
import type { CompareCommandOptions } from "./actions/compare.js";
import type { CommandIo } from "./io.js";
import { addJobsOption, addPolicyOption, addReportOption, addScenarioOptions, inputsOf } from "./options.js";

export function addCompareCommand(program: Command, io: CommandIo): void {
  const command = program
    .command("compare")
    .summary("the same guest and seeds over several channels, engines or variants: paired differences and their causes")
    .description(
      "Simulates SCENARIO with several channels, several engines or variants of any kind, on the same seeds, and prints the differences with 95 % intervals. Differences between variants with different channels and nothing else are split into pages changed and exchange speed. For engines the table also shows how their runs ended; runs that did not move the guest are left out of the means. Number of runs: the scenario's if above 1, otherwise 10. The channel xenvmc-modified is a reconstruction.",
    )
    .argument("<scenario>", "file in YAML or JSON; - for standard input")
    .option("--channels <list>", "channels, names or mappings as in a scenario; the first is the base (default: all three)")
    .option("--engines <list>", "engines instead of channels, names or mappings as in a scenario; the first is the base")
    .option(
      "--variants <file>",
      "any fields instead of channels: a file in YAML or JSON that maps names of variants to fields, as in 'today: { channel: netfront, link.bandwidth: 1 Gbit/s }'; the first is the base",
    );
  addJobsOption(addReportOption(addPolicyOption(addScenarioOptions(command))))
    .option(
      "--sensitivity",
      "repeat the comparison at both ends of the documented range of every constant of the channels: which constants the differences depend on, and how much",
    )
    .option("--json <file>", "write the comparison as JSON; - writes to standard output instead of the table")
    .option("--csv <file>", "write one row per run of each variant as CSV; - writes to standard output instead of the table")
    .option("-q, --quiet", "no table and no progress: print only errors")
    .action(async (path: string, options: CompareCommandOptions) => {
      const { checkOutputs } = await import("./outputs.js");
      const variants = options.variants === undefined ? [] : [{ path: options.variants, content: "the variants" }];
      await checkOutputs(options, [...inputsOf(path, options), ...variants], io);
      const { compareCommand } = await import("./actions/actions.js");
      await compareCommand(path, options, io);
    });
}
