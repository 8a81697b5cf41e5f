/**
 * One migration: the loop that carries out an engine's actions on pages, link and guest clock.
 *
 * `advance` moves simulated time on by any amount and can stop anywhere, in the middle of a round too; the result does
 * not depend on the steps. Everything above it (runs, progress, cancelling, animation) is built on that one call.
 */
import type { Engine, EngineAction, EngineAnswer, EngineProcess, Harvest, SendAction } from "../engine/engine.js";
import type { ResolvedScenario } from "../scenario/resolved.js";
import { type Activity, immediately, wait, waitForChannels } from "./activity.js";
import { Course } from "./course.js";
import { createGuestClock, type FirstWrites } from "./guest-clock.js";
import { goodputBytesPerSecond } from "./link.js";
import { MigrationRecord } from "./migration-record.js";
import type { Pages } from "./pages.js";
import type { Phases, Round, RunResult, StopReport } from "./result.js";
import { transferRound } from "./round-transfer.js";
import { quietSurroundings, type Surroundings } from "./surroundings.js";

/** First page that the guest's kernel writes when the migration begins: 8 MiB, where the measured guests' background lay. */
const SETUP_FIRST_PAGE = 2048;
/**
 * First page that it writes on its way into suspend. Fitted to the last harvests of 20 migrations under Xen 4.17: in these a PV
 * guest's 83 background pages lie among those of suspend, and about 60 of a PVH guest's 158. One number for both gives 67 and 107.
 */
const SUSPEND_FIRST_PAGE = 1915;

/** Expected counts meet a threshold as a mean does. Where one decides by chance, single runs may go another way: said, not hidden. */
function withCaution(stop: StopReport, { fidelity, engine }: ResolvedScenario): StopReport {
  const hasRatchet = engine.family === "xen-classic" && engine.rateControl !== "none";
  if (fidelity !== "expected" || !(hasRatchet || stop.kind === "sent-cap" || stop.kind === "growth")) return stop;
  return { ...stop, detail: `${stop.detail} Expected counts decided this as a mean would: single runs may go another way.` };
}

/** Rounds after which a migration is given up: 25 times the longest that was ever logged (4003, XCP-ng). */
const ROUNDS_MAX = 100_000;

export class Migration {
  readonly #scenario: ResolvedScenario;
  readonly #run: number;
  readonly #engine: Engine;
  readonly #pages: Pages;
  readonly #course: Course;
  readonly #process: EngineProcess;
  readonly #goodput: number;
  readonly #record = new MigrationRecord();
  #activity: Activity | undefined;
  #nowSeconds = 0;
  #pagesToSend = 0;
  #lastHarvestSeconds = 0;
  #channelPages: number | undefined;

  constructor(
    scenario: ResolvedScenario,
    run: number,
    engine: Engine,
    pages: Pages,
    firstWrites: FirstWrites,
    surroundings?: Surroundings,
  ) {
    this.#scenario = scenario;
    this.#run = run;
    this.#engine = engine;
    this.#pages = pages;
    this.#goodput = goodputBytesPerSecond(scenario.link);
    this.#course = new Course(
      createGuestClock(scenario.host.writeFaultSeconds, firstWrites),
      surroundings ?? quietSurroundings(this.#goodput),
    );
    const { slots, allocatedPages } = pages.config;
    this.#process = engine.migrate({ slots, allocatedPages, pageBytes: scenario.vm.pageBytes, linkBytesPerSecond: this.#goodput });
    this.#proceed(undefined);
  }

  get finished(): boolean {
    return this.#activity === undefined;
  }

  /** Simulated seconds reached. */
  get nowSeconds(): number {
    return this.#nowSeconds;
  }

  /** Rounds that have ended. */
  get rounds(): readonly Round[] {
    return this.#record.rounds;
  }

  /** Of `rounds`, those behind which the harvest has been made: the others may still get a count. */
  get settledRounds(): number {
    const count = this.rounds.length;
    return count === 0 || !this.#activity || this.#activity.isRound ? count : count - 1;
  }

  /** Share of the slots that the round in progress has scanned. */
  get scannedRatio(): number {
    return this.#pages.progress.cursor / this.#pages.config.slots;
  }

