/** What a stop rule of strict rounds is asked, and what it answers. */
import type { StopReport } from "../../result/result.js";

/** A live round just finished. */
export interface FinishedRound {
  /** Live rounds finished, this one included. */
  readonly rounds: number;
  readonly pagesSent: number;
  readonly allocatedPages: number;
  /** Pages dirtied during the round. */
  readonly dirtyPages: number;
  /** Simulated seconds at which the round began and ended. */
  readonly beganSeconds: number;
  readonly nowSeconds: number;
}

/** Why no further live round is made; undefined for another one. A rule with memory is made anew for each migration. */
export type StopRule = (round: FinishedRound) => StopReport | undefined;
