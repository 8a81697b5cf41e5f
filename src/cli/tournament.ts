/** `xenvmc-sim tournament [POLICY...]`: stop policies on the same guests and links. */
import type { Command } from "commander";
import type { TournamentCommandOptions } from "./actions/tournament.js";
import type { CommandIo } from "./io.js";
import { addAdviceOptions } from "./options.js";

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];

export function addTournamentCommand(program: Command, io: CommandIo): void {
  const command = program
    .command("tournament")
    .summary("stop policies on every workload preset over 1, 10, 25 and 100 Gbit/s: success, times, regret")
    .description(
      "Runs each stop policy on the same guests over the same links, with expected counts where they can be: how often the guest was moved, total time and downtime, and regret, which is the distance from the best policy in hindsight. Every policy has the same engine and settings, so that rules are compared.",
    )
    .argument("[policy...]", "names of stop policies (default: all, unless --policy names one)")
    .option("--policy <file>", "own policy: a JavaScript module as for run --policy; may be repeated", collect, [])
    .option("--workloads <list>", "workload presets separated by commas, or all (default: all without --scenario, else none)")
    .option("--scenario <file>", "a scenario to run the policies on; may be repeated", collect, [])
    .option("--bandwidths <list>", "bandwidths separated by commas (default: '1 Gbit/s, 10 Gbit/s, 25 Gbit/s, 100 Gbit/s')");
  addAdviceOptions(command).action(async (policies: string[], options: TournamentCommandOptions) => {
    const { tournamentCommand } = await import("./actions/tournament.js");
    await tournamentCommand(policies, options, io);
  });
}
