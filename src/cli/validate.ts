/** `xenvmc-sim validate [CASES...]`: compares the simulation with measurements on real machines, the package's own or a user's logs. */
import type { Command } from "commander";
import { VALIDATION_GROUP_NAMES } from "../validation/group-names.js";
import { UsageError } from "./errors.js";
import type { CommandIo } from "./io.js";
import { addJobsOption, addScenarioOptions, type InputFile, type LogOptions } from "./options.js";

export function addValidateCommand(program: Command, io: CommandIo): void {
  const command = program
    .command("validate")
    .summary("compare the simulation with measured and published migrations, or with logs: every figure with its error")
    .description(
      "Simulates migrations that were measured on real machines and shows measured and simulated figures, signed errors and tolerances. With --log it reads logs of real migrations and shows what they say; with --scenario too it simulates the scenario and compares. Exit code 1 if a figure is out of tolerance, or if a negative control is not.",
    )
    .argument("[cases...]", `cases, groups or prefixes of their names (default: all). Groups: ${VALIDATION_GROUP_NAMES.join(", ")}`)
    .option(
      "--cases <files...>",
      "cases of one's own, in YAML or JSON, or folders of such files: they are validated in place of the package's (docs/validation-cases.md)",
    )
    .option(
      "--log <files...>",
      "logs of real migrations, recognised by their content: QMP, HMP, virsh domjobinfo, libvirt, Proxmox VE, nova-compute, KubeVirt, guestperf, Cloud Hypervisor, xl, xend, xenguest; - for standard input",
    )
    .option("--scenario <file>", "the scenario to simulate and to compare with the logs");
  addJobsOption(addScenarioOptions(command))
    .option(
      "--json <file>",
      "write the whole report as JSON, with the source of each case; - writes to standard output instead of the table",
    )
    .option("-q, --quiet", "no table and no progress: print only errors")
    .action(async (names: readonly string[], options: LogOptions) => {
      checkTogether(names, options);
      const { checkOutputs } = await import("./outputs.js");
      await checkOutputs(options, inputsOf(options), io);
      if (options.log === undefined) {
        const { validateCommand } = await import("./actions/validate.js");
        const { ownCases } = await import("./actions/own-cases.js");
        await validateCommand(names, options, io, options.cases && (await ownCases(options.cases, io.signal)));
      } else {
        const { validateLogsCommand } = await import("./actions/validate-logs.js");
        await validateLogsCommand(options.log, options, io);
      }
    });
}

function checkTogether(names: readonly string[], { log, cases, scenario, set, seed, runs, jobs }: LogOptions): void {
  if (log !== undefined && cases !== undefined) throw new UsageError("either --log or --cases: cases name their own logs");
  if (log !== undefined && names.length > 0) throw new UsageError("name either cases or logs: --log compares with one's own logs alone");
  if (log === undefined && scenario !== undefined) throw new UsageError("--scenario needs --log: what to compare the scenario with");
  const isSet = set.length > 0 || seed !== undefined || runs !== undefined;
  if (scenario === undefined && isSet) throw new UsageError("--set, --seed and --runs are for the scenario of --scenario");
  if (log !== undefined && scenario === undefined && jobs !== undefined)
    throw new UsageError("--jobs is for runs: --log alone simulates none");
  if (log?.includes("-") && scenario === "-") throw new UsageError("standard input cannot be both a log and the scenario");
}

function inputsOf({ log = [], cases = [], scenario }: LogOptions): InputFile[] {
  const logs = [...log.map((path) => ({ path, content: "a log" })), ...cases.map((path) => ({ path, content: "the cases" }))];
  return scenario === undefined ? logs : [...logs, { path: scenario, content: "the scenario" }];
}
