/** `xenvmc-sim channel SCENARIO`: the scenario's channel and flows without a migration. */
import type { Command } from "commander";
import { measureChannel } from "../index.js";
import { UsageError } from "./errors.js";
import type { CommandIo } from "./io.js";
import { addScenarioOptions, type OutputOptions, type ScenarioOptions } from "./options.js";
import { checkInputsKept, checkOutputs, putOut } from "./outputs.js";
import { loadScenario } from "./scenario-file.js";

interface ChannelOptions extends ScenarioOptions, OutputOptions {
  readonly windows?: string;
  readonly all?: boolean;
}

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
    .option("--quiet", "no table: only files that were asked for, faults and failures")
    .action((path: string, options: ChannelOptions) => run(path, options, io));
}

async function run(path: string, options: ChannelOptions, io: CommandIo): Promise<void> {
  await checkOutputs(options);
  const { scenario, files } = await loadScenario(path, options, io);
  await checkInputsKept(options, files);
  if (scenario.peers.length === 0) throw new UsageError("the scenario has no peers, so its channel has nothing to carry");
  const windows = options.windows?.split(",").map((length) => length.trim());
  const measurement = await measureChannel(scenario, { ...(windows ? { windows } : {}), all: options.all === true });
  const [{ formatChannel }, { formatPlainJson }] = await Promise.all([import("../output/channel-table.js"), import("../output/json.js")]);
  await putOut(
    { table: (width, style) => formatChannel(measurement, { width, style }), json: () => formatPlainJson(measurement) },
    options,
    io,
  );
}
