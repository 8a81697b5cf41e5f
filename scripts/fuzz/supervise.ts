/** Distributes the inputs of a fuzzer over processes, and replaces processes that crash or hang. */
import { fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Order, Report } from "./child.js";
import type { Found } from "./run-case.js";

export interface Campaign {
  readonly name: string;
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  /** Wall-clock seconds after which no further input is started. */
  readonly seconds: number;
  readonly processes: number;
  /** Maximum CPU seconds per input. */
  readonly limitSeconds: number;
  /** The script that a child runs, with the arguments `NAME SEED FILE`. */
  readonly script: string;
  readonly onProgress: (outcome: Outcome) => void;
}

export interface Outcome {
  /** Inputs per verdict. */
  readonly verdicts: Map<string, number>;
  readonly found: Found[];
}

/** Maximum number of inputs per order. */
const ORDER_SIZE = 256;
const WATCH_MILLISECONDS = 250;
/** Wall-clock seconds after which a process that begins no input is taken to wait for ever. Endless work is ended earlier, by its CPU time. */
const STANDSTILL_SECONDS = 1200;
/** A finding names one frame, and deep stacks for the many errors of YAML cost an eighth of the time. */
const CHILD_OPTIONS = ["--stack-trace-limit=1"];
/** Number of findings after which a campaign ends. */
const MOST_FINDINGS = 500;

/** Runs a whole campaign. */
export async function supervise(campaign: Campaign): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), "xenvmc-sim-fuzz-"));
  const outcome: Outcome = { verdicts: new Map(), found: [] };
  try {
    const orders = new Orders(campaign, outcome);
    const lanes = Array.from({ length: campaign.processes }, (_, lane) => runLane(campaign, orders, outcome, join(directory, `${lane}`)));
    await Promise.all(lanes);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return outcome;
}

/** The inputs not yet given to a child. */
class Orders {
  readonly #campaign: Campaign;
  readonly #outcome: Outcome;
  readonly #deadline: number;
  #next: number;

  constructor(campaign: Campaign, outcome: Outcome) {
    this.#campaign = campaign;
    this.#outcome = outcome;
    this.#next = campaign.from;
    this.#deadline = performance.now() + campaign.seconds * 1000;
  }

  take(): Order | undefined {
    const end = this.#campaign.from + this.#campaign.count;
    if (this.#next >= end || performance.now() > this.#deadline || this.#outcome.found.length >= MOST_FINDINGS) return undefined;
    // Orders become smaller towards the end, so that all processes stay busy.
    const size = Math.max(1, Math.min(ORDER_SIZE, Math.ceil((end - this.#next) / (4 * this.#campaign.processes))));
    const from = this.#next;
    this.#next = Math.min(end, from + size);
    return { from, to: this.#next };
  }
}

/** Runs one child after another until no inputs are left. */
async function runLane(campaign: Campaign, orders: Orders, outcome: Outcome, progressFile: string): Promise<void> {
  let order = orders.take();
  while (order) {
    const ended = await runChild(campaign, order, orders, outcome, progressFile);
    if (ended === undefined) return;
    outcome.found.push({ index: ended.index, what: ended.what, input: "" });
    order = ended.index + 1 < ended.order.to ? { from: ended.index + 1, to: ended.order.to } : orders.take();
  }
}

interface BadEnd {
  readonly index: number;
  readonly what: string;
  /** The order it was executing. */
  readonly order: Order;
}

/** Runs one child until there are no more orders (returns undefined), or it crashes or hangs. */
function runChild(campaign: Campaign, first: Order, orders: Orders, outcome: Outcome, progressFile: string): Promise<BadEnd | undefined> {
  writeFileSync(progressFile, new Uint8Array(Float64Array.of(first.from).buffer));
  const child = fork(campaign.script, [campaign.name, `${campaign.seed}`, progressFile], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execArgv: CHILD_OPTIONS,
  });
  let current: Order | undefined = first;
  let complaint = "";
  let hung = false;
  const kill = (): boolean => child.kill("SIGKILL");
  process.once("exit", kill);
  child.stderr?.on("data", (text) => {
    complaint = `${complaint}${text}`.slice(-2000);
  });
  child.on("message", (report: Report) => {
    if (report.kind === "counts") addCounts(outcome, report.verdicts);
    if (report.kind === "found") outcome.found.push(report.found);
    if (report.kind === "done") {
      current = orders.take();
      if (current) child.send(current);
      else child.disconnect();
    }
    campaign.onProgress(outcome);
  });
  child.send(first);
  const watch = watchForStandstill(progressFile, STANDSTILL_SECONDS, () => {
    hung = true;
    kill();
  });
  return new Promise((resolve) => {
    // A released child only emits `exit`; for others `close` follows once their output has been read.
    child.on("exit", () => {
      clearInterval(watch);
      process.off("exit", kill);
      if (current === undefined) resolve(undefined);
    });
    child.on("close", (code, signal) => {
      if (current === undefined) return;
      const what = hung ? `stood still for ${STANDSTILL_SECONDS} s` : `ended the process (${signal ?? code}): ${firstWords(complaint)}`;
      resolve({ index: readProgress(progressFile), what, order: current });
    });
  });
}

/** Calls back once the number in the file has not changed for `seconds`. */
function watchForStandstill(progressFile: string, seconds: number, onStandstill: () => void): NodeJS.Timeout {
  let index = -1;
  let since = performance.now();
  return setInterval(() => {
    const now = readProgress(progressFile);
    if (now !== index) {
      index = now;
      since = performance.now();
    } else if (performance.now() - since > seconds * 1000) onStandstill();
  }, WATCH_MILLISECONDS);
}

function readProgress(file: string): number {
  const bytes = readFileSync(file);
  return bytes.readDoubleLE(0);
}

function addCounts(outcome: Outcome, verdicts: Readonly<Record<string, number>>): void {
  for (const [verdict, count] of Object.entries(verdicts)) outcome.verdicts.set(verdict, (outcome.verdicts.get(verdict) ?? 0) + count);
}

function firstWords(complaint: string): string {
  return complaint.split("\n").find((line) => /\S/.test(line) && !/^<---|^\s*$/.test(line)) ?? "no word";
}
