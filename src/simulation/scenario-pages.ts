/** What a resolved scenario asks of its pages. */
import type { ResolvedScenario } from "../scenario/resolved.js";
import { compileWorkload } from "../workload/compile.js";
import type { PagesConfig, ScanOrder } from "./pages.js";
import type { WriteSource } from "./write-source.js";

export function pagesConfig(
  scenario: ResolvedScenario,
  run: number,
  scanOrder: ScanOrder,
  trafficSources: readonly WriteSource[],
): PagesConfig {
  const { vm, seed, fidelity } = scenario;
  const allocatedPages = vm.memoryBytes / vm.pageBytes;
  return {
    slots: vm.slotsBytes / vm.pageBytes,
    allocatedPages,
    deferredPages: vm.deferredPages,
    scanOrder,
    sources: [...compileWorkload(scenario), ...trafficSources],
    writes: fidelity === "events" ? "events" : "masks",
    zero: { pages: Math.round(vm.content.zeroRatio * allocatedPages), where: vm.content.where },
    seed,
    run,
  };
}
