/** The actions of a round that stays open: bursts and pauses, up to the sync or the step that closes it. */
import type { BeginRoundAction, BurstAction, EngineAction, Sync } from "../engine/action.js";
import type { StopReport } from "../result/result.js";
import { type ActionSetting, ROUNDS_MAX, TOO_MANY_ROUNDS } from "./action-setting.js";
import { type Activity, immediately, Wait } from "./activity.js";
import { BurstTransfer } from "./burst.js";
import { OpenRound } from "./open-round.js";
import { copyLimitOf } from "./stages.js";

export type OpenRoundAction = Extract<
  EngineAction,
  { readonly kind: "begin-round" | "burst" | "pause" | "sync" | "end-round" | "drop-free-pages" | "reap" | "throttle" | "report" }
>;

type PauseAction = Extract<EngineAction, { readonly kind: "pause" }>;

export class OpenRoundActions {
  readonly #setting: ActionSetting;
  #openRound: OpenRound | undefined;
  #nowSeconds = 0;

  constructor(setting: ActionSetting) {
    this.#setting = setting;
  }

  /** Whether a round is open. */
  get isOpen(): boolean {
    return this.#openRound !== undefined;
  }

  /** Begins an action at a simulated second. Returns a stop report instead of an activity if the migration is cancelled. */
  begin(action: OpenRoundAction, nowSeconds: number): Activity | StopReport {
    this.#nowSeconds = nowSeconds;
    const { course, pages, record } = this.#setting;
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
        course.setCopying(false, nowSeconds);
        return immediately(nowSeconds, () => void this.close(nowSeconds));
      case "drop-free-pages":
        return immediately(nowSeconds, () => (this.#setting.pagesToSend -= pages.dropZeroPages()));
      case "reap":
        return immediately(nowSeconds, () => course.reprotect(nowSeconds));
      case "throttle":
        return immediately(nowSeconds, () => this.#throttle(action.ratio));
      case "report":
        return immediately(nowSeconds, () => record.addEngineTotals(action.totals));
    }
  }

  #pause({ seconds, phase, reason }: PauseAction): Activity {
    const { limits } = this.#setting.record;
    const startSeconds = this.#nowSeconds;
    return new Wait(this.#setting.course, startSeconds, seconds, (waited) => {
      this.#setting.record.addTime(phase, startSeconds, waited);
      if (reason === "rate-limit") limits.addRateLimitPause(waited);
      else if (reason === "bitmap-sync") limits.bitmapSyncSeconds += waited;
    });
  }

  /** The copy holds its share of the link from here on: through pauses between bursts and through a sync into the next round. */
  #beginRound({ live, limitBytesPerSecond = Infinity }: BeginRoundAction): Activity | StopReport {
    const index = this.#setting.record.rounds.length;
    if (index >= ROUNDS_MAX) return TOO_MANY_ROUNDS;
    this.#openRound = new OpenRound({
      index,
      live,
      startSeconds: this.#nowSeconds,
      pagesToSend: this.#setting.pagesToSend,
      limitBytesPerSecond,
      throttleRatio: this.#setting.course.throttleRatio,
      pages: this.#setting.pages,
      flight: this.#setting.flight,
    });
    if (limitBytesPerSecond < Infinity) this.#setting.record.limits.noteLimit(limitBytesPerSecond);
    this.#setting.course.setCopying(true, this.#nowSeconds, copyLimitOf(this.#setting.stages, limitBytesPerSecond));
    return immediately(this.#nowSeconds, () => undefined);
  }

  #burst(action: BurstAction): Activity {
    const round = this.#openRound as OpenRound;
    const { pages, course, record, engine, stages, scenario } = this.#setting;
    const speedRatio = round.live ? scenario.host.liveSpeedRatio : 1;
    return new BurstTransfer(
      { round, action, record, pages, course, engine, stages, pageBytes: scenario.vm.pageBytes, speedRatio },
      this.#nowSeconds,
    );
  }

  /** Closes the open round and adds the dirty log to the pages to send. The sync of the set-up has no open round. */
  #sync(): Sync {
    const leftBefore = this.#openRound?.pagesLeft ?? this.#setting.pagesToSend;
    this.close(this.#nowSeconds);
    const { dirtyPages: newDirtyPages } = this.#setting.log.harvest(this.#nowSeconds, true);
    this.#setting.pagesToSend = leftBefore + newDirtyPages;
    return { newDirtyPages, pagesLeft: this.#setting.pagesToSend, nowSeconds: this.#nowSeconds };
  }

  #throttle(ratio: number): undefined {
    this.#setting.record.limits.setThrottle(ratio, this.#nowSeconds);
    this.#openRound?.throttle(ratio, this.#nowSeconds);
    this.#setting.course.throttle(ratio, this.#nowSeconds);
  }

  /** Closes the open round, if there is one, and records it. */
  close(nowSeconds: number): void {
    const round = this.#openRound;
    if (!round) return;
    const { live, startSeconds, pagesToSend } = round;
    const pass = { live, startSeconds, pagesToSend, throttleRatio: round.throttleRatioUntil(nowSeconds) };
    const { counts, outcome } = round.closeAt(nowSeconds);
    this.#setting.record.addRound(pass, counts, outcome);
    this.#openRound = undefined;
  }
}
