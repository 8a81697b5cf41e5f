/** Parses scenarios that differ only in their engine. */
import { ConfigError } from "../../src/scenario/config-error.js";
import { parseScenario } from "../../src/text.js";

const HEAD = "version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1 Gbit/s }\n";

/** The resolved engine of a valid scenario, written as YAML. */
export function engineOf(engine: string, head = HEAD) {
  return parseScenario(`${head}engine: ${engine}\n`).engine;
}

/** The faults of a scenario, each as `path: expected …, received …`; none if it is valid. */
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
