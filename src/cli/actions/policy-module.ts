/** `--policy NAME|FILE.js`: a built-in stop policy, or one of the user's own from a module. */
import type { ResolvedScenario, SimulationOptions, StopPolicy } from "../../index.js";
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { isModule, type PolicyOptions } from "../options.js";
import { importUserModule } from "./user-module.js";

/** What a named policy changes in the scenario. */
export function policyOverrides({ policy }: PolicyOptions): string[] {
  return policy === undefined || isModule(policy) ? [] : [`policy=${policy}`];
}

/**
 * What a policy from a module adds to the simulation; nothing if none was named. @throws UsageError for a module that cannot be
 * loaded or has no policy, and for a scenario that has a policy of its own.
 */
export async function loadPolicy(
  { policy: path }: PolicyOptions,
  scenario: ResolvedScenario,
  io: CommandIo,
): Promise<Pick<SimulationOptions, "createPolicy">> {
  if (path === undefined || !isModule(path)) return {};
  if (scenario.policy) {
    throw new UsageError(`--policy ${path}: the scenario has a policy of its own, ${scenario.policy.name}: take one of them out`);
  }
  const { createPolicy, default: policy } = await importUserModule("--policy", path, io);
  if (typeof createPolicy === "function") return { createPolicy: createPolicy as () => StopPolicy };
  if (typeof policy === "function") return { createPolicy: () => policy as StopPolicy };
  const expected = "a default export (statistics) => decision, or an export createPolicy() that makes one";
  throw new UsageError(`--policy ${path}: expected ${expected}, found neither`);
}
