/** The page configuration of a resolved scenario. */
import type { Engine } from "../engine/engine.js";
import type { PagesConfig } from "../pages/pages.js";
import type { WriteSource } from "../pages/write-source.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { compileWorkload } from "../workload/compile.js";

export function pagesConfig(
  scenario: ResolvedScenario,
  run: number,
  { scanOrder, clearPages, deltaCachePages }: Pick<Engine, "scanOrder" | "clearPages" | "deltaCachePages">,
  trafficSources: readonly WriteSource[],
): PagesConfig {
  const { vm, seed, fidelity } = scenario;
  const allocatedPages = vm.memoryBytes / vm.pageBytes;
  return {
    slots: vm.slotsBytes / vm.pageBytes,
    allocatedPages,
    deferredPages: vm.deferredPages,
    scanOrder,
    clearPages,
    deltaCachePages,
    sources: [...compileWorkload(scenario), ...trafficSources],
    writes: fidelity === "events" ? "events" : "masks",
    zero: { pages: Math.round(vm.content.zeroRatio * allocatedPages), where: vm.content.where },
    seed,
    run,
  };
}
