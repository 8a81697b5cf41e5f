/** A worker thread of `run`, `compare` and `validate`: simulates runs of the scenarios that it is given. */
import { type FinishedRun, type RunsOf, simulateRun } from "../../index.js";
import { serveThread } from "../../node/threads.js";
import { loadEngine } from "./engine-module.js";
import { loadPolicy } from "./policy-module.js";
import { QUIET } from "./quiet.js";

/** What the jobs of a thread are of. */
export interface RunsSetup {
  readonly cells: readonly RunsOf[];
  /** Modules of an own engine and policy. */
  readonly modules: { readonly engine?: string; readonly policy?: string };
}

serveThread(async (setup) => {
  const { cells, modules } = setup as RunsSetup;
  const [first] = cells as readonly [RunsOf, ...RunsOf[]];
  const own = { ...(await loadEngine(modules, QUIET)), ...(await loadPolicy(modules, first.scenario, QUIET)) };
  return ({ cell, run }): Promise<FinishedRun | undefined> => {
    const { scenario, channels } = cells[cell] as RunsOf;
    return simulateRun(scenario, run, channels === undefined ? own : { ...own, channels }, true);
  };
});
