/** Migrations by post-copy only, without an engine: the guest moves at once, with every page missing. */

import type { PostcopyAction } from "../../src/engine/action.js";
import { BARE_WIRE } from "../../src/engine/bare-wire.js";
import type { Engine } from "../../src/engine/engine.js";
import { enableLog, handOver, suspend } from "../../src/engine/steps.js";
import { parseScenario } from "../../src/input/parse-scenario.js";
import type { Pages, PagesConfig } from "../../src/pages/pages.js";
import { createReferencePages } from "../../src/reference/pages.js";
import type { PostcopyReport, RunResult } from "../../src/result/result.js";
import { Migration } from "../../src/simulation/migration.js";
import { loadPostcopy } from "../../src/simulation/postcopy/load.js";
import { pagesConfig } from "../../src/simulation/scenario-pages.js";
import type { Environment } from "../../src/traffic/environment.js";

await loadPostcopy();

export const FRAME_BYTES = 4096;

/** An engine that sends pages without headers, at once or after `before`. */
export function postcopyEngine(action: Partial<PostcopyAction> = {}, fields: Partial<Engine> = {}): Engine {
  return {
    name: "post-copy alone",
    ...BARE_WIRE,
    scanOrder: "cyclic",
    batchPages: 1,
    *migrate() {
      yield* enableLog(0, 0);
      yield* suspend({ kind: "postcopy", converged: false, detail: "It always goes over at once." });
      yield* handOver(0, 0);
      yield {
        kind: "postcopy",
        preempt: false,
        queuedBytes: 0,
        faultSeconds: 0,
        accessesPerWrite: 1,
        limitBytesPerSecond: Infinity,
        ...action,
      };
    },
    ...fields,
  };
}

export interface PostcopyOptions {
  readonly engine?: Engine;
  readonly run?: number;
  readonly create?: (config: PagesConfig) => Pages;
  readonly environment?: Environment;
}

/** The migration of a guest of 4 MiB over a link of 4,096,000 B/s, which is 1000 pages of 4 KiB per second; `fields` overrides the rest. */
export function postcopyMigration(fields: object = {}, options: PostcopyOptions = {}): Migration {
  const { engine = postcopyEngine(), run = 0, create = createReferencePages, environment } = options;
  const scenario = parseScenario({
    version: 1,
    vm: { memory: "4 MiB" },
    link: { bandwidth: FRAME_BYTES * 8000, efficiency: 1, latency: 0 },
    host: { preset: "none", copyCpu: 0 },
    ...fields,
  });
  return new Migration(scenario, run, engine, create(pagesConfig(scenario, run, engine, [])), () => 0, environment);
}

export function postcopy(fields: object = {}, options: PostcopyOptions = {}): RunResult & { readonly postcopy: PostcopyReport } {
  const migration = postcopyMigration(fields, options);
  migration.advance(Infinity);
  const { postcopy: report, ...rest } = migration.result();
  if (!report) throw new Error("There was no post-copy.");
  return { ...rest, postcopy: report };
}
