/** `xenvmc-sim schema`: the JSON Schema of scenarios and fleets, for editors and other programs. */
import type { Command } from "commander";
import type { CommandIo } from "./io.js";

export function addSchemaCommand(program: Command, io: CommandIo): void {
  program
    .command("schema")
    .summary("the JSON Schema of a scenario or a fleet")
    .description("Prints the JSON Schema of a scenario, version 1, which applies to YAML and JSON.")
    .option("--fleet", "the schema of a fleet file instead")
    .action(({ fleet }: { readonly fleet?: true }) => io.stdout.write(io.readPackageFile(`${fleet ? "fleet" : "scenario"}.schema.json`)));
}
