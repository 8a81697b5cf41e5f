/** Settings that a scenario has, as fields: so that no stop policy brings those of its own system along. */
import type { FieldValues } from "../study/trial.js";
import type { AdviceBench } from "./bench.js";

/**
 * The fields that policies bring where a scenario does not set them (docs/sources/policies.md#settings), with the values that the scenario has without
 * another policy. The downtime limit is left to the policy, as it belongs to its rule.
 */
export function settingsOf(bench: AdviceBench): FieldValues {
  const { engine, link, host, policy } = bench.scenario;
  if (engine.family !== "qemu") return {};
  const brought = new Set(policy?.brought?.map(({ field }) => field));
  const { maxBandwidthBytesPerSecond, multifd, xbzrle, autoConverge } = engine;
  // What the scenario or the engine has by itself stays as it is written.
  const kept = (field: string, value: unknown, isOn: boolean): FieldValues =>
    !isOn ? { [field]: false } : brought.has(field) ? { [field]: value } : {};
  const ofHost = { "host.preset": host.preset };
  return {
    "engine.maxBandwidth": maxBandwidthBytesPerSecond,
    ...kept("engine.multifd", { channels: multifd?.channels }, multifd !== undefined),
    ...kept("engine.xbzrle", { cacheSize: xbzrle?.cacheBytes }, xbzrle !== undefined),
    ...kept("engine.autoConverge", true, autoConverge !== undefined),
    "link.transport": link.transport,
    // A host that is written as a name is the scenario's own, and has no fields.
    ...(bench.try(ofHost).issues.length === 0 ? ofHost : {}),
  };
}
