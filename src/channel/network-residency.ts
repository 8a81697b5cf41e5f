/** The residency of a pair whose channel has no rings: nothing to leave and nothing to join, the guest suspends without delay. */
import { nextFlowEventSeconds, type Residency, type ResidentFlow, runMigratingEnds } from "./residency.js";

export class NetworkResidency implements Residency {
  readonly state = "init";
  readonly mode = "remote";
  readonly isReadyToSuspend = true;
  readonly tornDownSeconds = undefined;
  readonly suspendTimeout = undefined;
  readonly events = [];
  readonly #flows: readonly ResidentFlow[];
  #nowSeconds: number;

  constructor(flows: readonly ResidentFlow[], startSeconds: number) {
    this.#flows = flows;
    this.#nowSeconds = startSeconds;
  }

  get nowSeconds(): number {
    return this.#nowSeconds;
  }

  get nextEventSeconds(): number {
    return nextFlowEventSeconds(this.#flows);
  }

  advance(toSeconds: number): void {
    for (const { flow } of this.#flows) flow.advance(toSeconds);
    this.#nowSeconds = Math.max(this.#nowSeconds, toSeconds);
  }

  requestSuspend(): void {}

  pause(): void {
    runMigratingEnds(this.#flows, false);
  }

  resume(): void {
    runMigratingEnds(this.#flows, true);
  }
}
