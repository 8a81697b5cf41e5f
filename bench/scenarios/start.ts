/** Time from the start of a program that uses the library to its first result, and the bytes it loads. */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { simulate } from "../../src/index.js";
import { type Benchmark, type Case, find, type OwnTimes, type Subject } from "../harness/benchmark.js";
import { digestValue } from "../harness/digest.js";
import type { Measurement, Verdict } from "../harness/types.js";
import { atMost, exactlyAtMost, milliseconds } from "../harness/verdict.js";

interface Input {
  readonly memory: string;
}

const LIBRARY = resolve("dist/index.js");
const CORE = resolve("dist/core.wasm");
const LIBRARY_GZIP_BYTES_MAX = 110_000;
const CORE_BYTES_MAX = 24_000;
const START_MILLISECONDS_MAX = 30;

function scenarioOf({ memory }: Input) {
  return {
    version: 1,
    vm: { memory },
    workload: [{ kind: "uniform", size: "16 MiB", rate: "5 k/s" }],
    link: { bandwidth: "1 Gbit/s" },
  } as const;
}

/** A program that imports the built library, runs one scenario, and prints the times of both and the result. */
function program(input: Input): string {
  return `const start = performance.now();
    const usage = process.cpuUsage();
    const { simulate } = await import(${JSON.stringify(pathToFileURL(LIBRARY).href)});
    const { runs } = await simulate(${JSON.stringify(scenarioOf(input))});
    const milliseconds = performance.now() - start;
    const { user, system } = process.cpuUsage(usage);
    process.stdout.write(JSON.stringify({ milliseconds, processorMilliseconds: (user + system) / 1000, runs }));`;
}

function start(input: Input): OwnTimes & { readonly runs: unknown } {
  if (!existsSync(LIBRARY)) throw new Error("dist/index.js is missing: npm run build");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program(input)], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** The result computed from the sources, which the built library has to reproduce. */
function openSources(input: Input): Subject {
  return {
    answer: async () =>
      digestValue((await simulate({ ...scenarioOf(input), workload: [...scenarioOf(input).workload] }, { pages: "reference" })).runs),
    prepare: () => ({ run: () => 0 }),
  };
}

function openLibrary(input: Input): Subject {
  return {
    answer: () => digestValue(start(input).runs),
    prepare: () => ({
      timesItself: true,
      run: () => start(input),
      figures: () => {
        const library = readFileSync(LIBRARY);
        return {
          libraryBytes: library.length,
          libraryGzipBytes: gzipSync(library, { level: 9 }).length,
          coreBytes: readFileSync(CORE).length,
        };
      },
    }),
  };
}

const CASES: readonly Case<Input>[] = [{ name: "import to the first result, 1 GiB", units: 1, quick: true, input: { memory: "1 GiB" } }];

function judge(measurements: readonly Measurement[]): Verdict[] {
  const library = find(measurements, CASES[0]?.name ?? "", "built library");
  if (!library) return [];
  const { libraryGzipBytes = Number.NaN, coreBytes = Number.NaN } = library.figures;
  return [
    atMost("start, 1 GiB", START_MILLISECONDS_MAX, "ms", milliseconds(library)),
    exactlyAtMost("core", CORE_BYTES_MAX, "bytes", coreBytes),
    exactlyAtMost("library, gzipped", LIBRARY_GZIP_BYTES_MAX, "bytes", libraryGzipBytes),
  ];
}

export const startBenchmark: Benchmark<Input> = {
  name: "start",
  question: "How soon does a new Node process have its first result, import included? (Node's own start is not counted.)",
  unit: "start",
  cases: CASES,
  competitors: [
    { kind: "module", name: "sources, reference", isUntimed: true, open: openSources },
    { kind: "module", name: "built library", open: openLibrary },
  ],
  judge,
};
