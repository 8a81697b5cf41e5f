/** One competitor on one case in a process of its own: `node child.js answer|time|profile BENCHMARK CASE COMPETITOR quick|full`, JSON on standard output. */

import { loadBenchmark } from "../catalogue.js";
import type { Subject } from "./benchmark.js";
import { FULL_EFFORT, QUICK_EFFORT, sample } from "./measure.js";
import type { ChildAnswer, ChildProfile, ChildTimes } from "./types.js";

async function open(benchmarkName: string, caseName: string, competitorName: string): Promise<Subject> {
  const benchmark = await loadBenchmark(benchmarkName);
  const work = benchmark.cases.find((one) => one.name === caseName);
  const competitor = benchmark.competitors.find((one) => one.name === competitorName);
  if (work === undefined || competitor?.kind !== "module") throw new Error(`no ${competitorName} on ${caseName} in ${benchmarkName}`);
  return competitor.open(work.input);
}

const [mode, benchmarkName = "", caseName = "", competitorName = "", effort] = process.argv.slice(2);
const subject = await open(benchmarkName, caseName, competitorName);
let reply: ChildAnswer | ChildTimes | ChildProfile;
if (mode === "answer") {
  reply = { answer: await subject.answer() };
} else if (mode === "profile") {
  const { profile } = await import("./profile.js");
  reply = await profile(await subject.prepare());
} else {
  const body = await subject.prepare();
  const times = await sample(body, effort === "quick" ? QUICK_EFFORT : FULL_EFFORT);
  reply = { ...times, ...(body.units === undefined ? {} : { units: body.units }), figures: body.figures?.() ?? {} };
}
process.stdout.write(JSON.stringify(reply));
