/**
 * The bytes of one direction of a flow, as a fluid: offered by the sender, waiting at it, in the ring, in staging, in the
 * network path's buffers, delivered to the reader. Nothing is ever lost: offered = delivered + in flight at every moment.
 *
 * New bytes take the current route. The reader finishes the older route before it touches the newer one, as both sides of
 * XenVMC do when they switch, so order is kept. Between events all rates are constant; `advance` steps from event to event.
 */
import { backlogStepBytes, secondsToBacklogStep } from "./backlog.js";

export type Route = "local" | "network" | "none";

export type OfferedLoad =
  /** As many bytes per second for ever. */
  | { readonly kind: "open"; readonly bytesPerSecond: number }
  /** All at once at the beginning. */
  | { readonly kind: "volume"; readonly bytes: number }
  /** Up to so many bytes per second while fewer than `windowBytes` are in flight, then one for each that is delivered. */
  | { readonly kind: "closed"; readonly bytesPerSecond: number; readonly windowBytes: number };

/** What the stages of a flow can do; all bytes per second, 0 .. Infinity (counted as 10^11). */
export interface FlowRates {
  /** Into the ring, by the channel's time per message. */
  readonly localBytesPerSecond: number;
  /** From the ring to staging. Not used where the ring is read directly. */
  readonly stagingBytesPerSecond: number;
  /** Through the network path. */
  readonly networkBytesPerSecond: number;
  /** By the reader; 0 for one that never reads. */
  readonly readerBytesPerSecond: number;
}

export interface FlowConfig {
  readonly offered: OfferedLoad;
  readonly ringBytes: number;
  /** Unread bytes in staging at which the sender is blocked; 0 where the reader takes bytes out of the ring. */
  readonly stagingLimitBytes: number;
  /** Socket buffers of the network path. */
  readonly networkBufferBytes: number;
  readonly route: Route;
  readonly rates: FlowRates;
  readonly startSeconds: number;
}

export interface FlowState {
  readonly nowSeconds: number;
  readonly route: Route;
  readonly offeredBytes: number;
  readonly deliveredBytes: number;
  /** At the sender: offered and not accepted by the path. */
  readonly waitingBytes: number;
  readonly ringBytes: number;
  readonly stagedBytes: number;
  readonly networkBytes: number;
  /** Of everything offered and not delivered. */
  readonly inFlightBytes: number;
  /** In the ring and in staging: what has to be read before the channel may go. */
  readonly localBytes: number;
  /** `stagedBytes` and `ringBytes` as their backlogs count, in steps: see backlog.ts. */
  readonly stagedStepBytes: number;
  readonly ringStepBytes: number;
  /**
   * Bytes per second to which the reading end holds the sender, because all buffers between them are full, or all that a closed
   * flow may have under way lies in them. Infinity where there is room. It does not depend on how fast the path is.
   */
  readonly heldToBytesPerSecond: number;
  /** Bytes per second that the path accepts, and that the reader gets, at the rates of now. */
  readonly acceptedBytesPerSecond: number;
  readonly deliveredBytesPerSecond: number;
}

export interface FlowProcess extends FlowState {
  /** When a stage next fills, empties or reaches a step, or the volume is through, at the rates of now; Infinity if never. */
  readonly nextEventSeconds: number;
  advance(toSeconds: number): void;
  setRoute(route: Route): void;
  /** Changes some rates from now on. */
  setRates(rates: Partial<FlowRates>): void;
  /** Stops or starts a side whose guest is paused or runs again: a stopped sender offers and moves nothing, a stopped reader reads nothing. */
  setRunning(side: "sender" | "reader", runs: boolean): void;
}

/** No stage is faster than this: a rate without bound would move bytes in no time. */
export const FASTEST_BYTES_PER_SECOND = 1e11;

/** Below this a stage is empty, and above its limit less this it is full: a tenth of a byte, so that no event is nearer than a clock of hours can tell. */
const NOTHING_BYTES = 0.1;

const WAITING = 0;
const RING = 1;
const STAGED = 2;
const NETWORK = 3;

