/** `--engine NAME|FILE.js`: an engine by its preset name, or a user's engine from a module. */
import * as library from "../../index.js";
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { type EngineOptions, isModule } from "../options.js";
import { callUserFunction, importUserModule } from "./user-module.js";

/** Scenario overrides of `--engine NAME`. */
export function engineOverrides({ engine }: EngineOptions): string[] {
  return engine === undefined || isModule(engine) ? [] : [`engine=${engine}`];
}

/**
 * Simulation options for an engine from a module, which replaces the scenario's; empty if no module was named.
 * @throws UsageError for a module that cannot be loaded or has no engine
 */
export async function loadEngine({ engine: path }: EngineOptions, io: CommandIo): Promise<Pick<library.SimulationOptions, "engine">> {
  if (path === undefined || !isModule(path)) return {};
  const { createEngine, default: engine } = await importUserModule("--engine", path, io);
  const found =
    typeof createEngine === "function" ? callUserFunction(`--engine ${path}: createEngine()`, () => createEngine(library)) : engine;
  if (typeof found === "object" && found !== null) return { engine: found as library.Engine };
  throw new UsageError(
    `--engine ${path}: expected an export createEngine(library) that makes an engine, or an engine as the default export`,
  );
}
