/** Carries out an engine's actions on pages, link and guest clock: each action becomes an activity or ends the migration. */
import type {
  BeginRoundAction,
  BurstAction,
  EngineAction,
  Harvest,
  ModelRoundAction,
  PostcopyAction,
  PullAction,
  SendAction,
  Sync,
} from "../engine/action.js";
import { engineError } from "../engine/check-engine.js";
import type { Engine } from "../engine/engine.js";
import type { Pages } from "../pages/pages.js";
import type { Phases, StopReport } from "../result/result.js";
import type { ConfigError } from "../scenario/config-error.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { type Activity, FailingWait, immediately, SuspendWait, Wait } from "./activity.js";
import { BurstTransfer } from "./burst.js";
import type { Course } from "./course.js";
import { DirtyLog, SETUP_FIRST_PAGE, SUSPEND_FIRST_PAGE } from "./dirty-log.js";
import { Flight } from "./flight.js";
import type { MigrationRecord } from "./migration-record.js";
import { OpenRound } from "./open-round.js";
import { dirtyRangesOf } from "./postcopy/dirty-ranges.js";
import { Postcopy } from "./postcopy/postcopy.js";
import { Pull } from "./postcopy/pull.js";
import { RoundTransfer } from "./round-transfer.js";
import { copyLimitOf, type Stages, stagesOf } from "./stages.js";
import { isLate, notSuspended, Suspension } from "./suspension.js";

/** Limit of rounds per migration: 25 times the most ever logged (4003, XCP-ng). */
const ROUNDS_MAX = 100_000;

export class Actions {
  readonly #scenario: ResolvedScenario;
  readonly #engine: Engine;
  readonly #pages: Pages;
  readonly #course: Course;
  readonly #record: MigrationRecord;
  readonly #log: DirtyLog;
  readonly #flight: Flight;
  readonly #stages: Stages;
  readonly #goodput: number;
  #nowSeconds = 0;
  #pagesToSend = 0;
  #openRound: OpenRound | undefined;
  #modelPages: number | undefined;

  constructor(scenario: ResolvedScenario, engine: Engine, pages: Pages, course: Course, record: MigrationRecord) {
    this.#scenario = scenario;
    this.#engine = engine;
    this.#pages = pages;
    this.#course = course;
    this.#record = record;
    this.#log = new DirtyLog(pages, course, record);
    this.#flight = new Flight(pages, scenario.timeoutSeconds);
    this.#stages = stagesOf(engine, scenario);
    this.#goodput = scenario.link.goodputBytesPerSecond;
  }

  /** Dirty pages of the channel, summed over all readings of the dirty log; undefined if pages have no identity (expected counts). */
  get channelPages(): number | undefined {
    return this.#log.channelPages;
  }

