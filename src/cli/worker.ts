/** `xenvmc-sim worker --queue URL`: computes runs of the studies in a queue. */
import type { Command } from "commander";
import type { WorkerCommandOptions } from "./actions/worker.js";
import type { CommandIo } from "./io.js";

export function addWorkerCommand(program: Command, io: CommandIo): void {
  program
    .command("worker")
    .summary("computes runs of the studies in a queue, until it is interrupted or its server is gone")
    .description(
      "Computes runs of studies begun by `xenvmc-sim study FILE --out DIR --queue URL` on any machine. It may start before the study and end at any time: what it had is computed by another. Needs the packages bullmq and ioredis.",
    )
    .requiredOption("--queue <url>", "Redis server of the queue: redis://host:6379")
    .option("--jobs <number>", "runs at once, each in a thread of its own (default: the processors of this machine)")
    .option("--lease <seconds>", "runs of a worker that has given no sign of life for this long are given to others", "15")
    .option("--leave-after <seconds>", "end, with exit code 1, when the server has not answered for this long", "60")
    .option("-q, --quiet", "no messages: print only errors")
    .action(async (options: WorkerCommandOptions) => {
      const { workerCommand } = await import("./actions/worker.js");
      await workerCommand(options, io);
    });
}
