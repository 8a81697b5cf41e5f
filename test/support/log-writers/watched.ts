/** A simulated migration with its counters over time: what the writers of logs take. */

import type { BurstAction, EngineAction, EngineAnswer, EngineTotals } from "../../../src/engine/action.js";
import type { Engine } from "../../../src/engine/engine.js";
import { createEngine } from "../../../src/engine/engines.js";
import { createPolicy } from "../../../src/engine/policies/policies.js";
import { DirtyPeriod } from "../../../src/engine/qemu/dirty-period.js";
import { createSimulation, parseScenario, type ResolvedScenario, type RunResult, type SimulationOptions } from "../../../src/index.js";
import { decidesAlone } from "../../../src/scenario/resolve/resolve-policy.js";

/** The counters of a migration at one moment. Every count is cumulative; under fidelity `expected` it may be fractional. */
export interface Counters {
  /** Since the request to migrate. */
  readonly seconds: number;
  readonly stage: "setup" | "active" | "device" | "postcopy-active" | "ended";
  readonly sentPages: number;
  readonly zeroPages: number;
  readonly sentBytes: number;
  readonly remainingPages: number;
  /** QEMU's `dirty-sync-count`, that of the set-up included; for other engines the reads of the dirty log. */
  readonly syncs: number;
  /** QEMU's `dirty-pages-rate`: of the last period of more than one second between syncs; 0 before there is one. */
  readonly dirtyPagesPerSecond: number;
  readonly throttleRatio: number;
  readonly postcopyRequests: number;
  readonly expectedDowntimeSeconds: number | undefined;
  readonly downtimeLimitSeconds: number | undefined;
}

/** A migration that has been simulated to its end. */
export interface WatchedMigration {
  readonly scenario: ResolvedScenario;
  readonly run: RunResult;
  /** In order of time; between two of them pages and bytes grow evenly, the rest changes at the later one. */
  readonly counters: readonly Counters[];
}

/** Simulates run 0 of a scenario and keeps its counters at every step of its engine. */
export async function watch(given: object, options: Pick<SimulationOptions, "pages"> = {}): Promise<WatchedMigration> {
  const scenario = parseScenario(given);
  const { policy } = scenario;
  const stopPolicy = policy !== undefined && decidesAlone(policy) ? createPolicy(policy) : undefined;
  const recorder = new Recorder(scenario);
  const engine = recorded(createEngine(scenario.engine, stopPolicy), recorder);
  const simulation = await createSimulation(scenario, { ...options, engine });
  const [run] = simulation.run().runs;
  if (run === undefined) throw new Error("The result has no run.");
  return { scenario, run, counters: recorder.finish(run) };
}

/** The engine as it is, with every action and its answer shown to `recorder`. */
function recorded(engine: Engine, recorder: Recorder): Engine {
  return {
    ...engine,
    *migrate(facts) {
      const process = engine.migrate(facts);
      for (let next = process.next(undefined); !next.done; ) {
        recorder.begins(next.value);
        const action = next.value;
        const answer = yield action.kind === "burst" ? withBursts(action, recorder) : action;
        // The last burst has been told of like those before.
        if (action.kind !== "burst" || action.more === undefined) recorder.ends(action, answer);
        next = process.next(answer);
      }
    },
  };
}

/** The action with every burst that it carries out shown to `recorder`. */
function withBursts(action: BurstAction, recorder: Recorder): BurstAction {
  const { more } = action;
  if (more === undefined) return action;
  return {
    ...action,
    more(burst) {
      const limitBytes = more(burst);
      recorder.ends(action, burst);
      return limitBytes;
    },
  };
}

type Changes = Partial<Omit<Counters, "seconds">>;

function reportOf({ expectedDowntimeSeconds, downtimeLimitSeconds }: EngineTotals): Changes {
  return {
    ...(expectedDowntimeSeconds === undefined ? {} : { expectedDowntimeSeconds }),
    ...(downtimeLimitSeconds === undefined ? {} : { downtimeLimitSeconds }),
  };
}

