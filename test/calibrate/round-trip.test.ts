/**
 * Guests of random workloads are simulated, their logs written in the formats of real tools, read, calibrated and simulated again.
 * CALIBRATE_ROUNDS=200 makes the study of docs/calibrate.md; by default a few.
 */
import { expect, test } from "vitest";
import { calibrate } from "../../src/calibrate/calibrate.js";
import { simulate } from "../../src/index.js";
import type { ObservedMigration } from "../../src/logs/observed.js";
import { readLog } from "../../src/logs/read-log.js";
import { Generator } from "../../src/pages/random.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { watch } from "../support/log-writers/watched.js";
import { LOG_WRITERS, type LogWriter } from "../support/log-writers/writers.js";

const ROUNDS = Number(process.env.CALIBRATE_ROUNDS ?? 3);
const FIRST = Number(process.env.CALIBRATE_FIRST ?? 0);
/** Formats of a whole migration: the others are of its pause alone. */
const WRITERS = LOG_WRITERS.filter(({ format, name }) => !["vmstate-trace", "firecracker-tool"].includes(format) && name !== "domjobinfo");
const ENGINES: Readonly<Record<LogWriter["family"], string>> = {
  qemu: "qemu-10.0",
  "cloud-hypervisor": "cloud-hypervisor",
  "xen-classic": "xen-3.3",
  "xen-stream": "xen-4.10",
  firecracker: "firecracker",
};

interface Truth {
  readonly scenario: Record<string, unknown>;
  /** Sizes in bytes and rates, in the order of the parameters. */
  readonly parameters: readonly number[];
  readonly goodputBytesPerSecond: number;
}

function draw(index: number, writer: LogWriter): Truth {
  const generator = new Generator({ high: 0x2545f491, low: index }, 0);
  const between = (low: number, high: number) => low * (high / low) ** generator.unit();
  const memoryMebibytes = Math.round(between(512, 4096));
  // Times of 20 s or more: some logs round them to seconds.
  const goodput = (memoryMebibytes * 2 ** 20) / between(20, 120);
  const pagesPerSecond = goodput / 4104;
  const count = generator.unit() < 0.5 ? 1 : 2;
  const isSweep = count === 1 && generator.unit() < 0.3;
  const zero = writer.family === "qemu" ? Number(between(0.05, 0.6).toFixed(3)) : 0;
  const largest = memoryMebibytes * (1 - zero) * 0.4;
  const regions = Array.from({ length: count }, (_, at) => {
    const size = Math.round(at === 0 && count === 2 ? between(4, largest / 20) : between(largest / 8, largest));
    // Slower than the link, so that most converge.
    const rate = Math.round(between(0.02, 0.6) * pagesPerSecond * (count === 2 ? 0.5 : 1));
    return { size: size * 2 ** 20, rate };
  });
  const workload = count === 2 ? { kind: "classes", classes: regions } : { kind: isSweep ? "sweep" : "uniform", ...regions[0] };
  const scenario = {
    version: 1,
    vm: { memory: `${memoryMebibytes} MiB`, ...(zero > 0 && { content: { zero, where: "outside the workload", layout: "linux" } }) },
    workload: [workload],
    link: { bandwidth: Math.round((goodput * 8) / 0.94) },
    engine: writer.family === "qemu" ? { preset: ENGINES.qemu, maxBandwidth: 0 } : ENGINES[writer.family],
    seed: index + 1,
    timeout: "600 s",
  };
  return { scenario, parameters: regions.flatMap(({ size, rate }) => [size, rate]), goodputBytesPerSecond: goodput };
}

interface Outcome {
  readonly format: string;
  readonly timeError: number;
  readonly pagesError: number;
  /** Of the parameters with an interval, those whose interval holds the truth; only where the number of populations is right. */
  readonly covered: number;
  readonly known: number;
}

async function roundTrip(index: number): Promise<Outcome | undefined> {
  const writer = WRITERS[index % WRITERS.length] as LogWriter;
  const truth = draw(index, writer);
  const watched = await watch(truth.scenario);
  if (!watched.run.stop.converged) return undefined;
  const reading = await readLog(writer.write(watched));
  // Nova writes a line a minute: of a shorter migration there is nothing.
  if (reading.migrations[0]?.last.seconds === undefined && reading.migrations[0]?.rounds.length === 0) return undefined;
  const { vm, engine, link } = truth.scenario;
  const { last, rounds, totalSeconds } = reading.migrations[0] as ObservedMigration;
  const hasTimes = totalSeconds !== undefined || last.seconds !== undefined || rounds.some(({ seconds }) => seconds !== undefined);
  // What an operator knows beside the log: the version, and the guest where the format leaves it out.
  const base = {
    engine,
    ...(!hasTimes && { link }),
    ...(reading.migrations[0]?.memoryBytes === undefined && { vm: { memory: (vm as { memory: string }).memory } }),
  };
  const found = await calibrate([{ name: writer.name, reading }], { base, runs: 1 });
  const again = await simulate({ ...found.scenario, seed: 99 } as unknown as Scenario);
  const [before, after] = [watched.run.totals, again.runs[0]?.totals as typeof watched.run.totals];
  const error = (name: "totalSeconds" | "pagesSent") => after[name] / before[name] - 1;
  // Pages with content, where zero pages are told apart in the log: fewer bytes than memory do not say which.
  const [content, contentAfter] = [before.pagesSent - before.zeroPages, after.pagesSent - after.zeroPages];
  const truths = [...truth.parameters, truth.goodputBytesPerSecond];
  const isSameModel = found.parameters.filter(({ unit }) => unit === "bytes").length * 2 === truth.parameters.length;
  const judged = isSameModel ? found.parameters.slice(0, truths.length).filter(({ isKnown }) => isKnown) : [];
  const covered = judged.filter(({ confidence95: [low, high] = [0, 0] }) => {
    const value = truths[found.parameters.findIndex(({ confidence95 }) => confidence95?.[0] === low && confidence95[1] === high)] as number;
    return value >= low && value <= high;
  });
  return {
    format: writer.name,
    timeError: error("totalSeconds"),
    pagesError: contentAfter / content - 1,
    covered: covered.length,
    known: judged.length,
  };
}

test(
  "calibrated guests migrate as the guests that wrote the logs did",
  async () => {
    const outcomes: Outcome[] = [];
    for (let index = FIRST; outcomes.length < ROUNDS; index++) {
      const outcome = await roundTrip(index);
      if (outcome === undefined) continue;
      outcomes.push(outcome);
      if (process.env.CALIBRATE_ROUNDS !== undefined) {
        const { format, timeError, pagesError, covered, known } = outcome;
        console.log(
          `${index} ${format}: total ${(100 * timeError).toFixed(2)} %, pages ${(100 * pagesError).toFixed(2)} %, ${covered} of ${known} covered`,
        );
      }
    }
    const near = outcomes.filter(({ timeError, pagesError }) => Math.max(Math.abs(timeError), Math.abs(pagesError)) <= 0.03).length;
    const known = outcomes.reduce((sum, each) => sum + each.known, 0);
    const covered = outcomes.reduce((sum, each) => sum + each.covered, 0);
    console.log(`${near} of ${outcomes.length} within 3 %; ${covered} of ${known} intervals hold the truth`);
    expect(near).toBeGreaterThanOrEqual(Math.floor(0.95 * outcomes.length));
    expect(covered).toBeGreaterThanOrEqual(Math.floor(0.9 * known));
  },
  60_000 + 60_000 * ROUNDS,
);
