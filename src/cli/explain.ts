/** `xenvmc-sim explain FIELD`: describes one field of a scenario. */
import type { Command } from "commander";
import type { CommandIo } from "./io.js";

export function addExplainCommand(program: Command, io: CommandIo): void {
  program
    .command("explain")
    .summary("what one field of a scenario means: unit, range, default")
    .description(
      "Prints meaning, unit, range and default of FIELD, a path as in link.latency or workload[0].rate, and the fields below it.",
    )
    .argument("[field]", "path of a field; without one the whole scenario")
    .action(async (field: string | undefined) => {
      const { explainCommand } = await import("./actions/explain.js");
      explainCommand(field ?? "", io);
    });
}
