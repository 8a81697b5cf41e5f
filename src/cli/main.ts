/** The command line as a function of its arguments and streams: no process, no global state. */
import { Command, CommanderError } from "commander";
import { VERSION } from "../version.js";
import { addChannelCommand } from "./channel.js";
import { addCompareCommand } from "./compare.js";
import { EXIT_BAD_INPUT, EXIT_DONE, endingOf } from "./errors.js";
import type { CommandIo } from "./io.js";
import { addPresetsCommand } from "./presets.js";
import { addRunCommand } from "./run.js";
import { addSchemaCommand } from "./schema.js";
import { addValidateCommand } from "./validate.js";

const EXAMPLES = `
Examples:
  xenvmc-sim run examples/web-server.yaml
  xenvmc-sim compare examples/web-vm-leaves-database.yaml
  xenvmc-sim run scenario.yaml --set link.bandwidth='10 Gbit/s' --runs 20 --csv rounds.csv
  xenvmc-sim run - --json - < scenario.yaml

Exit codes: 0 done, 1 failed, 2 bad input or usage, 130 interrupted (what was finished is kept).`;

/** Commands in the order of the help. */
const COMMANDS: readonly ((program: Command, io: CommandIo) => void)[] = [
  addRunCommand,
  addCompareCommand,
  addChannelCommand,
  addValidateCommand,
  addPresetsCommand,
  addSchemaCommand,
];

/** Carries out one command line (without the names of Node and the script). Returns the exit code; never throws. */
export async function main(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    await createProgram(io).parseAsync([...argv], { from: "user" });
    return EXIT_DONE;
  } catch (error) {
    // It has said what there is to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_BAD_INPUT;
    const { exitCode, message } = endingOf(error);
    if (message !== "") io.stderr.write(`xenvmc-sim: ${message}\n`);
    return exitCode;
  }
}

function createProgram(io: CommandIo): Command {
  const program = new Command("xenvmc-sim")
    .description("A page-level laboratory for the live migration of virtual machines.")
    .version(VERSION, "--version", "print the version")
    .helpOption("--help", "print help for the command")
    .helpCommand(false)
    .showHelpAfterError("See --help.")
    .addHelpText("after", EXAMPLES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns,
      getErrHelpWidth: () => io.stderr.columns,
      getOutHasColors: () => io.stdout.hasColour,
      getErrHasColors: () => io.stderr.hasColour,
      outputError: (text, write) => write(text.replace(/^error:/, "xenvmc-sim:")),
    });
  for (const addCommand of COMMANDS) addCommand(program, io);
  return program;
}
