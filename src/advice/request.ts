/** What is asked of `advise`, read and checked. */
import { ConfigError } from "../scenario/config-error.js";
import { nearestName } from "../scenario/nearest.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { KNOBS } from "./settings.js";
import { SYSTEM_NAMES, type SystemName } from "./systems/system.js";
import { supports, systemOf } from "./systems/systems.js";

/** @throws ConfigError for an unknown system, or one that does not migrate this engine's guests */
export function readSystem(given: string | undefined, scenario: ResolvedScenario): SystemName {
  const name = given ?? systemOf(scenario);
  const possible = SYSTEM_NAMES.filter((each) => supports(each, scenario));
  if (name !== undefined && (possible as readonly string[]).includes(name)) return name as SystemName;
  const expected =
    possible.length === 0
      ? `an engine with settings to advise: QEMU, Cloud Hypervisor or Xen, where there is ${scenario.engine.preset}`
      : `one of ${possible.join(", ")}, which migrate guests of ${scenario.engine.preset}`;
  throw new ConfigError([issueOf("system", expected, name ?? "none", possible)], "the request");
}

/** @throws ConfigError for names of nothing that can be changed */
export function readKeep(keep: readonly string[] = []): ReadonlySet<string> {
  const unknown = keep.filter((name) => !(KNOBS as readonly string[]).includes(name));
  if (unknown.length === 0) return new Set(keep);
  const expected = `one of ${KNOBS.join(", ")}`;
  throw new ConfigError(
    unknown.map((name) => issueOf("keep", expected, name, KNOBS)),
    "the request",
  );
}

function issueOf(path: string, expected: string, name: string, candidates: readonly string[]) {
  const suggestion = nearestName(name, candidates);
  return { path, expected, received: JSON.stringify(name), ...(suggestion === undefined ? {} : { suggestion }) };
}
