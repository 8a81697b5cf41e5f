/** The page configuration of a resolved scenario. */
import type { Engine } from "../engine/engine.js";
import type { ContentLayout, PagesConfig } from "../pages/pages.js";
import type { WriteSource } from "../pages/write-source.js";
import { ConfigError } from "../scenario/config-error.js";
import { boundWorkloadPages, type Interval } from "../scenario/resolve/workload-pages.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { compileAccesses } from "../workload/compile.js";

/**
 * `heldBackPages`: pages at the end of the guest's memory that the copy leaves out until the last round; a scenario with them defers no
 * others. @throws ConfigError where the workload and the traffic write pages that should be zero and outside of both. */
export function pagesConfig(
  scenario: ResolvedScenario,
  run: number,
  { scanOrder, clearPages, initiallySet, deltaCachePages }: Pick<Engine, "scanOrder" | "clearPages" | "initiallySet" | "deltaCachePages">,
  trafficSources: readonly WriteSource[],
  heldBackPages = 0,
): PagesConfig {
  const { vm, seed, fidelity } = scenario;
  const allocatedPages = vm.memoryBytes / vm.pageBytes;
  const zeroPages = Math.round(vm.content.zeroRatio * allocatedPages);
  if (vm.content.where === "outside the workload") requirePagesOutside(scenario, trafficSources, zeroPages, allocatedPages);
  const { sources, reads } = compileAccesses(scenario);
  return {
    slots: vm.slotsBytes / vm.pageBytes,
    allocatedPages,
    deferredPages: Math.max(vm.deferredPages, heldBackPages),
    scanOrder,
    clearPages,
    initiallySet,
    deltaCachePages,
    sources: [...sources, ...trafficSources],
    reads,
    writes: fidelity === "events" ? "events" : "masks",
    zero: { pages: zeroPages, where: vm.content.where, layout: contentLayout(vm) },
    seed,
    run,
  };
}

function contentLayout({ content, pageBytes }: ResolvedScenario["vm"]): ContentLayout {
  const { layout, blockBytes = pageBytes, topRatio = 0 } = content;
  if (layout === "spread") return { kind: "spread" };
  if (layout === "blocks") return { kind: "blocks", blockPages: blockBytes / pageBytes };
  return { kind: "ends", topRatio: layout === "high" ? 1 : topRatio };
}

/** What the workload alone leaves is checked with the scenario; the pages of the traffic are known here. */
function requirePagesOutside(
  { workload }: ResolvedScenario,
  traffic: readonly WriteSource[],
  zeroPages: number,
  allocatedPages: number,
): void {
  const intervals = traffic.map(({ region }): Interval => [region.firstPage, region.firstPage + region.pages]);
  const outside = Math.max(0, allocatedPages - boundWorkloadPages(workload, intervals));
  if (zeroPages <= outside) return;
  const expected = `at most the ${outside} of ${allocatedPages} pages that the workload and the traffic leave alone (${outside / allocatedPages})`;
  throw new ConfigError([{ path: "vm.content.zero", expected, received: `${zeroPages} pages` }]);
}