  /** Moves on to simulated second `untilSeconds`, to the end of `rounds` more rounds or of the migration, whichever comes first. */
  advance(untilSeconds: number, rounds = Infinity): void {
    const lastRound = this.rounds.length + rounds;
    while (this.#activity && this.rounds.length < lastRound && this.#advanceActivity(untilSeconds));
  }

  /** Runs one round, with what follows it up to the next one: that round, or undefined when there is none left. */
  step(): Round | undefined {
    const before = this.settledRounds;
    while (this.#activity && this.settledRounds === before) this.#advanceActivity(Infinity);
    return this.rounds[before];
  }

  /** Gives the migration up now; the guest stays where it is. */
  cancel(detail: string): void {
    if (this.#activity) this.#giveUp({ kind: "cancelled", converged: false, detail });
  }

  /** Throws where the migration has not ended. */
  result(): RunResult {
    const { stop, phases, rounds } = this.#record;
    if (this.#activity) throw new Error("The migration has not ended yet.");
    if (!stop) throw new Error(`Engine ${this.#engine.name} ended without suspending the guest or cancelling: yield one of them.`);
    const channel = this.#course.surroundings.report(this.#nowSeconds, this.#channelPages);
    return {
      seed: this.#scenario.seed,
      run: this.#run,
      engine: this.#engine.name,
      stop: withCaution(stop, this.#scenario),
      totals: this.#record.totals(this.#nowSeconds, this.#pages.config.allocatedPages, this.#pages.countNeverSent()),
      phases: { ...phases },
      rounds: rounds.map((round) => ({ ...round })),
      ...(channel ? { channel } : {}),
    };
  }

  /** False when the time given is used up. */
  #advanceActivity(untilSeconds: number): boolean {
    const activity = this.#activity as Activity;
    const { timeoutSeconds } = this.#scenario;
    const hasEnded = activity.advance(Math.min(untilSeconds, timeoutSeconds));
    this.#nowSeconds = activity.nowSeconds;
    if (hasEnded && activity.failure !== undefined) this.#giveUp({ kind: "suspend-timeout", converged: false, detail: activity.failure });
    else if (hasEnded) this.#proceed(activity.finish());
    else if (untilSeconds >= timeoutSeconds) {
      this.#giveUp({ kind: "timeout", converged: false, detail: `It had not ended after ${timeoutSeconds} simulated seconds.` });
    } else return false;
    return true;
  }

  #proceed(answer: EngineAnswer): void {
    this.#activity = undefined;
    const next = this.#process.next(answer);
    this.#activity = next.done ? undefined : this.#begin(next.value);
  }

  #giveUp(stop: StopReport): void {
    this.#activity?.cut();
    this.#nowSeconds = this.#activity?.nowSeconds ?? this.#nowSeconds;
    this.#course.surroundings.abandon(this.#nowSeconds);
    this.#record.stop = stop;
    this.#activity = undefined;
  }

  #begin(action: EngineAction): Activity | undefined {
    switch (action.kind) {
      case "enable-log":
        return this.#enableLog(action.seconds, action.bytes);
      case "send":
        return this.#send(action);
      case "clean":
        return immediately(this.#nowSeconds, () => this.#clean());
      case "peek":
        return immediately(this.#nowSeconds, () => this.#peek());
      case "leave-channels":
        return this.#leaveChannels();
      case "suspend":
        return this.#suspend(action.stop);
      case "add-deferred":
        return immediately(this.#nowSeconds, () => this.#addDeferred());
      case "state":
        return this.#sendState(action.bytes, action.roundTrips);
      case "resume":
        return this.#wait(this.#scenario.host.resumeSeconds, "resumeSeconds", (endSeconds) =>
          this.#course.resume("destination", endSeconds),
        );
      case "cancel":
        this.#giveUp(action.stop);
        return undefined;
    }
  }

  #enableLog(seconds: number, bytes: number): Activity {
    this.#pagesToSend = this.#pages.fillToSend();
    this.#markKernelPages(SETUP_FIRST_PAGE, this.#scenario.host.setupDirtyPages);
    this.#markTornDown();
    this.#record.addBytes(bytes);
    return this.#wait(seconds + bytes / this.#goodput, "setupSeconds", (endSeconds) => {
      this.#lastHarvestSeconds = endSeconds;
    });
  }

