/**
 * One migration: the loop that carries out an engine's actions on pages, link and guest clock.
 *
 * `advance` moves simulated time by any amount and can stop anywhere, in the middle of a round too; the result does not depend
 * on the steps. Everything above (runs, progress, cancelling, animation) is built on that one call.
 */
import type { EngineAction, EngineAnswer } from "../engine/action.js";
import { engineError } from "../engine/check-engine.js";
import type { Engine, EngineProcess } from "../engine/engine.js";
import { followingClocksOf, tiedClocksOf } from "../pages/following-clock.js";
import type { Mutable } from "../pages/mutable.js";
import type { Pages } from "../pages/pages.js";
import type { FirstWrites } from "../pages/write-source.js";
import type { ChannelReport, Round, RunResult, StopReport } from "../result/result.js";
import { rulingOf } from "../result/ruling.js";
import { showSeconds } from "../result/words.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { whatIfOf } from "../scenario/what-if.js";
import { dom0BytesPerSecond, type Environment, quietEnvironment } from "../traffic/environment.js";
import { Actions } from "./actions.js";
import type { Activity } from "./activity.js";
import { Course } from "./course.js";
import { devicesOn } from "./devices-on.js";
import { createGuestClock } from "./guest-clock.js";
import { takenSecondsOf } from "./guest-speed.js";
import { limitFactsOf } from "./limits.js";
import { MigrationRecord } from "./migration-record.js";
import { type PageCells, pageCells } from "./page-cells.js";
import { stagesOf } from "./stages.js";
import { Threads } from "./threads.js";

/** Expected counts meet a threshold as a mean does. Where chance decides, single runs may differ: the stop detail says so. */
function withCaution(stop: StopReport, { fidelity, engine }: ResolvedScenario): StopReport {
  const hasRatchet = engine.family === "xen-classic" && engine.rateControl !== "none";
  if (fidelity !== "expected" || !(hasRatchet || stop.kind === "sent-cap" || stop.kind === "growth")) return stop;
  return { ...stop, detail: `${stop.detail} Expected counts decided this as a mean would: single runs may go another way.` };
}

/** Adds the what-if note, for the scenario's own engine only: nothing is known of a caller's engine. */
function withWhatIf(channel: ChannelReport, scenario: ResolvedScenario, { name }: Engine): ChannelReport {
  const whatIf = name === scenario.engine.preset ? whatIfOf(scenario) : undefined;
  return whatIf === undefined ? channel : { ...channel, whatIf };
}

/** Actions of an engine that may take no time, one after another; rounds without pages take some. */
const ACTIONS_AT_ONCE_MAX = 100_000;

export class Migration {
  readonly #scenario: ResolvedScenario;
  readonly #run: number;
  readonly #engine: Engine;
  readonly #pages: Pages;
  readonly #course: Course;
  readonly #process: EngineProcess;
  readonly #actions: Actions;
  readonly #record: MigrationRecord;
  /** The action in progress; absent while the engine decides, and after the end. */
  #activity: Activity | undefined;
  #nowSeconds = 0;
  #neverSentPages = 0;
  #lastActionSeconds = 0;
  #actionsAtOnce = 0;
  #isOver = false;
  /** True inside `advance` and `step`, where the engine, a policy or other code of the caller may run. */
  #isAdvancing = false;
  /** Set by `cancel` from inside `advance`: takes effect when the code that called it returns. */
  #cancelled: StopReport | undefined;
  /** What the engine or a policy threw. */
  #thrown: { readonly error: unknown } | undefined;