interface Movement {
  readonly offered: number;
  readonly delivered: number;
  /** Net change of each stage in bytes per second. */
  readonly stages: readonly [waiting: number, ring: number, staged: number, network: number];
}

function boundRates(rates: FlowRates): FlowRates {
  const bound = (rate: number) => Math.min(rate, FASTEST_BYTES_PER_SECOND);
  return {
    localBytesPerSecond: bound(rates.localBytesPerSecond),
    stagingBytesPerSecond: bound(rates.stagingBytesPerSecond),
    networkBytesPerSecond: bound(rates.networkBytesPerSecond),
    readerBytesPerSecond: bound(rates.readerBytesPerSecond),
  };
}

/** True where so few bytes are left that they are rounding, not data. */
export function isDrained(bytes: number): boolean {
  return bytes <= 2 * NOTHING_BYTES;
}

/** Creates a flow at `startSeconds`, with nothing in the channel. */
export function createFlow(config: FlowConfig): FlowProcess {
  const { offered } = config;
  const stages: [number, number, number, number] = [offered.kind === "volume" ? offered.bytes : 0, 0, 0, 0];
  const stagingLimit = config.stagingLimitBytes > 0 ? config.stagingLimitBytes : 0;
  const limits = [Infinity, config.ringBytes, stagingLimit, config.networkBufferBytes] as const;
  let rates = boundRates(config.rates);
  let route = config.route;
  let nowSeconds = config.startSeconds;
  let senderRuns = true;
  let readerRuns = true;
  let offeredBytes = stages[WAITING];
  let deliveredBytes = 0;

  const isEmpty = (stage: number) => (stages[stage] as number) <= NOTHING_BYTES;
  const isFull = (stage: number) => (stages[stage] as number) >= (limits[stage] as number) - NOTHING_BYTES;
  const inFlight = () => stages[WAITING] + stages[RING] + stages[STAGED] + stages[NETWORK];
  const hasLocal = () => !isEmpty(RING) || !isEmpty(STAGED);
  const readerSpeed = () => (readerRuns ? rates.readerBytesPerSecond : 0);
  const windowIsFull = () => offered.kind === "closed" && inFlight() >= offered.windowBytes - NOTHING_BYTES;

  /** What passes a stage when `into` arrives, `out` may leave and the stage is as full as it is. */
  const leaving = (stage: number, into: number, out: number) => (isEmpty(stage) ? Math.min(into, out) : out);
  const entering = (stage: number, into: number, out: number) => (isFull(stage) ? Math.min(into, out) : into);

  /** The local path with `supply` offered to it and a reader of `reader`: bytes per second in, between, and out. */
  function moveLocal(supply: number, reader: number) {
    if (stagingLimit === 0) {
      const out = leaving(RING, supply, reader);
      return { into: entering(RING, supply, out), between: 0, out };
    }
    const reach = leaving(RING, supply, rates.stagingBytesPerSecond);
    const out = leaving(STAGED, reach, reader);
    const between = entering(STAGED, reach, out);
    return { into: entering(RING, supply, between), between, out };
  }

  function pathBytesPerSecond(): number {
    if (route === "none") return 0;
    return route === "local" ? rates.localBytesPerSecond : rates.networkBytesPerSecond;
  }

  /** Rates of all stages when `fresh` bytes per second are offered. */
  function moveWith(fresh: number): Movement {
    const path = senderRuns ? pathBytesPerSecond() : 0;
    const supply = isEmpty(WAITING) ? Math.min(fresh, path) : path;
    const readsLocal = route === "local" ? isEmpty(NETWORK) : hasLocal();
    const reader = readerSpeed();
    const local = moveLocal(route === "local" ? supply : 0, readsLocal ? reader : 0);
    const networkSupply = route === "network" ? supply : 0;
    const networkOut = leaving(NETWORK, networkSupply, readsLocal ? 0 : reader);
    const networkIn = entering(NETWORK, networkSupply, networkOut);
    const ringOut = stagingLimit === 0 ? local.out : local.between;
    return {
      offered: fresh,
      delivered: local.out + networkOut,
      stages: [
        fresh - local.into - networkIn,
        local.into - ringOut,
        stagingLimit === 0 ? 0 : local.between - local.out,
        networkIn - networkOut,
      ],
    };
  }

  function heldTo(): number {
    if (windowIsFull() && isEmpty(WAITING)) return moveWith(0).delivered;
    const [stage, older] = route === "network" ? [NETWORK, hasLocal()] : [RING, !isEmpty(NETWORK)];
    if (route === "none" || !isFull(stage)) return Infinity;
    const reader = older ? 0 : readerSpeed();
    if (stage === NETWORK) return reader;
    const { between, out } = moveLocal(FASTEST_BYTES_PER_SECOND, reader);
    return stagingLimit === 0 ? out : between;
  }

  function move(): Movement {
    if (!senderRuns || offered.kind === "volume") return moveWith(0);
    const movement = moveWith(offered.bytesPerSecond);
    if (!windowIsFull()) return movement;
    return moveWith(Math.min(offered.bytesPerSecond, moveWith(0).delivered));
  }

  /** Seconds until `stage` fills or empties, Infinity if it does neither. */
  function stageSeconds(stage: number, rate: number): number {
    const level = stages[stage] as number;
    if (rate < 0) return level / -rate;
    return rate > 0 ? Math.max(0, (limits[stage] as number) - level) / rate : Infinity;
  }

  function untilEvent(movement: Movement): number {
    let seconds = Infinity;
    for (const [stage, rate] of movement.stages.entries()) seconds = Math.min(seconds, stageSeconds(stage, rate));
    const stepping = stagingLimit > 0 ? STAGED : RING;
    seconds = Math.min(seconds, secondsToBacklogStep(stages[stepping], limits[stepping], movement.stages[stepping]));
    const growth = movement.offered - movement.delivered;
    if (offered.kind === "closed" && growth > 0 && !windowIsFull()) {
      seconds = Math.min(seconds, (offered.windowBytes - inFlight()) / growth);
    }
    return seconds;
  }

  /** Lets `seconds` pass at constant rates. Delivered bytes are counted on their own, not as what is left. */
  function pass(movement: Movement, seconds: number): void {
    offeredBytes += movement.offered * seconds;
    deliveredBytes += movement.delivered * seconds;
    for (const [stage, rate] of movement.stages.entries()) {
      stages[stage] = Math.max(0, (stages[stage] as number) + rate * seconds);
    }
  }

  return {
    get nowSeconds() {
      return nowSeconds;
    },
    get route() {
      return route;
    },
    get offeredBytes() {
      return offeredBytes;
    },
    get deliveredBytes() {
      return deliveredBytes;
    },
    get waitingBytes() {
      return stages[WAITING];
    },
    get ringBytes() {
      return stages[RING];
    },
    get stagedBytes() {
      return stages[STAGED];
    },
    get networkBytes() {
      return stages[NETWORK];
    },
    get inFlightBytes() {
      return inFlight();
    },
    get localBytes() {
      return stages[RING] + stages[STAGED];
    },
    get stagedStepBytes() {
      return backlogStepBytes(stages[STAGED], limits[STAGED]);
    },
    get ringStepBytes() {
      return backlogStepBytes(stages[RING], limits[RING]);
    },
    get heldToBytesPerSecond() {
      return heldTo();
    },
    get acceptedBytesPerSecond() {
      const { offered: fresh, stages: change } = move();
      return Math.max(0, fresh - change[WAITING]);
    },
    get deliveredBytesPerSecond() {
      return move().delivered;
    },
    get nextEventSeconds() {
      return nowSeconds + untilEvent(move());
    },
    advance(toSeconds) {
      while (nowSeconds < toSeconds) {
        const movement = move();
        const seconds = Math.min(untilEvent(movement), toSeconds - nowSeconds);
        pass(movement, seconds);
        nowSeconds = seconds < toSeconds - nowSeconds ? nowSeconds + seconds : toSeconds;
      }
    },
    setRoute: (next) => {
      route = next;
    },
    setRates: (changes) => {
      rates = boundRates({ ...rates, ...changes });
    },
    setRunning: (side, runs) => {
      if (side === "sender") senderRuns = runs;
      else readerRuns = runs;
    },
  };
}
