/** Carries out an engine's actions on pages, link and guest clock: each action becomes an activity or ends the migration. */
import type { EngineAction, Harvest, ModelRoundAction, PostcopyAction, PullAction, SendAction } from "../engine/action.js";
import type { Engine } from "../engine/engine.js";
import type { Pages } from "../pages/pages.js";
import type { Phases, StopReport } from "../result/result.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { checkOrder } from "./action-order.js";
import { type ActionSetting, phaseOf, ROUNDS_MAX, TOO_MANY_ROUNDS } from "./action-setting.js";
import { type Activity, FailingWait, immediately, SuspendWait, Wait } from "./activity.js";
import type { Course } from "./course.js";
import { DirtyLog, SETUP_FIRST_PAGE, SUSPEND_FIRST_PAGE } from "./dirty-log.js";
import { Flight } from "./flight.js";
import type { MigrationRecord } from "./migration-record.js";
import { OpenRoundActions } from "./open-round-actions.js";
import { loadedPostcopy } from "./postcopy/load.js";
import { RoundTransfer } from "./round-transfer.js";
import { stagesOf } from "./stages.js";
import { isLate, notSuspended, Suspension } from "./suspension.js";

export class Actions {
  readonly #setting: ActionSetting;
  readonly #openRounds: OpenRoundActions;
  readonly #goodput: number;
  #nowSeconds = 0;
  #modelPages: number | undefined;

