/**
 * Predicts measured migrations from their first looks at the dirty log: `node scripts/predict-runs.js RUNS.ndjson [SYNCS]`. RUNS.ndjson has a sampled migration
 * a line (docs/sources/validation.md#kvm-ycsb); SYNCS is QEMU's dirty-sync-count up to which samples are seen, 2 by default: the end of the first pass. What is known beside
 * them: memory, vCPUs, version, and that both processes share a host. A load that does not converge ends when it is done: then both are compared at the second of the real end.
 */
import { readFileSync } from "node:fs";
import { calibrate } from "../dist/calibrate.js";
import { simulate } from "../dist/index.js";
import { readLog } from "../dist/logs.js";

const [file, syncs = "2"] = process.argv.slice(2);
if (file === undefined) throw new Error("expected a file of sampled migrations, one a line");
const BASE = {
  link: { bandwidth: "40 Gbit/s", latency: "10 us", transport: "local" },
  host: "kvm-local",
  engine: "qemu-10.1",
  vm: { vcpus: 4 },
};
/** A migration that has not ended this long after the real one is said not to converge. */
const PATIENCE = 3;

const rows = [];
for (const line of readFileSync(file, "utf8").trim().split("\n")) {
  const run = JSON.parse(line);
  if (!run.set.startsWith("Precopy")) continue;
  rows.push(await predict(run));
  const { name, converges, converged, seconds, realSeconds, normal, realNormal } = rows.at(-1);
  const verdict = converges === converged ? "" : `, WRONG: ${converges ? "converges" : "does not converge"}`;
  console.log(`${name}: ${seconds.toFixed(2)} s of ${realSeconds.toFixed(2)}, ${Math.round(normal)} pages of ${realNormal}${verdict}`);
}
const p90 = (errors) => errors.sort((left, right) => left - right)[Math.ceil(0.9 * errors.length) - 1];
console.log(`converging or not: right in ${rows.filter(({ converges, converged }) => converges === converged).length} of ${rows.length}`);
for (const [words, of, real] of [
  ["total time", "seconds", "realSeconds"],
  ["normal pages", "normal", "realNormal"],
])
  console.log(`${words}: P90 ${(100 * p90(rows.map((row) => Math.abs(row[of] / row[real] - 1)))).toFixed(1)} %`);

async function predict(run) {
  const column = run.sampleColumns.indexOf("syncs");
  const end = run.samples.findIndex((sample) => sample[column] >= Number(syncs)) + 1;
  const { set, guest, sampleColumns, final } = run;
  const seen = { set, run: run.run, guest, sampleColumns, samples: run.samples.slice(0, end) };
  const reading = await readLog(`${JSON.stringify(seen)}\n`);
  const { scenario } = await calibrate([{ name: set, reading }], { base: BASE, runs: 1 });
  const realSeconds = final.totalMs / 1000;
  const converged = !set.includes("Nonconvergent");
  const { runs } = await simulate({ ...scenario, timeout: PATIENCE * realSeconds });
  const [found] = runs;
  const converges = found.stop.converged;
  // A load without end that is rightly foreseen: as far as the real one went.
  const compared = converged || converges ? found : (await simulate({ ...scenario, timeout: realSeconds })).runs[0];
  const { totalSeconds, pagesSent, zeroPages } = compared.totals;
  return {
    name: `${set} ${run.run}`,
    converges,
    converged,
    seconds: totalSeconds,
    realSeconds,
    normal: pagesSent - zeroPages,
    realNormal: final.normal,
  };
}
