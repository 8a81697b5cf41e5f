/** `xenvmc-sim schema`: the JSON Schema of scenarios, for editors and other programs. */
import type { Command } from "commander";
import type { CommandIo } from "./io.js";

export function addSchemaCommand(program: Command, io: CommandIo): void {
  program
    .command("schema")
    .summary("the JSON Schema of a scenario")
    .description("Prints the JSON Schema of a scenario, version 1, which applies to YAML and JSON.")
    .action(() => io.stdout.write(io.readPackageFile("scenario.schema.json")));
}
