import { readFileSync } from "node:fs";
import { type Core, loadCore } from "../../src/core/load.js";

/** Both builds of the core, by name. */
export const builds = ["release", "debug"] as const;
export type Build = (typeof builds)[number];

const files: Record<Build, string> = { release: "build/core.wasm", debug: "build/core.debug.wasm" };

export function loadBuild(build: Build): Promise<Core> {
  return loadCore(readFileSync(files[build]));
}
