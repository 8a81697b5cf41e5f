/** Parses scenarios that differ in their engine alone. */
import { ConfigError } from "../../src/scenario/config-error.js";
import { parseScenario } from "../../src/text.js";

const HEAD = "version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1 Gbit/s }\n";

/** The resolved engine of a scenario that is right, written as YAML. */
export function engineOf(engine: string, head = HEAD) {
  return parseScenario(`${head}engine: ${engine}\n`).engine;
}

/** The faults of a scenario, each as `path: expected …, received …`; none where it is right. */
export function engineFaults(engine: string, head = HEAD): string[] {
  try {
    engineOf(engine, head);
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.issues.map(({ path, expected, received }) => `${path}: expected ${expected}, received ${received}`);
    }
    throw error;
  }
  return [];
}