  #send(action: SendAction): Activity | undefined {
    if (this.rounds.length >= ROUNDS_MAX) {
      this.#giveUp({ kind: "round-limit", converged: false, detail: `It had not ended after ${ROUNDS_MAX} rounds.` });
      return undefined;
    }
    const { index, startSeconds, pagesToSend } = {
      index: this.rounds.length,
      startSeconds: this.#nowSeconds,
      pagesToSend: this.#pagesToSend,
    };
    const setting = {
      index,
      startSeconds,
      pagesToSend,
      action,
      pages: this.#pages,
      course: this.#course,
      engine: this.#engine,
      pageBytes: this.#scenario.vm.pageBytes,
      speedRatio: action.live ? this.#scenario.host.liveSpeedRatio : 1,
    };
    return transferRound(
      setting,
      (outcome) => this.#record.addRound(action, startSeconds, pagesToSend, this.#pages, outcome),
      () => this.#record.lastSent(),
    );
  }

  #clean(): Harvest {
    const dirtyPages = this.#pages.clean(this.#course.guestSecondsAt(this.#nowSeconds));
    const sinceSeconds = this.#nowSeconds - this.#lastHarvestSeconds;
    this.#course.harvested(this.#nowSeconds);
    this.#lastHarvestSeconds = this.#nowSeconds;
    this.#pagesToSend = dirtyPages;
    this.#record.addHarvest(dirtyPages);
    this.#countChannelPages();
    return { dirtyPages, sinceSeconds };
  }

  #countChannelPages(): void {
    const written = this.#course.surroundings.writtenPages;
    const pages = written && this.#pages.countToSendAmong(written.firstPage, written.pages);
    if (pages !== undefined) this.#channelPages = (this.#channelPages ?? 0) + pages;
  }

  #addDeferred(): undefined {
    this.#pagesToSend += this.#pages.addDeferred();
  }

  #peek(): Harvest {
    const dirtyPages = this.#pages.peek(this.#course.guestSecondsAt(this.#nowSeconds));
    return { dirtyPages, sinceSeconds: this.#nowSeconds - this.#lastHarvestSeconds };
  }

  /** The request to suspend reaches the guest's channels first: they are drained and torn down while it runs on. */
  #leaveChannels(): Activity {
    this.#course.requestSuspend(this.#nowSeconds);
    const record = (seconds: number): void => this.#record.addPhase("switchSeconds", seconds);
    return waitForChannels(this.#course, this.#nowSeconds, record, () => this.#markTornDown());
  }

  #markTornDown(): void {
    for (const { firstPage, pages } of this.#course.surroundings.takeMarkedPages()) this.#pages.markWritten(firstPage, pages);
  }

  /** The guest runs on while it makes its way into suspend; what that writes is written when it stops. */
  #suspend(stop: StopReport): Activity {
    this.#record.stop = stop;
    this.#record.pauseCallSeconds = this.#nowSeconds;
    return this.#wait(this.#scenario.host.suspendSeconds, "suspendSeconds", (endSeconds) => {
      this.#markKernelPages(SUSPEND_FIRST_PAGE, this.#scenario.host.suspendDirtyPages);
      this.#course.pause(endSeconds);
    });
  }

  #sendState(bytes: number, roundTrips: number): Activity {
    this.#record.addBytes(bytes);
    return this.#wait(bytes / this.#goodput + roundTrips * 2 * this.#scenario.link.latencySeconds, "stateSeconds");
  }

  #wait(seconds: number, phase: keyof Phases, atEnd?: (nowSeconds: number) => void): Activity {
    return wait(this.#course, this.#nowSeconds, seconds, (waited) => this.#record.addPhase(phase, waited), atEnd);
  }

  #markKernelPages(firstPage: number, pages: number): void {
    const { allocatedPages } = this.#pages.config;
    const count = Math.min(pages, allocatedPages);
    if (count > 0) this.#pages.markWritten(Math.min(firstPage, allocatedPages - count), count);
  }
}
