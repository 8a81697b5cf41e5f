/** The flows that a source of the workload is tied to: they set the speed of its clock. */
import type { TiedClock } from "../pages/tied-clock.js";
import type { Lane } from "./lane.js";
import type { Pair } from "./pair.js";

/** Bytes or messages below this are a rounding error. */
const NOTHING = 1e-3;

export class TiedFlows {
  readonly #clock: TiedClock;
  readonly #lanes: readonly Lane[];
  /** Units of the clock per byte of a lane. */
  readonly #perByte: (lane: Lane) => number;

  constructor(clock: TiedClock, lanes: readonly Lane[]) {
    this.#clock = clock;
    this.#lanes = lanes;
    this.#perByte = clock.tie.counts === "messages" ? ({ flow }) => 1 / flow.messageBytes : () => 1;
  }

  /** Sets the clock to the present traffic from a guest second on, for the simulated `stepSeconds` until the traffic changes next. */
  follow(guestSeconds: number, stepSeconds: number): void {
    const { tie } = this.#clock;
    this.#clock.carry(guestSeconds, tie.counts === "seconds" ? this.#atWork : this.#passing(guestSeconds, stepSeconds));
  }

  includes(peer: string, flow: number): boolean {
    const { tie } = this.#clock;
    return tie.peer === peer && (tie.flow === undefined || tie.flow === flow);
  }

  get #atWork(): 0 | 1 {
    return this.#lanes.some(({ process }) => !process.isThrough) ? 1 : 0;
  }

  /**
   * What both directions deliver per second. Changes closer together than the traffic's shortest step leave the clock ahead of the
   * traffic or behind it: a lane delivers no more in a step than it holds, and the rest is made up for in the next step.
   */
  #passing(guestSeconds: number, stepSeconds: number): number {
    const perSecond = this.#sum(({ process: { deliveredBytesPerSecond, offeredBytesPerSecond, inFlightBytes } }) =>
      Math.min(deliveredBytesPerSecond, offeredBytesPerSecond + inFlightBytes / stepSeconds),
    );
    const missing = this.#sum(({ process }) => process.deliveredBytes) - this.#clock.activeSeconds(guestSeconds);
    return Math.abs(missing) < NOTHING ? perSecond : Math.max(0, perSecond + missing / stepSeconds);
  }

  #sum(bytesOf: (lane: Lane) => number): number {
    return this.#lanes.reduce((sum, lane) => sum + bytesOf(lane) * this.#perByte(lane), 0);
  }
}

/** One for each clock. @throws RangeError for a clock tied to a flow that is not there */
export function tiedFlowsOf(clocks: readonly TiedClock[], pairs: readonly Pair[]): TiedFlows[] {
  return clocks.map((clock) => {
    const { peer, flow } = clock.tie;
    const pair = pairs.find((candidate) => candidate.peer.name === peer);
    const lanes = pair?.lanes.filter((lane) => flow === undefined || lane.flow === pair.peer.flows[flow]) ?? [];
    if (lanes.length === 0) throw new RangeError(`while: no flow ${flow ?? "at all"} of a peer ${peer}`);
    return new TiedFlows(clock, lanes);
  });
}
