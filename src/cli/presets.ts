/** `xenvmc-sim presets`: what can be named in a scenario. */
import type { Command } from "commander";
import type { CommandIo } from "./io.js";
import type { OutputOptions } from "./options.js";

export function addPresetsCommand(program: Command, io: CommandIo): void {
  program
    .command("presets")
    .summary("the engines, stop policies and workloads that a scenario can name")
    .description("Lists the presets of engines, stop policies and workloads; as JSON with all their values and where these come from.")
    .option("--json [file]", "write the presets as JSON; to standard output, in place of the list, without a file or for -")
    .action(async ({ json }: { readonly json?: string | true }) => {
      const options: OutputOptions = json === undefined ? {} : { json: json === true ? "-" : json };
      const { checkOutputs } = await import("./outputs.js");
      await checkOutputs(options, [], io);
      const { presetsCommand } = await import("./actions/actions.js");
      await presetsCommand(options, io);
    });
}
