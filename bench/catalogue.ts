/** All benchmarks by name, in the order in which they run. A child process loads only its own. */
import type { Benchmark } from "./harness/benchmark.js";

const LOADERS: Readonly<Record<string, () => Promise<Benchmark<unknown>>>> = {
  "migration-4-gib": async () => (await import("./scenarios/migration.js")).migration4GiB,
  "migration-1-tib": async () => (await import("./scenarios/migration.js")).migration1TiB,
  "migration-qemu": async () => (await import("./scenarios/migration.js")).migrationQemu,
  "dirty-mask": async () => (await import("./kernels/dirty-mask.js")).dirtyMask,
  "scaling-pages": async () => (await import("./scenarios/scaling.js")).scalingPages,
  "scaling-writes": async () => (await import("./scenarios/scaling.js")).scalingWrites,
  expected: async () => (await import("./scenarios/expected.js")).expected,
  accuracy: async () => (await import("./scenarios/accuracy.js")).accuracy,
  start: async () => (await import("./scenarios/start.js")).startBenchmark,
  "start-command": async () => (await import("./scenarios/start-command.js")).startCommand,
  study: async () => (await import("./scenarios/study.js")).studyBenchmark,
  estimate: async () => (await import("./scenarios/estimate.js")).estimateBenchmark,
  bitmap: async () => (await import("./kernels/bitmap.js")).bitmap,
};

export const BENCHMARK_NAMES: readonly string[] = Object.keys(LOADERS);

/** Throws a RangeError for a name that does not exist. */
export async function loadBenchmark(name: string): Promise<Benchmark<unknown>> {
  const load = LOADERS[name];
  if (!load) throw new RangeError(`no benchmark ${name}; there are ${BENCHMARK_NAMES.join(", ")}`);
  return load();
}
