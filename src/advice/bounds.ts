/** Closed lower bounds of a migration's times: what needs no simulation. */
import { createEngine } from "../engine/engines.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { copyLimitOf, stagesOf } from "../simulation/stages.js";

/** Bytes that a migration sends at least, uncompressed: the pages that are not all zero. */
export function leastBytes({ vm }: Pick<ResolvedScenario, "vm">): number {
  return vm.memoryBytes * (1 - vm.content.zeroRatio);
}

/** Seconds to send memory once over the link, as when the guest is stopped for it. */
export function oncePassSeconds(scenario: Pick<ResolvedScenario, "vm" | "link">): number {
  return leastBytes(scenario) / scenario.link.goodputBytesPerSecond;
}

/**
 * Seconds to send memory once with a scenario's settings: every page that is not zero, compressed as the engine does, at the rate of the
 * link, the connections and the compressor. QEMU's bandwidth limit counts if `isLimited`.
 */
export function sendOnceSeconds(scenario: ResolvedScenario, isLimited = true): number {
  const engine = createEngine(scenario.engine);
  const copyLimit = copyLimitOf(stagesOf(engine, scenario), isLimited ? bandwidthLimitOf(scenario) : Infinity);
  return (leastBytes(scenario) * (engine.contentRatio ?? 1)) / Math.min(scenario.link.goodputBytesPerSecond, copyLimit);
}

function bandwidthLimitOf({ engine }: ResolvedScenario): number {
  return engine.family === "qemu" && engine.maxBandwidthBytesPerSecond > 0 ? engine.maxBandwidthBytesPerSecond : Infinity;
}

/** Rates are means over windows: a bound that is above the goal by less rules nothing out. Our modelling decision. */
const BOUND_MARGIN_RATIO = 0.02;

/**
 * Seconds that QEMU takes at least. The bandwidth limit holds to the end only without post-copy, whose pages have a limit of their own
 * (max-postcopy-bandwidth, qapi/migration.json), and with preempt a connection of their own. 0 for what has no such bound.
 */
export function leastTotalSeconds(scenario: ResolvedScenario): number {
  const { engine } = scenario;
  if (engine.family !== "qemu" || (engine.mode ?? "normal") !== "normal" || engine.mappedRam) return 0;
  const { postcopy } = engine;
  return (1 - BOUND_MARGIN_RATIO) * (postcopy?.preempt ? oncePassSeconds(scenario) : sendOnceSeconds(scenario, postcopy === undefined));
}
