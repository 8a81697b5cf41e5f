/** `xenvmc-sim fleet FILE`: guests that talk, moved by plans over shared links. */
import type { Command } from "commander";
import type { FleetCommandOptions } from "./actions/fleet.js";
import type { CommandIo } from "./io.js";
import { addJobsOption, addOutputOptions, addReportOption, addSetOption, inputsOf } from "./options.js";

export function addFleetCommand(program: Command, io: CommandIo): void {
  const command = program
    .command("fleet")
    .summary("many guests, those that talk too: plans over shared links, with the time guests are apart")
    .description(
      "Moves the guests of FILE by each of its plans, all migrations on one calendar over the links of the hosts. Prints which plan ends first, sends the fewest pages and keeps guests that talk apart for the least time, then every guest of every plan.",
    )
    .argument("<file>", "fleet file in YAML or JSON; - for standard input");
  addJobsOption(addSetOption(command)).option(
    "--runs <number>",
    "runs of each plan; run k uses the random streams of (seed, k): the fleet's field runs",
  );
  addReportOption(addOutputOptions(command, "guest and run of each plan")).action(async (path: string, options: FleetCommandOptions) => {
    const { checkOutputs } = await import("./outputs.js");
    await checkOutputs(options, inputsOf(path), io);
    const { fleetCommand } = await import("./actions/fleet.js");
    await fleetCommand(path, options, io);
  });
}
