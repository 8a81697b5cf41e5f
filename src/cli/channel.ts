/** `xenvmc-sim channel SCENARIO`: the scenario's channel and flows without a migration. */
import type { Command } from "commander";
import type { ChannelOptions } from "./actions/channel.js";
import type { CommandIo } from "./io.js";
import { addScenarioOptions, inputsOf } from "./options.js";

export function addChannelCommand(program: Command, io: CommandIo): void {
  const command = program
    .command("channel")
    .summary("a scenario's channel and flows without a migration: pages per window, times, rates, processors")
    .description(
      "Measures what the channel of SCENARIO does with its flows while nothing migrates: distinct pages that the guest writes per window (the channel's and the guest's base activity, not the workload), time per message, throughput, round trip, processor time.",
    )
    .argument("<scenario>", "file in YAML or JSON; - for standard input")
    .option("--windows <list>", "lengths of the windows (default: 10ms,100ms,1s)")
    .option("--all", "all three channels side by side; xenvmc-modified is a reconstruction");
  addScenarioOptions(command)
    .option("--json <file>", "write the measurement as JSON; - for standard output, in place of the table")
    .option("-q, --quiet", "no table: only files that were asked for, faults and failures")
    .action(async (path: string, options: ChannelOptions) => {
      const { checkOutputs } = await import("./outputs.js");
      await checkOutputs(options, inputsOf(path), io);
      const { channelCommand } = await import("./actions/actions.js");
      await channelCommand(path, options, io);
    });
}
