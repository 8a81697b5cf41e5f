// The library: one guest under two engines, with a stop rule of one's own. After `npm run build`: node examples/library.js
import { simulate } from "xenvmc-sim";
import { createPolicy } from "./own-policy.js";

for (const engine of ["xen-4.10", "qemu-10.0"]) {
  const scenario = {
    version: 1,
    vm: { memory: "4 GiB" },
    workload: [{ kind: "uniform", size: "256 MiB", rate: "20 k/s" }],
    link: { bandwidth: "1 Gbit/s" },
    engine,
  };
  const { runs } = await simulate(scenario, { createPolicy });
  for (const { stop, totals } of runs) {
    console.log(`${engine}: ${stop.detail} Downtime ${(totals.downtimeSeconds * 1e3).toFixed(1)} ms after ${totals.rounds} rounds.`);
  }
}