class Recorder {
  readonly #pageBytes: number;
  readonly #counters: Counters[] = [];
  #now: Counters;
  #dirty: DirtyPeriod | undefined;

  constructor({ vm, engine }: ResolvedScenario) {
    this.#pageBytes = vm.pageBytes;
    this.#now = {
      seconds: 0,
      stage: "setup",
      sentPages: 0,
      zeroPages: 0,
      sentBytes: 0,
      remainingPages: vm.memoryBytes / vm.pageBytes,
      syncs: 0,
      dirtyPagesPerSecond: 0,
      throttleRatio: 0,
      postcopyRequests: 0,
      expectedDowntimeSeconds: undefined,
      // What QEMU has in `expected-downtime` before it has an estimate.
      downtimeLimitSeconds: engine.family === "qemu" ? engine.downtimeLimitSeconds : undefined,
    };
    this.#counters.push(this.#now);
  }

  begins(action: EngineAction): void {
    if (action.kind === "suspend") this.#add(this.#now.seconds, { stage: "device" });
    if (action.kind === "postcopy") this.#add(this.#now.seconds, { stage: "postcopy-active" });
  }

  ends(action: EngineAction, answer: EngineAnswer): void {
    // Its zero pages are in the result alone: the end of the run has them.
    if (action.kind === "postcopy" || action.kind === "pull") return;
    if (typeof answer === "number" && action.kind !== "drop-free-pages") this.#add(answer, this.#stageAfter(action));
    else if (action.kind === "drop-free-pages" && typeof answer === "number") this.#add(this.#now.seconds, { remainingPages: answer });
    else if (action.kind === "throttle") this.#add(this.#now.seconds, { throttleRatio: action.ratio });
    else if (action.kind === "report") this.#add(this.#now.seconds, reportOf(action.totals));
    else if (typeof answer === "object" && "zeroPages" in answer) {
      const { pagesSent, zeroPages, wireBytes, nowSeconds, pagesLeft } = answer;
      this.#dirty?.addSent(wireBytes);
      this.#add(nowSeconds, this.#sent({ pagesSent, zeroPages, wireBytes, remainingPages: pagesLeft }));
    } else if (typeof answer === "object" && "newDirtyPages" in answer) {
      this.#add(answer.nowSeconds, {});
      this.#sync(answer.newDirtyPages, answer.pagesLeft);
    } else if (typeof answer === "object" && "wireBytes" in answer) {
      const { pagesSent, wireBytes, nowSeconds, pagesToSend } = answer;
      const remainingPages = Math.max(0, pagesToSend - pagesSent - answer.pagesSkipped);
      this.#add(nowSeconds, this.#sent({ pagesSent, zeroPages: 0, wireBytes, remainingPages }));
    } else if (typeof answer === "object" && action.kind === "clean" && "dirtyPages" in answer) {
      this.#add(this.#now.seconds, { syncs: this.#now.syncs + 1, remainingPages: answer.dirtyPages });
    }
  }

  /** The counters with the end of the run. */
  finish({ totals, postcopy, rounds }: RunResult): readonly Counters[] {
    const { pagesSent: sentPages, zeroPages, wireBytes: sentBytes, totalSeconds } = totals;
    const last = rounds.at(-1);
    const left = last === undefined ? this.#now.remainingPages : last.pagesToSend - last.pagesSent - last.pagesSkipped;
    const ended = this.#now.stage === "device" || this.#now.stage === "postcopy-active";
    this.#add(totalSeconds, {
      stage: "ended",
      sentPages,
      zeroPages,
      sentBytes,
      remainingPages: ended ? 0 : Math.max(0, left),
      postcopyRequests: postcopy?.faults ?? 0,
      ...reportOf(totals),
    });
    return this.#counters;
  }

  #stageAfter({ kind }: EngineAction): Changes {
    return kind === "enable-log" ? { stage: "active" } : {};
  }

  #sent(sent: { pagesSent: number; zeroPages: number; wireBytes: number; remainingPages: number }): Changes {
    return {
      sentPages: this.#now.sentPages + sent.pagesSent,
      zeroPages: this.#now.zeroPages + sent.zeroPages,
      sentBytes: this.#now.sentBytes + sent.wireBytes,
      remainingPages: sent.remainingPages,
    };
  }

  #sync(newDirtyPages: number, remainingPages: number): void {
    const { seconds, syncs, stage } = this.#now;
    if (this.#dirty === undefined) this.#dirty = new DirtyPeriod(seconds);
    else this.#dirty.addSync(newDirtyPages * this.#pageBytes, seconds);
    const dirtyPagesPerSecond = (this.#dirty.dirtyBytesPerSecond ?? 0) / this.#pageBytes;
    this.#add(seconds, { syncs: syncs + 1, remainingPages, dirtyPagesPerSecond, stage: stage === "setup" ? "active" : stage });
  }

  #add(seconds: number, changes: Changes): void {
    this.#now = { ...this.#now, ...changes, seconds: Math.max(seconds, this.#now.seconds) };
    this.#counters.push(this.#now);
  }
}

