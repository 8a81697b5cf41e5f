/** The action of `xenvmc-sim worker`. */
import { setTimeout as wait } from "node:timers/promises";
import { openPool } from "../../node/pool.js";
import { type QueueConnection, QueueError, within } from "../../node/queue/connection.js";
import { announcedQueues, announcedStudy, removeQueue } from "../../node/queue/registry.js";
import { type Served, serveQueue } from "../../node/queue/serve.js";
import { studyGenerator, studyHash } from "../../study.js";
import { InterruptedError, UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { lanesOf } from "./lanes.js";
import { connectTo } from "./queue-option.js";
import { hashesOf, loadPlan, type StudySource } from "./study-file.js";
import type { WorkerSetup } from "./study-worker.js";

export interface WorkerCommandOptions {
  readonly queue: string;
  readonly jobs?: string;
  readonly lease: string;
  readonly leaveAfter: string;
  readonly quiet?: boolean;
}

/** Time between two looks for studies. */
const LOOK_SECONDS = 0.5;

export async function workerCommand(options: WorkerCommandOptions, io: CommandIo): Promise<void> {
  const settings = {
    lanes: lanesOf(options.jobs),
    leaseSeconds: secondsOf("--lease", options.lease),
    leaveAfterSeconds: secondsOf("--leave-after", options.leaveAfter),
  };
  const say = (text: string): void => {
    if (options.quiet !== true) io.stderr.write(`xenvmc-sim: ${text}\n`);
  };
  const connection = await connectTo(options.queue);
  say(`worker of ${connection.shownUrl}, ${settings.lanes} runs at once`);
  let rows = 0;
  const serving = new Map<string, Served | undefined>();
  const look = async (): Promise<void> => {
    const queues = await announcedQueues(connection);
    for (const name of queues.filter((each) => !serving.has(each))) {
      serving.set(
        name,
        await open(connection, name, settings, say, (more) => {
          rows += more;
        }),
      );
    }
    for (const [name, served] of serving) {
      if (queues.includes(name)) continue;
      serving.delete(name);
      // Nobody waits for the rest.
      await served?.close(true);
      await removeQueue(connection, name);
    }
  };
  while (!io.signal.aborted) {
    await answered(look, connection, settings.leaveAfterSeconds);
    await wait(LOOK_SECONDS * 1000, undefined, { signal: io.signal }).catch(() => {});
  }
  await Promise.all([...serving.values()].map((served) => served?.close(false)));
  throw new InterruptedError(`interrupted: this worker computed ${rows} runs`);
}

function secondsOf(option: string, text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds >= 0.5 && seconds <= 86_400) return seconds;
  throw new UsageError(`${option}: expected seconds from 0.5 to 86400, received ${JSON.stringify(text)}`);
}

/** A call that waits while the server is away. @throws QueueError if it waits too long */
async function answered(call: () => Promise<void>, { shownUrl }: QueueConnection, seconds: number): Promise<void> {
  try {
    await within(seconds, call());
  } catch (error) {
    if ((error as Error).name !== "TimeoutError") throw error;
    throw new QueueError(`${shownUrl}: no answer for ${seconds} s; the worker leaves`);
  }
}

/** Begins to serve a study; one that this machine would compute otherwise is left to others. */
async function open(
  connection: QueueConnection,
  queue: string,
  { lanes, leaseSeconds }: { readonly lanes: number; readonly leaseSeconds: number },
  say: (text: string) => void,
  onRows: (rows: number) => void,
): Promise<Served | undefined> {
  const study = await announcedStudy<StudySource>(connection, queue);
  if (study === undefined) return undefined;
  const named = `study ${study.hash.slice(0, 8)}`;
  const fault = await faultOf(study.source, study.hash);
  if (fault !== undefined) {
    say(`${named} is left to others: ${fault}`);
    return undefined;
  }
  say(`${named}: computing`);
  const setup: WorkerSetup = { source: study.source, modules: {} };
  return serveQueue(connection, queue, openPool(new URL("./study-worker.js", import.meta.url), lanes, setup), { leaseSeconds, onRows });
}

/** Why this machine's rows would not be those of the study; undefined if they are. */
async function faultOf(source: StudySource, hash: string): Promise<string | undefined> {
  try {
    const quiet = { stderr: SILENT, signal: new AbortController().signal };
    const { plan, traces } = await loadPlan(source, true, quiet);
    const own = await studyHash(plan.study, await studyGenerator(), await hashesOf(traces, source.directory));
    return own === hash ? undefined : "it was planned by another version of this program, or its trace files differ from those here";
  } catch (error) {
    return (error as Error).message;
  }
}

const SILENT = { write: () => {}, writeAll: async () => {}, isTerminal: false, columns: 100, hasColour: false };