  constructor(scenario: ResolvedScenario, run: number, engine: Engine, pages: Pages, firstWrites: FirstWrites, environment?: Environment) {
    this.#scenario = scenario;
    this.#run = run;
    this.#engine = engine;
    this.#pages = pages;
    this.#record = new MigrationRecord(scenario.host.networkSeconds);
    const linkBytesPerSecond = scenario.link.goodputBytesPerSecond;
    const { sources } = pages.config;
    const surroundings = environment ?? quietEnvironment(linkBytesPerSecond, dom0BytesPerSecond(scenario.host));
    surroundings.tie(tiedClocksOf(sources));
    this.#course = new Course(
      createGuestClock(scenario.host, firstWrites, followingClocksOf(sources)),
      surroundings,
      new Threads(pages.config),
    );
    this.#actions = new Actions(scenario, engine, pages, this.#course, this.#record);
    const { slots, allocatedPages } = pages.config;
    this.#process = engine.migrate({
      slots,
      allocatedPages,
      pageBytes: scenario.vm.pageBytes,
      linkBytesPerSecond,
      bandwidthBytesPerSecond: scenario.link.bandwidthBitsPerSecond / 8,
      latencySeconds: scenario.link.latencySeconds,
      vcpus: scenario.vm.vcpus,
      devices: devicesOn(scenario),
      distinctPages: (seconds) => firstWrites(this.#course.guestSecondsAt(this.#nowSeconds), 0, seconds),
    });
    this.#whileAdvancing("create", () => this.#proceed(undefined));
  }

  get finished(): boolean {
    return this.#isOver;
  }

  /** Whether post-copy is in progress: the guest runs at the destination and pages are missing. */
  get isFetching(): boolean {
    return this.#activity?.isFetching === true;
  }

  /** Simulated second reached. */
  get nowSeconds(): number {
    return this.#nowSeconds;
  }

  /** Seconds of downtime so far: all of it once the guest runs at the destination. */
  get downtimeSeconds(): number {
    return this.#record.downtimeSeconds(this.#nowSeconds);
  }

  /** Simulated second before which the migration changes nothing outside of itself, other changes of its environment aside. */
  get earliestChangeSeconds(): number {
    return this.#activity?.earliestEndSeconds ?? this.#nowSeconds;
  }

  /** Number of rounds that have ended. */
  get roundCount(): number {
    return this.#record.rounds.length;
  }

  /** Number of rounds whose dirty log has been read; a later round may still get its `pagesDirtied`. */
  get settledRounds(): number {
    const count = this.roundCount;
    return count === 0 || this.#isOver || this.#activity?.isRound ? count : count - 1;
  }

  /** A copy of a round that has ended; undefined if there is none with this index. */
  round(index: number): Round | undefined {
    const round = this.#record.rounds[index];
    return round && { ...round };
  }

  /** Fraction of slots scanned by the round in progress; in post-copy, fraction of its pages that have arrived. */
  get scannedRatio(): number {
    return this.#activity?.doneRatio ?? this.#pages.progress.cursor / this.#pages.config.slots;
  }

  /** Advances to simulated second `untilSeconds`, by `rounds` rounds or to the end, whichever comes first. */
  advance(untilSeconds: number, rounds = Infinity): void {
    const lastRound = this.roundCount + rounds;
    this.#whileAdvancing("advance", () => {
      while (!this.#isOver && this.roundCount < lastRound && this.#advanceActivity(untilSeconds));
    });
  }

  /** Runs one round and what follows it up to the next one. Returns the round, or undefined if none is left. */
  step(): Round | undefined {
    const before = this.settledRounds;
    this.#whileAdvancing("step", () => {
      while (!this.#isOver && this.settledRounds === before) this.#advanceActivity(Infinity);
    });
    return this.round(before);
  }

  /** Copy of the bitmap of pages to send, in page order; undefined after the end, and where pages have no identity. */
  pagesToSend(): Uint8Array | undefined {
    return this.#isOver || this.#pages.hasFractions ? undefined : this.#pages.snapshot("to-send");
  }

  /** Pages by state, in at most `cellsMost` cells; undefined after the end, and where pages have no identity. */
  pages(cellsMost: number): PageCells | undefined {
    if (this.#isOver || this.#pages.hasFractions) return undefined;
    return pageCells(this.#pages, this.#course.environment.writtenPages, this.#activity?.arrived, cellsMost);
  }

  /**
   * Cancels the migration now. The guest stays at the source; in post-copy it is lost. Called by a policy or an own engine, it takes
   * effect when that returns, whatever it answers.
   */
  cancel(detail: string): void {
    if (this.#isOver) return;
    const stop: StopReport = { kind: "cancelled", converged: false, detail };
    if (this.#isAdvancing) this.#cancelled ??= stop;
    else this.#giveUp(stop);
  }

  /** The result of the run: a copy. Throws if the migration has not ended. */
  result(): RunResult {
    const { stop, phases, rounds, postcopy } = this.#record;
    if (!this.#isOver) throw new Error("The migration has not ended yet.");
    if (!stop && this.#thrown) throw this.#thrown.error;
    if (!stop) throw new Error(`Engine ${this.#engine.name} ended without suspending the guest or cancelling: yield one of them.`);
    const channel = this.#course.environment.report(this.#nowSeconds, this.#actions.channelPages);
    const [scenario, engine] = [this.#scenario, this.#engine];
    const threads = this.#course.threads.reports(this.#nowSeconds);
    const guest = { ...this.#course.guestSpeed.report(this.#nowSeconds), ...(threads.length > 0 ? { threads } : {}) };
    const { allocatedPages } = this.#pages.config;
    const totals = this.#record.totals(this.#nowSeconds, allocatedPages, this.#neverSentPages, takenSecondsOf(guest));
    const result: Mutable<RunResult> = {
      seed: this.#scenario.seed,
      run: this.#run,
      engine: this.#engine.name,
      stop: { ...withCaution(stop, this.#scenario) },
      totals,
      phases: { ...phases },
      ruledBy: rulingOf(
        limitFactsOf({ limits: this.#record.limits, totals, phases, scenario, engine, stages: stagesOf(engine, scenario) }),
      ),
      rounds: rounds.map((round) => ({ ...round })),
      guest,
    };
    if (postcopy) result.postcopy = structuredClone(postcopy);
    if (channel) result.channel = withWhatIf(structuredClone(channel), this.#scenario, this.#engine);
    return result;
  }

  /** Returns false once `untilSeconds` is reached. */
  #advanceActivity(untilSeconds: number): boolean {
    const activity = this.#activity as Activity;
    const { timeoutSeconds } = this.#scenario;
    const hasEnded = activity.advance(Math.min(untilSeconds, timeoutSeconds));
    this.#nowSeconds = activity.nowSeconds;
    if (hasEnded && activity.failure !== undefined) this.#giveUp({ kind: "suspend-timeout", converged: false, detail: activity.failure });
    else if (hasEnded) this.#proceed(activity.finish());
    else if (this.#cancelled) this.#giveUp(this.#cancelled);
    else if (untilSeconds >= timeoutSeconds) {
      this.#giveUp({
        kind: "timeout",
        converged: false,
        detail: `It had not ended after ${showSeconds(timeoutSeconds)} of simulated time.`,
      });
    } else return false;
    return true;
  }

  /** Asks the engine what to do next, and begins it. */
  #proceed(answer: EngineAnswer): void {
    this.#activity = undefined;
    const next = this.#cancelled ? undefined : this.#process.next(answer);
    if (next?.done && this.#record.stop) this.#end();
    else if (this.#cancelled) this.#giveUp(this.#cancelled);
    else if (!next || next.done) this.#end();
    else this.#begin(next.value);
  }

  #begin(action: EngineAction): void {
    this.#countActions();
    const begun = this.#actions.begin(action, this.#nowSeconds);
    if ("kind" in begun) this.#giveUp(begun);
    else this.#activity = begun;
  }

  /** An own engine that never lets time pass would hang the caller. */
  #countActions(): void {
    if (this.#nowSeconds > this.#lastActionSeconds) this.#actionsAtOnce = 0;
    this.#lastActionSeconds = this.#nowSeconds;
    if (++this.#actionsAtOnce <= ACTIONS_AT_ONCE_MAX) return;
    const expected = `time to pass within ${ACTIONS_AT_ONCE_MAX} actions`;
    throw engineError(this.#engine, [{ path: "migrate()", expected, received: `none since ${this.#nowSeconds} s` }]);
  }

  /** Runs `move`, once at a time. The migration is over if it throws: the engine, a policy, or other code of the caller. */
  #whileAdvancing(call: string, move: () => void): void {
    if (this.#isAdvancing) throw new Error(`${call}: the migration is being advanced already: a policy or an engine may only cancel it.`);
    this.#isAdvancing = true;
    try {
      move();
    } catch (error) {
      this.#thrown = { error };
      this.#activity = undefined;
      this.#end();
      throw error;
    } finally {
      this.#isAdvancing = false;
    }
  }

  #giveUp(stop: StopReport): void {
    this.#activity?.cut();
    this.#nowSeconds = this.#activity?.nowSeconds ?? this.#nowSeconds;
    this.#actions.closeRound(this.#nowSeconds);
    const loss = this.#activity?.loss;
    if (loss === undefined) this.#course.abandon(this.#nowSeconds);
    else this.#course.pause(this.#nowSeconds);
    this.#record.stop = loss === undefined ? stop : { ...stop, detail: `${stop.detail} ${loss}` };
    this.#activity = undefined;
    this.#end();
  }

  /** Releases the pages: nothing asks for them after the end. */
  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#neverSentPages = this.#actions.neverSentPages;
    this.#pages.release?.();
  }
}
