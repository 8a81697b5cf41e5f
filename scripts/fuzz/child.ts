/** The process that checks inputs (arguments `NAME SEED FILE`). It writes the number of each input before checking it, so that the parent knows which one crashed or hung. */
import { openSync, writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Fuzzer } from "./fuzzer.js";
import { FUZZERS } from "./fuzzers.js";
import { type Found, runCase } from "./run-case.js";
import type { Watched } from "./watch-processor-time.js";

/** From parent to child: check these inputs. */
export interface Order {
  readonly from: number;
  readonly to: number;
}

/** From child to parent. */
export type Report =
  | { readonly kind: "counts"; readonly verdicts: Readonly<Record<string, number>> }
  | { readonly kind: "found"; readonly found: Found }
  | { readonly kind: "done" };

/** An input that uses this many times its limit of processor time has hung: the process is ended. Time for making it smaller is included. */
const HANG_LIMITS = 8;
/** How often counts are sent, in milliseconds. */
const REPORT_MILLISECONDS = 250;

/** Executes orders until the parent disconnects. */
function serveOrders<Input>(fuzzer: Fuzzer<Input>, seed: number, progressFile: string): void {
  const progress = openSync(progressFile, "r+");
  const watch = watchProcessorTime(fuzzer.limitSeconds * HANG_LIMITS);
  process.on("disconnect", () => process.exit(0));
  process.on(
    "message",
    (order: Order) =>
      void checkOrder(fuzzer, seed, order, (index) => {
        writeSync(progress, numberBytes(index), 0, 8, 0);
        watch();
      }),
  );
}

/** Ends this process where one input uses more than these seconds. The function that it returns is called as each input begins. */
function watchProcessorTime(limitSeconds: number): () => void {
  const begun = new Int32Array(new SharedArrayBuffer(4));
  const workerData: Watched = { begun, limitSeconds };
  new Worker(new URL("watch-processor-time.js", import.meta.url), { workerData }).unref();
  return () => void Atomics.add(begun, 0, 1);
}

async function checkOrder<Input>(fuzzer: Fuzzer<Input>, seed: number, order: Order, begin: (index: number) => void): Promise<void> {
  let verdicts: Record<string, number> = {};
  let reported = performance.now();
  const kinds = new Set<string>();
  for (let index = order.from; index < order.to; index++) {
    begin(index);
    const started = process.cpuUsage();
    const outcome = await runCase(fuzzer, seed, index, kinds);
    const { user, system } = process.cpuUsage(started);
    const usedSeconds = (user + system) / 1e6;
    if (typeof outcome !== "string") await send({ kind: "found", found: outcome });
    else if (usedSeconds > fuzzer.limitSeconds) await send({ kind: "found", found: { index, what: tooSlow(usedSeconds), input: "" } });
    else verdicts[outcome] = (verdicts[outcome] ?? 0) + 1;
    if (performance.now() - reported < REPORT_MILLISECONDS) continue;
    await send({ kind: "counts", verdicts });
    verdicts = {};
    reported = performance.now();
    await setImmediate();
  }
  await send({ kind: "counts", verdicts });
  await send({ kind: "done" });
}

function tooSlow(usedSeconds: number): string {
  return `took ${usedSeconds.toFixed(1)} s of processor time`;
}

function numberBytes(value: number): Uint8Array {
  return new Uint8Array(Float64Array.of(value).buffer);
}

function send(report: Report): Promise<void> {
  return new Promise((resolve) => process.send?.(report, () => resolve()));
}

const [name, seed, progressFile] = process.argv.slice(2);
const fuzzer = FUZZERS.find((candidate) => candidate.name === name);
if (!fuzzer || progressFile === undefined) throw new Error("Usage: child.js NAME SEED FILE");
serveOrders(fuzzer, Number(seed), progressFile);
