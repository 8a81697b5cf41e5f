/** The residency of a pair whose channel has no rings: nothing is torn down or joined, and the guest suspends without delay. */
import { advanceFlows, nextFlowEventSeconds, type PairEnd, type Residency, type ResidentFlow, runEnds } from "./residency.js";

export class NetworkResidency implements Residency {
  readonly state = "init";
  readonly mode = "remote";
  readonly isReadyToSuspend = true;
  readonly tornDownSeconds = undefined;
  readonly suspendTimeout = undefined;
  readonly events = [];
  readonly #flows: readonly ResidentFlow[];
  /** All flows except delivered volumes. */
  #openFlows: readonly ResidentFlow[];
  #nowSeconds: number;

  constructor(flows: readonly ResidentFlow[], startSeconds: number) {
    this.#flows = flows;
    this.#openFlows = flows;
    this.#nowSeconds = startSeconds;
  }

  get nowSeconds(): number {
    return this.#nowSeconds;
  }

  get nextEventSeconds(): number {
    return nextFlowEventSeconds(this.#openFlows);
  }

  advance(toSeconds: number): void {
    this.#openFlows = advanceFlows(this.#openFlows, toSeconds);
    this.#nowSeconds = Math.max(this.#nowSeconds, toSeconds);
  }

  requestSuspend(): void {}

  pause(end: PairEnd = "migrating"): void {
    runEnds(this.#flows, end, false);
  }

  resume(): void {
    this.resumeEnd("migrating");
  }

  resumeEnd(end: PairEnd): void {
    runEnds(this.#flows, end, true);
  }
}
