/** `--policy NAME|FILE.js`: a built-in stop policy, or one of the user's own from a module. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ResolvedScenario, SimulationOptions, StopPolicy } from "../../index.js";
import { UsageError } from "../errors.js";
import { isModule, type PolicyOptions } from "../options.js";

/** What a named policy changes in the scenario. */
export function policyOverrides({ policy }: PolicyOptions): string[] {
  return policy === undefined || isModule(policy) ? [] : [`policy=${policy}`];
}

/**
 * What a policy from a module adds to the simulation; nothing where none was named. @throws UsageError for a module that cannot
 * be loaded or has no policy, and for a scenario that cannot have one.
 */
export async function loadPolicy(
  { policy: path }: PolicyOptions,
  scenario: ResolvedScenario,
): Promise<Pick<SimulationOptions, "createPolicy">> {
  if (path === undefined || !isModule(path)) return {};
  if (scenario.policy) {
    throw new UsageError(`--policy ${path}: the scenario has a policy of its own, ${scenario.policy.name}: take one of them out`);
  }
  const { createPolicy, default: policy } = await importModule(path);
  if (typeof createPolicy === "function") return { createPolicy: () => checked(path, createPolicy()) };
  if (typeof policy === "function") return { createPolicy: () => policy as StopPolicy };
  const expected = "a default export (statistics) => decision, or an export createPolicy() that makes one";
  throw new UsageError(`--policy ${path}: expected ${expected}, found neither`);
}

interface PolicyModule {
  readonly default?: unknown;
  readonly createPolicy?: unknown;
}

async function importModule(path: string): Promise<PolicyModule> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as PolicyModule;
  } catch (error) {
    throw new UsageError(`--policy ${path}: cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checked(path: string, policy: unknown): StopPolicy {
  if (typeof policy === "function") return policy as StopPolicy;
  throw new UsageError(`--policy ${path}: expected createPolicy() to return a function, received ${typeof policy}`);
}
