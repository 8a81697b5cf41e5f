/** `xenvmc-sim study FILE`: the study in a scenario file, and `xenvmc-sim merge DIR...`: its shards put together. */
import type { Command } from "commander";
import type { MergeCommandOptions } from "./actions/merge.js";
import type { StudyCommandOptions } from "./actions/study-options.js";
import type { CommandIo } from "./io.js";
import { addEngineOption, addPolicyOption, addScenarioOptions, inputsOf } from "./options.js";

export function addStudyCommand(program: Command, io: CommandIo): void {
  const command = program
    .command("study")
    .summary("the study in a scenario file: axes, variants and runs, an answer with its uncertainty, files that go on after an end")
    .description(
      "Computes the study of FILE, its block `study:`, in worker threads. Prints what was found and a table; with --out writes rows, statistics and tables to a directory. The same command again goes on where it was.",
    )
    .argument("<file>", "scenario file with a study, in YAML or JSON; - for standard input")
    .option("--out <dir>", "directory for study.json, runs.ndjson, runs.csv, runs.parquet, points.csv, table.md and table.tex")
    .option(
      "--report [file]",
      "write a report as one HTML file: the verdict, the table, figures to look at and to save; without a name report.html in the directory of --out; - writes to standard output instead of the table",
    )
    .option("--jobs <number>", "runs at once, each in a thread of its own (default: the processors of this machine)")
    .option("--shard <i/n>", "only the points of shard i of n, from 1; xenvmc-sim merge puts shards together (needs --out)")
    .option("--queue <url>", "let `xenvmc-sim worker` processes of a Redis server compute it: redis://host:6379 (needs --out)");
  addPolicyOption(addEngineOption(addScenarioOptions(command)))
    .option("-q, --quiet", "no table and no progress: print only errors")
    .action(async (path: string, options: StudyCommandOptions) => {
      const { checkOutputs } = await import("./outputs.js");
      const { report } = options;
      // The file in the directory of --out is checked with the directory.
      await checkOutputs(typeof report === "string" ? { report } : {}, inputsOf(path, options), io);
      const { studyCommand } = await import("./actions/study.js");
      await studyCommand(path, options, io);
    });
}

export function addMergeCommand(program: Command, io: CommandIo): void {
  program
    .command("merge")
    .summary("the shards of a study put together; names what is missing, and the command that computes it")
    .description(
      "Puts the shards of a study in DIR... together in another directory: the same files, to the byte, as of a study computed at once. If rows are missing nothing is written: they are named, with the commands that compute them.",
    )
    .argument("<dir...>", "directories of `xenvmc-sim study --out DIR --shard i/n`")
    .requiredOption("--out <dir>", "directory for the whole")
    .option(
      "--report [file]",
      "write the report that `xenvmc-sim study --report` writes; without a name report.html in the directory of --out; - writes to standard output",
    )
    .option("-q, --quiet", "print only errors")
    .action(async (directories: string[], options: MergeCommandOptions) => {
      const { checkOutputs } = await import("./outputs.js");
      const { report } = options;
      await checkOutputs(typeof report === "string" ? { report } : {}, [], io);
      const { mergeCommand } = await import("./actions/merge.js");
      await mergeCommand(directories, options, io);
    });
}
