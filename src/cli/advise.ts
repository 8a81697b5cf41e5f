/** `xenvmc-sim advise SCENARIO`: the cheapest settings that meet goals, or what stands in the way. */
import type { Command } from "commander";
import type { AdviseCommandOptions } from "./actions/advise.js";
import type { CommandIo } from "./io.js";
import { addAdviceOptions, addEngineOption, addPolicyOption, addReportOption, addScenarioOptions } from "./options.js";

export function addAdviseCommand(program: Command, io: CommandIo): void {
  const command = program
    .command("advise")
    .summary("the cheapest settings that meet goals of total time and downtime, in the words of libvirt, KubeVirt, Nova and others")
    .description(
      "Searches the settings of the migration in SCENARIO with expected counts, confirms the cheapest that meet both goals by runs with every page, and prints what to type. Where nothing meets them, prints what comes nearest and which limit stands in the way. With a fleet it searches its plans: order, guests at once, bandwidth of each, guests that leave together; the goals are those of the makespan and of every guest's downtime.",
    )
    .argument("<scenario>", "scenario or fleet file in YAML or JSON; - for standard input")
    .requiredOption("--max-downtime <time>", "goal: downtime at most, as in 1s")
    .requiredOption("--max-total <time>", "goal: total time at most, as in 5min")
    .option(
      "--keep <list>",
      "what stays as it is, separated by commas: bandwidth, multifd, compression, downtime-limit, auto-converge, dirty-limit, post-copy, disruption, xbzrle, transport, channel, policy; of a fleet: order, parallel, bandwidth, groups",
    )
    .option(
      "--for <system>",
      "whose settings and words: libvirt, kubevirt, nova, proxmox, qemu, cloud-hypervisor or xl (default: that of the scenario's policy and engine)",
    );
  addReportOption(addAdviceOptions(addPolicyOption(addEngineOption(addScenarioOptions(command))))).action(
    async (path: string, options: AdviseCommandOptions) => {
      const { adviseCommand } = await import("./actions/advise.js");
      await adviseCommand(path, options, io);
    },
  );
}
