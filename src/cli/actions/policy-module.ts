/** `--policy NAME|FILE.js`: a built-in stop policy, or a user's policy from a module. */
import type { ResolvedScenario, SimulationOptions, StopPolicy } from "../../index.js";
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { isModule, type PolicyOptions } from "../options.js";
import { importUserModule } from "./user-module.js";

/** Scenario overrides of `--policy NAME`. */
export function policyOverrides({ policy }: PolicyOptions): string[] {
  return policy === undefined || isModule(policy) ? [] : [`policy=${policy}`];
}

/**
 * Simulation options for a policy from a module; empty if none was named. @throws UsageError for a module that cannot be
 * loaded or has no policy, and for a scenario that already has a policy
 */
export async function loadPolicy(
  { policy: path }: PolicyOptions,
  scenario: ResolvedScenario,
  io: CommandIo,
): Promise<Pick<SimulationOptions, "createPolicy">> {
  if (path === undefined || !isModule(path)) return {};
  if (scenario.policy) {
    throw new UsageError(`--policy ${path}: the scenario already has a policy, ${scenario.policy.name}; remove one of them`);
  }
  const { createPolicy, default: policy } = await importUserModule("--policy", path, io);
  if (typeof createPolicy === "function") return { createPolicy: createPolicy as () => StopPolicy };
  if (typeof policy === "function") return { createPolicy: () => policy as StopPolicy };
  const expected = "a default export (statistics) => decision, or an export createPolicy() that makes one";
  throw new UsageError(`--policy ${path}: expected ${expected}, found neither`);
}