  constructor(scenario: ResolvedScenario, engine: Engine, pages: Pages, course: Course, record: MigrationRecord) {
    this.#setting = {
      scenario,
      engine,
      pages,
      course,
      record,
      log: new DirtyLog(pages, course, record),
      flight: new Flight(pages, scenario.timeoutSeconds),
      stages: stagesOf(engine, scenario),
      pagesToSend: 0,
    };
    this.#openRounds = new OpenRoundActions(this.#setting);
    this.#goodput = scenario.link.goodputBytesPerSecond;
  }

  /** Dirty pages of the channel, summed over all readings of the dirty log; undefined if pages have no identity (expected counts). */
  get channelPages(): number | undefined {
    return this.#setting.log.channelPages;
  }

  /** Allocated pages that were never sent. For engines without pages the largest round counts as the distinct pages sent. */
  get neverSentPages(): number {
    if (this.#modelPages === undefined) return this.#setting.pages.countNeverSent();
    return Math.max(0, this.#setting.pages.config.allocatedPages - this.#modelPages);
  }

  /** Begins an action at a simulated second. Returns a stop report instead of an activity if the migration is cancelled. */
  begin(action: EngineAction, nowSeconds: number): Activity | StopReport {
    this.#nowSeconds = nowSeconds;
    checkOrder(action, this.#setting, this.#openRounds.isOpen);
    switch (action.kind) {
      case "enable-log":
        return this.#enableLog(action.seconds, action.bytes);
      case "send":
        return this.#send(action);
      case "clean":
        return immediately(nowSeconds, () => this.#clean());
      case "peek":
        return immediately(nowSeconds, () => this.#setting.log.peek(nowSeconds));
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
        return immediately(nowSeconds, () => loadedPostcopy().dirtyRangesOf(this.#setting.pages));
      case "send-data":
        return this.#sendBeside(action.bytes, Math.max(0, action.seconds - action.bytes / this.#goodput), action.phase);
      case "postcopy":
        return this.#postcopy(action);
      case "pull":
        return this.#pull(action);
      default:
        return this.#openRounds.begin(action, nowSeconds);
    }
  }

  /** Closes the open round, if there is one, and records it. */
  closeRound(nowSeconds: number): void {
    this.#openRounds.close(nowSeconds);
  }

  #enableLog(seconds: number, bytes: number): Activity {
    this.#setting.pagesToSend = this.#setting.pages.fillToSend();
    this.#setting.log.markKernelPages(SETUP_FIRST_PAGE, this.#setting.scenario.host.setupDirtyPages);
    this.#setting.log.markTornDown();
    return this.#sendBeside(bytes, seconds, "setupSeconds", (endSeconds) => {
      this.#setting.log.lastHarvestSeconds = endSeconds;
    });
  }

  #send(action: SendAction): Activity | StopReport {
    if (this.#setting.record.rounds.length >= ROUNDS_MAX) return TOO_MANY_ROUNDS;
    if (action.suspendAfter) this.#planSuspend(action.suspendAfter);
    const { scenario, engine, pages, course, record, flight, stages, pagesToSend } = this.#setting;
    return new RoundTransfer({
      // Field by field, as a spread with fields after it costs 2 kB of heap per round.
      engine,
      pages,
      course,
      record,
      flight,
      stages,
      pagesToSend,
      startSeconds: this.#nowSeconds,
      action,
      pageBytes: scenario.vm.pageBytes,
      speedRatio: action.live ? scenario.host.liveSpeedRatio : 1,
    });
  }

  #clean(): Harvest {
    const harvest = this.#setting.log.harvest(this.#nowSeconds, false);
    this.#setting.pagesToSend = harvest.dirtyPages;
    // The engine neither sees nor counts pages that are held back.
    if (!this.#holdsBack) return harvest;
    return { ...harvest, dirtyPages: Math.max(0, harvest.dirtyPages - this.#setting.pages.countDeferredToSend()) };
  }

  /** True if the channel's pages are deferred: a scenario with such a channel defers no others. */
  get #holdsBack(): boolean {
    return this.#setting.pages.config.deferredPages > this.#setting.scenario.vm.deferredPages;
  }

  #addDeferred(): undefined {
    this.#setting.pagesToSend += this.#setting.pages.addDeferred();
  }

  /** The request to suspend reaches the guest's channels first: they are drained and torn down while the guest runs. */
  #leaveChannels(): Activity {
    this.#setting.course.setCopying(false, this.#nowSeconds);
    this.#setting.course.requestSuspend(this.#nowSeconds);
    const record = (seconds: number): void => this.#setting.record.addPhase("switchSeconds", seconds);
    const { environment } = this.#setting.course;
    return new SuspendWait(
      this.#setting.course,
      this.#nowSeconds,
      () => environment.isReadyToSuspend,
      record,
      () => this.#setting.log.markTornDown(),
    );
  }

  /** Channels and guest go through what `leave-channels` and `suspend` do, beside the copy. */
  #planSuspend({ seconds, stop }: NonNullable<SendAction["suspendAfter"]>): void {
    const [log, course, record] = [this.#setting.log, this.#setting.course, this.#setting.record];
    const askSeconds = this.#nowSeconds + seconds;
    course.follow(new Suspension({ askSeconds, stop, host: this.#setting.scenario.host, course, log, record }));
  }

  #awaitSuspended(): Activity {
    const startSeconds = this.#nowSeconds;
    const record = (seconds: number): void => this.#setting.record.addTime("liveSeconds", startSeconds, seconds);
    return new SuspendWait(this.#setting.course, startSeconds, () => this.#setting.course.guest !== "suspending", record);
  }

  /** The guest runs until it is suspended; the pages its kernel dirties on the way are marked when it stops. */
  #suspend(stop: StopReport): Activity {
    this.#setting.record.stop = stop;
    const { suspendSeconds, suspendTimeoutSeconds, suspendDirtyPages } = this.#setting.scenario.host;
    if (isLate(this.#setting.scenario.host)) return this.#failToSuspend(suspendTimeoutSeconds);
    this.#setting.record.pauseCallSeconds = this.#nowSeconds;
    this.#setting.record.resumedSeconds = undefined;
    return this.#wait(suspendSeconds, "suspendSeconds", (endSeconds) => {
      this.#setting.log.markKernelPages(SUSPEND_FIRST_PAGE, suspendDirtyPages);
      this.#setting.record.limits.setThrottle(0, endSeconds);
      this.#setting.course.pause(endSeconds);
    });
  }

  /** The guest does not answer: it runs on, and the toolstack gives the migration up. No downtime: nothing was paused. */
  #failToSuspend(timeoutSeconds: number): Activity {
    const record = (waited: number): void => this.#setting.record.addPhase("switchSeconds", waited);
    return new FailingWait(this.#setting.course, this.#nowSeconds, timeoutSeconds, record, notSuspended(timeoutSeconds));
  }

  #sendState(bytes: number, roundTrips: number): Activity {
    return this.#sendBeside(bytes, roundTrips * 2 * this.#setting.scenario.link.latencySeconds, "stateSeconds");
  }

  /** Sends bytes that belong to no round, then waits. */
  #sendBeside(bytes: number, seconds: number, phase: keyof Phases, atEnd?: (nowSeconds: number) => void): Activity {
    const allSeconds = bytes / this.#goodput + seconds;
    const startSeconds = this.#nowSeconds;
    const enter = (waited: number): void => {
      this.#setting.record.addTime(phase, startSeconds, waited);
      this.#setting.record.addBytes(waited === allSeconds ? bytes : Math.min(bytes, Math.floor(waited * this.#goodput)));
    };
    return new Wait(this.#setting.course, this.#nowSeconds, allSeconds, enter, atEnd);
  }

  #resume(): Activity {
    return this.#wait(this.#setting.scenario.host.resumeSeconds, "resumeSeconds", (endSeconds) => {
      this.#setting.record.resumedSeconds = endSeconds;
      this.#setting.course.resume(endSeconds);
    });
  }

  #postcopy(action: PostcopyAction): Activity {
    const { Postcopy } = loadedPostcopy();
    return new Postcopy({ action, ...this.#movedGuest() });
  }

  #pull(action: PullAction): Activity {
    const { Pull } = loadedPostcopy();
    return new Pull({ action, pageBytes: this.#setting.scenario.vm.pageBytes, ...this.#movedGuest() });
  }

  /** What both kinds of post-copy begin with. */
  #movedGuest() {
    this.closeRound(this.#nowSeconds);
    return { startSeconds: this.#nowSeconds, ...this.#setting };
  }

  #wait(seconds: number, phase: keyof Phases, atEnd?: (nowSeconds: number) => void): Activity {
    return new Wait(this.#setting.course, this.#nowSeconds, seconds, (waited) => this.#setting.record.addPhase(phase, waited), atEnd);
  }

  #modelRound(action: ModelRoundAction): Activity | StopReport {
    if (this.#setting.record.rounds.length >= ROUNDS_MAX) return TOO_MANY_ROUNDS;
    const startSeconds = this.#nowSeconds;
    return new Wait(this.#setting.course, startSeconds, action.seconds, (waited) => this.#enterModelRound(action, startSeconds, waited));
  }

  /** A model round that is cut off has sent bytes in proportion to its time and found no dirty page. */
  #enterModelRound(action: ModelRoundAction, startSeconds: number, durationSeconds: number): void {
    const { pageBytes } = this.#setting.scenario.vm;
    const isWhole = durationSeconds === action.seconds;
    const wireBytes = isWhole ? action.bytes : action.bytes * (durationSeconds / action.seconds);
    const pagesToSend = Math.ceil(action.bytes / pageBytes);
    const pagesSent = isWhole ? pagesToSend : Math.floor(wireBytes / pageBytes);
    const counts = { pagesSent, pagesSkipped: 0, zeroPages: 0, pagesAllocatedOnly: 0, pagesDeferred: 0, deltaPages: 0 };
    const pass = { live: action.live, startSeconds, pagesToSend };
    this.#setting.record.addRound(pass, counts, { durationSeconds, wireBytes, unsentNewPages: 0 }, phaseOf(action));
    this.#modelPages = Math.max(this.#modelPages ?? 0, pagesSent);
    if (isWhole && action.dirtiedBytes !== undefined) this.#setting.record.addHarvest(Math.ceil(action.dirtiedBytes / pageBytes));
  }
}
