/** Profiles a body with V8's sampling profiler, grouped by the purpose of the functions. */

import { type Profiler, Session } from "node:inspector/promises";
import type { Body } from "./benchmark.js";
import { readFunctionNames } from "./function-names.js";
import type { ChildProfile, FunctionShare } from "./types.js";

const SAMPLING_MICROSECONDS = 100;
const WARMUP_MILLISECONDS = 500;
const PROFILE_MILLISECONDS = 3000;

/** Groups of the core's functions by file; the first match counts. */
const CORE_GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^assembly\/write\/poisson\/addMasks/, "core: masks"],
  [/^assembly\/(write\/poisson|write\/graded|write\/runs|random|math)/, "core: single writes, exp and log"],
  [/^assembly\/(write|gate)/, "core: windows of sources"],
  [/^assembly\/(round|cyclic|batch|transfer|delta-cache)/, "core: batches"],
  [/^assembly\//, "core: harvests and bitmaps"],
];

function describe(frame: { functionName: string; url: string }, names: ReadonlyMap<number, string>): Omit<FunctionShare, "ratio"> {
  const number = /^wasm-function\[(\d+)\]/.exec(frame.functionName)?.[1];
  const name = number === undefined ? undefined : names.get(Number(number));
  if (name !== undefined)
    return { group: CORE_GROUPS.find(([pattern]) => pattern.test(name))?.[1] ?? "core", name: name.slice(name.lastIndexOf("/") + 1) };
  if (frame.functionName === "(garbage collector)") return { group: "collecting garbage", name: frame.functionName };
  const isOwn = frame.url.startsWith("file:");
  return { group: isOwn ? "host" : "V8 and Node", name: frame.functionName || "(anonymous)" };
}

/** Share of the sampled time that each function spent itself, without its callees. */
export function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, names: ReadonlyMap<number, string>): FunctionShare[] {
  const functions = new Map(nodes.map(({ id, callFrame }) => [id, describe(callFrame, names)]));
  const times = new Map<string, FunctionShare>();
  const total = timeDeltas.reduce((sum, delta) => sum + delta, 0);
  for (const [index, node] of samples.entries()) {
    const { group, name } = functions.get(node) as Omit<FunctionShare, "ratio">;
    if (name === "(idle)") continue;
    const ratio = (times.get(`${group} ${name}`)?.ratio ?? 0) + (timeDeltas[index] ?? 0) / total;
    times.set(`${group} ${name}`, { group, name, ratio });
  }
  return [...times.values()].sort((a, b) => b.ratio - a.ratio);
}

async function repeat(body: Body, milliseconds: number): Promise<number> {
  const start = performance.now();
  let calls = 0;
  while (calls === 0 || performance.now() - start < milliseconds) {
    await body.run();
    calls++;
  }
  return (performance.now() - start) / calls;
}

/** Runs a warmed-up body under the profiler. Returns milliseconds per call, and each function's share. */
export async function profile(body: Body): Promise<ChildProfile> {
  await repeat(body, WARMUP_MILLISECONDS);
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: SAMPLING_MICROSECONDS });
  await session.post("Profiler.start");
  const milliseconds = await repeat(body, PROFILE_MILLISECONDS);
  const { profile: recorded } = await session.post("Profiler.stop");
  session.disconnect();
  return { milliseconds, shares: sharesOf(recorded, readFunctionNames()) };
}
