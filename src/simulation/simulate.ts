/** Runs a scenario: one migration per replication, and the summary over them. */
import type { ResolvedScenario } from "../scenario/resolved.js";
import { parseScenario, type Scenario } from "../scenario/scenario.js";
import { resultOf } from "./assemble-result.js";
import type { SimulateOptions, SimulationOptions } from "./options.js";
import type { MigrationResult, RunResult } from "./result.js";
import { Simulation } from "./simulation.js";

/**
 * All runs of a scenario, one after another.
 * Throws a ConfigError that lists every fault of the scenario; rejects with the signal's reason when aborted, unless finished runs
 * are to be kept and there are any.
 */
export async function simulate(scenario: Scenario | ResolvedScenario, options: SimulateOptions = {}): Promise<MigrationResult> {
  const resolved = resolve(scenario);
  const runs: RunResult[] = [];
  const takeBreak = createBreaks(resolved, options.signal);
  let core = "";
  try {
    for (let run = 0; run < resolved.runs; run++) {
      options.signal?.throwIfAborted();
      const simulation = await Simulation.create(resolved, run, options);
      await runWithBreaks(simulation, run, options, takeBreak);
      core = simulation.core;
      const result = simulation.runResult();
      runs.push(result);
      options.onRun?.(result);
    }
  } catch (error) {
    const wasAborted = options.signal?.aborted === true && error === options.signal.reason;
    if (!wasAborted || !options.keepFinishedRuns || runs.length === 0) throw error;
  }
  return resultOf(resolved, runs, core);
}

/** One migration of a scenario (replication 0), to be stepped round by round or by simulated time. */
export async function createSimulation(scenario: Scenario | ResolvedScenario, options: SimulationOptions = {}): Promise<Simulation> {
  return Simulation.create(resolve(scenario), 0, options);
}

function resolve(scenario: Scenario | ResolvedScenario): ResolvedScenario {
  return isResolved(scenario) ? scenario : parseScenario(scenario);
}

function isResolved(scenario: Scenario | ResolvedScenario): scenario is ResolvedScenario {
  return typeof scenario === "object" && scenario !== null && "timeoutSeconds" in scenario;
}

/** Slots scanned between two breaks: some tens of milliseconds of work, so that signals and timers get their turn. */
const SLOTS_PER_BREAK = 2 ** 24;

type TakeBreak = () => Promise<boolean>;

/** Called after each round: takes a break when enough slots have been scanned since the last, over all runs, and says whether it did. */
function createBreaks(scenario: ResolvedScenario, signal: AbortSignal | undefined): TakeBreak {
  const slots = scenario.vm.slotsBytes / scenario.vm.pageBytes;
  let scannedSlots = 0;
  return async () => {
    scannedSlots += slots;
    if (scannedSlots < SLOTS_PER_BREAK) return false;
    scannedSlots = 0;
    await macrotask();
    signal?.throwIfAborted();
    return true;
  };
}

async function runWithBreaks(simulation: Simulation, run: number, options: SimulateOptions, takeBreak: TakeBreak): Promise<void> {
  for (const round of simulation) {
    options.onRound?.(round, run);
    if (await takeBreak()) options.onProgress?.(run, round.index, 1);
  }
}

/** Lets the event loop go round once. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(undefined);
  });
}
