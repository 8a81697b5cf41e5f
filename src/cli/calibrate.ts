/** `xenvmc-sim calibrate LOG...`: a scenario from logs of real migrations. */
import type { Command } from "commander";
import type { CalibrateCommandOptions } from "./actions/calibrate.js";
import type { CommandIo } from "./io.js";

export function addCalibrateCommand(program: Command, io: CommandIo): void {
  program
    .command("calibrate")
    .summary("a scenario from logs of real migrations: the guest's writes and the sender, fitted through the simulation")
    .description(
      "Reads logs of one guest's migrations, recognised by their content, and writes the scenario whose simulation comes nearest to them, with comments: what was read, fitted (with its 95 % interval), assumed, and what the log cannot tell. A table of measured and simulated figures goes to the terminal.",
    )
    .argument(
      "<log...>",
      "logs of one guest: QMP, HMP, virsh domjobinfo, libvirt, Proxmox VE, nova-compute, KubeVirt, guestperf, Cloud Hypervisor, xl, xend, xenguest, query-dirty-rate; - for standard input",
    )
    .option(
      "--scenario <file>",
      "what is known already, as a scenario or a part of one (engine, link, host, workload): every field of it stands",
    )
    .option("--out <file>", "write the scenario here (default: standard output, and the table to standard error)")
    .option("--json <file>", "write everything as JSON; - writes to standard output instead of the scenario")
    .option("--report <file>", "write a page with measured and simulated curves over each other (HTML)")
    .option("-q, --quiet", "no table and no progress: print only the scenario and errors")
    .action(async (files: readonly string[], options: CalibrateCommandOptions) => {
      const { calibrateCommand } = await import("./actions/calibrate.js");
      await calibrateCommand(files, options, io);
    });
}
