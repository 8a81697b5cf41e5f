// A stop rule of one's own: stop when what is left fits into a downtime of 50 ms at the link's speed.
import { simulate } from "xenvmc-sim";

const budgetSeconds = 0.05;
const result = await simulate(
  {
    version: 1,
    vm: { memory: "4 GiB" },
    workload: [{ kind: "uniform", size: "256 MiB", rate: "20 k/s" }],
    link: { bandwidth: "10 Gbit/s" },
    engine: "xen-4.10",
  },
  {
    policy: ({ iteration, dirtyPages, linkBytesPerSecond }) =>
      iteration >= 30 || (iteration > 0 && dirtyPages !== undefined && (dirtyPages * 4096) / linkBytesPerSecond < budgetSeconds)
        ? "stop"
        : "continue",
  },
);
const [run] = result.runs;
console.log(`${run.stop.detail} Downtime ${(run.totals.downtimeSeconds * 1e3).toFixed(1)} ms after ${run.totals.rounds} rounds.`);
