/** `xenvmc-sim channel SCENARIO`: the scenario's channel and flows without a migration. */
import type { Command } from "commander";
import type { ChannelOptions } from "./actions/channel.js";
import type { CommandIo } from "./io.js";
import { addScenarioOptions, inputsOf } from "./options.js";

export function addChannelCommand(program: Command, io: CommandIo): void {
  const command = program
    .command("channel")
    .summary("a scenario's channel and flows without a migration: pages per window, times, rates, CPU time")
    .description(
      "Measures the channel of SCENARIO without a migration: distinct pages that the guest writes per window (by the channel and the guest's base activity, without the workload), time per message, throughput, round trip, CPU time.",
    )
    .argument("<scenario>", "file in YAML or JSON; - for standard input")
    .option("--windows <list>", "lengths of the windows (default: 10ms,100ms,1s)")
    .option("--all", "all three channels side by side; xenvmc-modified is a reconstruction");
  addScenarioOptions(command)
    .option("--json <file>", "write the measurement as JSON; - writes to standard output instead of the table")
    .option("-q, --quiet", "no table and no progress: print only errors")
    .action(async (path: string, options: ChannelOptions) => {
      const { checkOutputs } = await import("./outputs.js");
      await checkOutputs(options, inputsOf(path), io);
      const { channelCommand } = await import("./actions/actions.js");
      await channelCommand(path, options, io);
    });
}
