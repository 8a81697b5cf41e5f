/** `xenvmc-sim presets`: lists the presets that a scenario or fleet can name. */
import type { Command } from "commander";
import type { CommandIo } from "./io.js";
import type { OutputOptions } from "./options.js";

export function addPresetsCommand(program: Command, io: CommandIo): void {
  program
    .command("presets")
    .summary("the engines, stop policies, hosts, workloads and plans that a file can name")
    .description(
      "Lists the presets of engines, stop policies, hosts, workloads and plans of fleets; the JSON form has all their values and sources.",
    )
    .option("--json [file]", "write the presets as JSON; without a file, or for -, to standard output instead of the list")
    .action(async ({ json }: { readonly json?: string | true }) => {
      const options: OutputOptions = json === undefined ? {} : { json: json === true ? "-" : json };
      const { checkOutputs } = await import("./outputs.js");
      await checkOutputs(options, [], io);
      const { presetsCommand } = await import("./actions/actions.js");
      await presetsCommand(options, io);
    });
}
