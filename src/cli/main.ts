/** The command line as a function of its arguments and streams: no process, no global state. */
import { Command, CommanderError } from "commander";
import { VERSION } from "../version.js";
import { addAdviseCommand } from "./advise.js";
import { addCalibrateCommand } from "./calibrate.js";
import { addChannelCommand } from "./channel.js";
import { addCompareCommand } from "./compare.js";
import { EXIT_BAD_INPUT, EXIT_DONE, endingOf, escapeUnprintable } from "./errors.js";
import { addEstimateCommand } from "./estimate.js";
import { addExplainCommand } from "./explain.js";
import { addFleetCommand } from "./fleet.js";
import type { CommandIo } from "./io.js";
import { addPlayCommand } from "./play.js";
import { addPresetsCommand } from "./presets.js";
import { addRunCommand } from "./run.js";
import { addSchemaCommand } from "./schema.js";
import { addMergeCommand, addStudyCommand } from "./study.js";
import { addTournamentCommand } from "./tournament.js";
import { addValidateCommand } from "./validate.js";
import { addWorkerCommand } from "./worker.js";

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
  addStudyCommand,
  addMergeCommand,
  addWorkerCommand,
  addFleetCommand,
  addCalibrateCommand,
  addEstimateCommand,
  addAdviseCommand,
  addTournamentCommand,
  addChannelCommand,
  addValidateCommand,
  addPlayCommand,
  addPresetsCommand,
  addSchemaCommand,
  addExplainCommand,
];

/** Runs one command line (without the names of Node and the script). Returns the exit code; never throws. */
export async function main(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const program = createProgram(io);
    await program.parseAsync(withoutHelpOnUnknown(argv, program), { from: "user" });
    return EXIT_DONE;
  } catch (error) {
    // commander has already printed the message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_BAD_INPUT;
    const { exitCode, message } = endingOf(error);
    if (message !== "") io.stderr.write(`xenvmc-sim: ${escapeUnprintable(message)}\n`);
    return exitCode;
  }
}

/** Removes a request for help on an unknown command, so that the error is reported instead. */
function withoutHelpOnUnknown(argv: readonly string[], program: Command): string[] {
  const [name, topic] = argv;
  const exists = (command: string | undefined): boolean =>
    command === undefined || command.startsWith("-") || ["help", ...program.commands.map((each) => each.name())].includes(command);
  if (name === "help" && !exists(topic)) return argv.slice(1);
  return exists(name) ? [...argv] : argv.filter((argument) => argument !== "-h" && argument !== "--help");
}

/** Hints for options that exist in another command. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "--engines": "compare has --engines; run takes one: --engine NAME",
  "--channels": "compare has --channels; set one with --set channel=NAME",
  "--channel": "set it with --set channel=NAME, or compare several with xenvmc-sim compare --channels a,b",
};

function hinted(text: string): string {
  const [, option = ""] = text.match(/unknown option '(--[\w-]+)/) ?? [];
  const hint = ELSEWHERE[option];
  return hint === undefined ? text : `${text.replace(/\n\(Did you mean .*\?\)/, "").trimEnd()}\n(${hint})\n`;
}

function createProgram(io: CommandIo): Command {
  const program = new Command("xenvmc-sim")
    .description("A page-level laboratory for the live migration of virtual machines.")
    .version(VERSION, "-v, --version", "print the version")
    .helpOption("-h, --help", "print help for the command")
    .helpCommand("help [command]", "print help for a command")
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
      outputError: (text, write) => write(escapeUnprintable(hinted(text)).replace(/^error:/, "xenvmc-sim:")),
    });
  for (const addCommand of COMMANDS) addCommand(program, io);
  return program;
}