  /** Allocated pages that were never sent. For engines without pages the largest round counts as the distinct pages sent. */
  get neverSentPages(): number {
    if (this.#modelPages === undefined) return this.#pages.countNeverSent();
    return Math.max(0, this.#pages.config.allocatedPages - this.#modelPages);
  }

  /** Begins an action at a simulated second. Returns a stop report instead of an activity if the migration is cancelled. */
  begin(action: EngineAction, nowSeconds: number): Activity | StopReport {
    this.#nowSeconds = nowSeconds;
    this.#checkOrder(action);
    switch (action.kind) {
      case "enable-log":
        return this.#enableLog(action.seconds, action.bytes);
      case "send":
        return this.#send(action);
      case "clean":
        return immediately(nowSeconds, () => this.#clean());
      case "peek":
        return immediately(nowSeconds, () => this.#log.peek(nowSeconds));
      case "leave-channels":
        return this.#leaveChannels();
      case "suspend":
        return this.#suspend(action.stop);
      case "await-suspended":
        return this.#awaitSuspended();
      case "add-deferred":
        return immediately(nowSeconds, () => this.#addDeferred());
      case "state":
        return this.#sendState(action.bytes, action.roundTrips);
      case "resume":
        return this.#resume();
      case "cancel":
        return action.stop;
      case "model-round":
        return this.#modelRound(action);
      case "list-ranges":
        return immediately(nowSeconds, () => dirtyRangesOf(this.#pages));
      case "send-data":
        return this.#sendBeside(action.bytes, Math.max(0, action.seconds - action.bytes / this.#goodput), action.phase);
      case "postcopy":
        return this.#postcopy(action);
      case "pull":
        return this.#pull(action);
      default:
        return this.#beginOfOpenRound(action);
    }
  }

  /** Closes the open round, if there is one, and records it. */
  closeRound(nowSeconds: number): void {
    const round = this.#openRound;
    if (!round) return;
    const { live, startSeconds, pagesToSend } = round;
    const pass = { live, startSeconds, pagesToSend, throttleRatio: round.throttleRatioUntil(nowSeconds) };
    const { counts, outcome } = round.closeAt(nowSeconds);
    this.#record.addRound(pass, counts, outcome);
    this.#openRound = undefined;
  }

  /** Actions that make sense only before or after others. @throws ConfigError for an own engine that yields them otherwise. */
  #checkOrder(action: EngineAction): void {
    const { kind } = action;
    const { pauseCallSeconds, resumedSeconds } = this.#record;
    this.#checkSuspend(action);
    if (kind === "burst" && !this.#openRound) throw this.#misplaced(kind, "an open round: begin-round before", "none");
    if (OPENING.has(kind) && this.#openRound) throw this.#misplaced(kind, "no open round: sync or end-round before", "one");
    if (kind === "resume" && pauseCallSeconds === undefined)
      throw this.#misplaced(kind, "a suspended guest: suspend before", "a running one");
    if ((kind === "postcopy" || kind === "pull") && resumedSeconds === undefined) {
      throw this.#misplaced(kind, "a guest that runs at the destination: resume before", "one at the source");
    }
  }

  #checkSuspend(action: EngineAction): void {
    const { kind } = action;
    const { guest } = this.#course;
    const isUnderWay = guest === "suspending";
    if (kind === "await-suspended" && !this.#record.suspendTimes)
      throw this.#misplaced(kind, "a guest that was asked to suspend: suspendAfter of a send before", "one that was not");
    if (kind === "send" && action.suspendAfter && guest !== "running")
      throw this.#misplaced("send.suspendAfter", "a guest that runs", `one that is ${guest}`);
    if (isUnderWay && AFTER_SUSPEND.has(kind)) throw this.#misplaced(kind, "no suspend under way: await-suspended before", "one under way");
  }

  #misplaced(path: string, expected: string, received: string): ConfigError {
    return engineError(this.#engine, [{ path, expected, received }]);
  }

  #enableLog(seconds: number, bytes: number): Activity {
    this.#pagesToSend = this.#pages.fillToSend();
    this.#log.markKernelPages(SETUP_FIRST_PAGE, this.#scenario.host.setupDirtyPages);
    this.#log.markTornDown();
    return this.#sendBeside(bytes, seconds, "setupSeconds", (endSeconds) => {
      this.#log.lastHarvestSeconds = endSeconds;
    });
  }

  #send(action: SendAction): Activity | StopReport {
    if (this.#record.rounds.length >= ROUNDS_MAX) return TOO_MANY_ROUNDS;
    if (action.suspendAfter) this.#planSuspend(action.suspendAfter);
    return new RoundTransfer({
      startSeconds: this.#nowSeconds,
      pagesToSend: this.#pagesToSend,
      action,
      record: this.#record,
      flight: this.#flight,
      pages: this.#pages,
      course: this.#course,
      engine: this.#engine,
      stages: this.#stages,
      pageBytes: this.#scenario.vm.pageBytes,
      speedRatio: action.live ? this.#scenario.host.liveSpeedRatio : 1,
    });
  }

  #clean(): Harvest {
    const harvest = this.#log.harvest(this.#nowSeconds, false);
    this.#pagesToSend = harvest.dirtyPages;
    // The engine neither sees nor counts pages that are held back.
    if (!this.#holdsBack) return harvest;
    return { ...harvest, dirtyPages: Math.max(0, harvest.dirtyPages - this.#pages.countDeferredToSend()) };
  }

  /** True if the channel's pages are deferred: a scenario with such a channel defers no others. */
  get #holdsBack(): boolean {
    return this.#pages.config.deferredPages > this.#scenario.vm.deferredPages;
  }

  #addDeferred(): undefined {
    this.#pagesToSend += this.#pages.addDeferred();
  }

  /** The request to suspend reaches the guest's channels first: they are drained and torn down while the guest runs. */
  #leaveChannels(): Activity {
    this.#course.setCopying(false, this.#nowSeconds);
    this.#course.requestSuspend(this.#nowSeconds);
    const record = (seconds: number): void => this.#record.addPhase("switchSeconds", seconds);
    const { environment } = this.#course;
    return new SuspendWait(
      this.#course,
      this.#nowSeconds,
      () => environment.isReadyToSuspend,
      record,
      () => this.#log.markTornDown(),
    );
  }

  /** Channels and guest go through what `leave-channels` and `suspend` do, beside the copy. */
  #planSuspend({ seconds, stop }: NonNullable<SendAction["suspendAfter"]>): void {
    const [log, course, record] = [this.#log, this.#course, this.#record];
    const askSeconds = this.#nowSeconds + seconds;
    course.follow(new Suspension({ askSeconds, stop, host: this.#scenario.host, course, log, record }));
  }

  #awaitSuspended(): Activity {
    const startSeconds = this.#nowSeconds;
    const record = (seconds: number): void => this.#record.addTime("liveSeconds", startSeconds, seconds);
    return new SuspendWait(this.#course, startSeconds, () => this.#course.guest !== "suspending", record);
  }

  /** The guest runs until it is suspended; the pages its kernel dirties on the way are marked when it stops. */
  #suspend(stop: StopReport): Activity {
    this.#record.stop = stop;
    const { suspendSeconds, suspendTimeoutSeconds, suspendDirtyPages } = this.#scenario.host;
    if (isLate(this.#scenario.host)) return this.#failToSuspend(suspendTimeoutSeconds);
    this.#record.pauseCallSeconds = this.#nowSeconds;
    this.#record.resumedSeconds = undefined;
    return this.#wait(suspendSeconds, "suspendSeconds", (endSeconds) => {
      this.#log.markKernelPages(SUSPEND_FIRST_PAGE, suspendDirtyPages);
      this.#record.limits.setThrottle(0, endSeconds);
      this.#course.pause(endSeconds);
    });
  }

  /** The guest does not answer: it runs on, and the toolstack gives the migration up. No downtime: nothing was paused. */
  #failToSuspend(timeoutSeconds: number): Activity {
    const record = (waited: number): void => this.#record.addPhase("switchSeconds", waited);
    return new FailingWait(this.#course, this.#nowSeconds, timeoutSeconds, record, notSuspended(timeoutSeconds));
  }

  #sendState(bytes: number, roundTrips: number): Activity {
    return this.#sendBeside(bytes, roundTrips * 2 * this.#scenario.link.latencySeconds, "stateSeconds");
  }

  /** Sends bytes that belong to no round, then waits. */
  #sendBeside(bytes: number, seconds: number, phase: keyof Phases, atEnd?: (nowSeconds: number) => void): Activity {
    const allSeconds = bytes / this.#goodput + seconds;
    const enter = (waited: number): void => {
      this.#record.addPhase(phase, waited);
      this.#record.addBytes(waited === allSeconds ? bytes : Math.min(bytes, Math.floor(waited * this.#goodput)));
    };
    return new Wait(this.#course, this.#nowSeconds, allSeconds, enter, atEnd);
  }

  #resume(): Activity {
    return this.#wait(this.#scenario.host.resumeSeconds, "resumeSeconds", (endSeconds) => {
      this.#record.resumedSeconds = endSeconds;
      this.#course.resume(endSeconds);
    });
  }

  #postcopy(action: PostcopyAction): Activity {
    return new Postcopy({ action, ...this.#movedGuest() });
  }

  #pull(action: PullAction): Activity {
    return new Pull({ action, pageBytes: this.#scenario.vm.pageBytes, ...this.#movedGuest() });
  }

  /** What both kinds of post-copy begin with. */
  #movedGuest() {
    this.closeRound(this.#nowSeconds);
    return {
      startSeconds: this.#nowSeconds,
      pages: this.#pages,
      course: this.#course,
      engine: this.#engine,
      stages: this.#stages,
      scenario: this.#scenario,
      record: this.#record,
    };
  }

  #wait(seconds: number, phase: keyof Phases, atEnd?: (nowSeconds: number) => void): Activity {
    return new Wait(this.#course, this.#nowSeconds, seconds, (waited) => this.#record.addPhase(phase, waited), atEnd);
  }

  #beginOfOpenRound(action: OpenRoundAction): Activity | StopReport {
    const nowSeconds = this.#nowSeconds;
    switch (action.kind) {
      case "begin-round":
        return this.#beginRound(action);
      case "burst":
        return this.#burst(action);
      case "pause":
        return this.#pause(action);
      case "sync":
        return immediately(nowSeconds, () => this.#sync());
      case "end-round":
        this.#course.setCopying(false, nowSeconds);
        return immediately(nowSeconds, () => void this.closeRound(nowSeconds));
      case "drop-free-pages":
        return immediately(nowSeconds, () => (this.#pagesToSend -= this.#pages.dropZeroPages()));
      case "reap":
        return immediately(nowSeconds, () => this.#course.reprotect(nowSeconds));
      case "throttle":
        return immediately(nowSeconds, () => this.#throttle(action.ratio));
      case "report":
        return immediately(nowSeconds, () => this.#record.addEngineTotals(action.totals));
    }
  }

  #pause({ seconds, phase, reason }: PauseAction): Activity {
    const { limits } = this.#record;
    const startSeconds = this.#nowSeconds;
    return new Wait(this.#course, startSeconds, seconds, (waited) => {
      this.#record.addTime(phase, startSeconds, waited);
      if (reason === "rate-limit") limits.addRateLimitPause(waited);
      else if (reason === "bitmap-sync") limits.bitmapSyncSeconds += waited;
    });
  }

  /** The copy holds its share of the link from here on: through pauses between bursts and through a sync into the next round. */
  #beginRound({ live, limitBytesPerSecond = Infinity }: BeginRoundAction): Activity | StopReport {
    const index = this.#record.rounds.length;
    if (index >= ROUNDS_MAX) return TOO_MANY_ROUNDS;
    this.#openRound = new OpenRound({
      index,
      live,
      startSeconds: this.#nowSeconds,
      pagesToSend: this.#pagesToSend,
      limitBytesPerSecond,
      throttleRatio: this.#course.throttleRatio,
      pages: this.#pages,
      flight: this.#flight,
    });
    if (limitBytesPerSecond < Infinity) this.#record.limits.noteLimit(limitBytesPerSecond);
    this.#course.setCopying(true, this.#nowSeconds, copyLimitOf(this.#stages, limitBytesPerSecond));
    return immediately(this.#nowSeconds, () => undefined);
  }

  #burst(action: BurstAction): Activity {
    const round = this.#openRound as OpenRound;
    const told = round.beginBurst(action);
    const startSeconds = this.#nowSeconds;
    const { live, flight } = round;
    const setting = {
      startSeconds,
      live,
      flight,
      action,
      limits: this.#record.limits,
      roundLimitBytesPerSecond: round.limitBytesPerSecond,
      pages: this.#pages,
      course: this.#course,
      engine: this.#engine,
      stages: this.#stages,
      pageBytes: this.#scenario.vm.pageBytes,
      speedRatio: live ? this.#scenario.host.liveSpeedRatio : 1,
    };
    return new BurstTransfer(setting, (seconds) => this.#record.addTime(phaseOf(round), startSeconds, seconds), told);
  }

  /** Closes the open round and adds the dirty log to the pages to send. The sync of the set-up has no open round. */
  #sync(): Sync {
    const leftBefore = this.#openRound?.pagesLeft ?? this.#pagesToSend;
    this.closeRound(this.#nowSeconds);
    const { dirtyPages: newDirtyPages } = this.#log.harvest(this.#nowSeconds, true);
    this.#pagesToSend = leftBefore + newDirtyPages;
    return { newDirtyPages, pagesLeft: this.#pagesToSend, nowSeconds: this.#nowSeconds };
  }

  #throttle(ratio: number): undefined {
    this.#record.limits.setThrottle(ratio, this.#nowSeconds);
    this.#openRound?.throttle(ratio, this.#nowSeconds);
    this.#course.throttle(ratio, this.#nowSeconds);
  }

  #modelRound(action: ModelRoundAction): Activity | StopReport {
    if (this.#record.rounds.length >= ROUNDS_MAX) return TOO_MANY_ROUNDS;
    const startSeconds = this.#nowSeconds;
    return new Wait(this.#course, startSeconds, action.seconds, (waited) => this.#enterModelRound(action, startSeconds, waited));
  }

  /** A model round that is cut off has sent bytes in proportion to its time and found no dirty page. */
  #enterModelRound(action: ModelRoundAction, startSeconds: number, durationSeconds: number): void {
    const { pageBytes } = this.#scenario.vm;
    const isWhole = durationSeconds === action.seconds;
    const wireBytes = isWhole ? action.bytes : action.bytes * (durationSeconds / action.seconds);
    const pagesToSend = Math.ceil(action.bytes / pageBytes);
    const pagesSent = isWhole ? pagesToSend : Math.floor(wireBytes / pageBytes);
    const counts = { pagesSent, pagesSkipped: 0, zeroPages: 0, pagesAllocatedOnly: 0, pagesDeferred: 0, deltaPages: 0 };
    const pass = { live: action.live, startSeconds, pagesToSend };
    this.#record.addRound(pass, counts, { durationSeconds, wireBytes, unsentNewPages: 0 }, phaseOf(action));
    this.#modelPages = Math.max(this.#modelPages ?? 0, pagesSent);
    if (isWhole && action.dirtiedBytes !== undefined) this.#record.addHarvest(Math.ceil(action.dirtiedBytes / pageBytes));
  }
}

type PauseAction = Extract<EngineAction, { readonly kind: "pause" }>;

/** Actions that open a round of their own. */
const OPENING: ReadonlySet<EngineAction["kind"]> = new Set<EngineAction["kind"]>(["send", "begin-round", "model-round"]);

/** Actions for which a suspend beside the copy has to be over. */
const AFTER_SUSPEND: ReadonlySet<EngineAction["kind"]> = new Set<EngineAction["kind"]>(["leave-channels", "suspend", "state", "resume"]);

type OpenRoundAction = Extract<
  EngineAction,
  { readonly kind: "begin-round" | "burst" | "pause" | "sync" | "end-round" | "drop-free-pages" | "reap" | "throttle" | "report" }
>;

const TOO_MANY_ROUNDS: StopReport = {
  kind: "round-limit",
  converged: false,
  detail: `It had not ended after ${ROUNDS_MAX} rounds.`,
};

function phaseOf({ live }: { readonly live: boolean }): "liveSeconds" | "stopAndCopySeconds" {
  return live ? "liveSeconds" : "stopAndCopySeconds";
}