/** The counters at a moment: pages and bytes between two looks of the engine grow evenly. */
export function countersAt({ counters }: WatchedMigration, seconds: number): Counters {
  let [low, high] = [0, counters.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((counters[middle] as Counters).seconds <= seconds) low = middle;
    else high = middle - 1;
  }
  const before = counters[low] as Counters;
  const after = counters[low + 1];
  if (after === undefined || after.seconds === before.seconds) return before;
  const share = Math.min(1, Math.max(0, (seconds - before.seconds) / (after.seconds - before.seconds)));
  const between = (name: "sentPages" | "zeroPages" | "sentBytes" | "remainingPages" | "postcopyRequests"): number =>
    before[name] + share * (after[name] - before[name]);
  return {
    ...before,
    seconds,
    sentPages: between("sentPages"),
    zeroPages: between("zeroPages"),
    sentBytes: between("sentBytes"),
    remainingPages: between("remainingPages"),
    postcopyRequests: between("postcopyRequests"),
  };
}

/** The counters every so many seconds while the migration goes on: what somebody sees who polls. */
export function polled(migration: WatchedMigration, everySeconds: number): readonly Counters[] {
  const { totalSeconds } = migration.run.totals;
  const looks = Math.ceil(totalSeconds / everySeconds) - 1;
  return Array.from({ length: Math.max(0, looks) }, (_, index) => countersAt(migration, (index + 1) * everySeconds));
}

/** The counters at the end. */
export function atEnd({ counters }: WatchedMigration): Counters {
  return counters.at(-1) as Counters;
}

/** Bytes per second of the last 100 ms, the window of QEMU's `mbps`. */
export function bytesPerSecondAt(migration: WatchedMigration, seconds: number): number {
  const since = Math.max(0, seconds - 0.1);
  const bytes = countersAt(migration, seconds).sentBytes - countersAt(migration, since).sentBytes;
  return seconds > since ? bytes / (seconds - since) : 0;
}

/** Pages per second of the last 100 ms, zero pages included: QEMU's `pages-per-second`. */
export function pagesPerSecondAt(migration: WatchedMigration, seconds: number): number {
  const since = Math.max(0, seconds - 0.1);
  const pages = countersAt(migration, seconds).sentPages - countersAt(migration, since).sentPages;
  return seconds > since ? pages / (seconds - since) : 0;
}

/** How the migration ended in QEMU's words. */
export function endStatus({ run }: WatchedMigration): "completed" | "cancelled" | "failed" {
  if (run.stop.kind === "suspend-timeout") return "failed";
  return isGivenUp(run) ? "cancelled" : "completed";
}

function isGivenUp({ stop, totals }: RunResult): boolean {
  return stop.kind === "cancelled" || stop.kind === "timeout" || (totals.downtimeSeconds === 0 && stop.kind === "policy");
}
