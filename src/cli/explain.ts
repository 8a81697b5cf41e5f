/** `xenvmc-sim explain FIELD`: describes one field of a scenario, or of a fleet. */
import type { Command } from "commander";
import type { CommandIo } from "./io.js";

export function addExplainCommand(program: Command, io: CommandIo): void {
  program
    .command("explain")
    .summary("what one field of a scenario or fleet means: unit, range, default")
    .description(
      "Prints meaning, unit, range and default of FIELD, a path as in link.latency or workload[0].rate, and the fields below it.",
    )
    .argument("[field]", "path of a field; without one the whole scenario")
    .option("--fleet", "a field of a fleet file, as in plan.retries or hosts.a.link")
    .action(async (field: string | undefined, { fleet }: { readonly fleet?: true }) => {
      const { explainCommand } = await import("./actions/explain.js");
      explainCommand(field ?? "", fleet ? "fleet" : "scenario", io);
    });
}
