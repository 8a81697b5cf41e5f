/**
 * Fluid model of one direction of a flow. Bytes are offered by the sender, wait there, pass the ring, staging or the
 * buffers of the network path, and are delivered to the reader. At any time offered = delivered + in flight.
 *
 * New bytes take the current route. The reader finishes the older route before it touches the newer one, as both sides of
 * XenVMC do when they switch, so order is kept. Between events all rates are constant; `advance` steps from event to event.
 */
import { FlowStages, isDrained, NETWORK, NOTHING_BYTES, type PerStage, RING, STAGED, type StageLimits, WAITING } from "./flow-stages.js";

export type Route = "local" | "network" | "none";

export type OfferedLoad =
  /** A constant rate. */
  | { readonly kind: "open"; readonly bytesPerSecond: number }
  /** All at once at the beginning. */
  | { readonly kind: "volume"; readonly bytes: number }
  /** Up to this rate while fewer than `windowBytes` are in flight, then a byte for each that is delivered. */
  | { readonly kind: "closed"; readonly bytesPerSecond: number; readonly windowBytes: number };

/** Maximum rates of the stages of a flow in bytes per second, 0 to Infinity (treated as 10^11). */
export interface FlowRates {
  /** Into the ring, by the channel's time per message. */
  readonly localBytesPerSecond: number;
  /** From the ring to staging. Not used where the ring is read directly. */
  readonly stagingBytesPerSecond: number;
  /** Through the network path. */
  readonly networkBytesPerSecond: number;
  /** Taken by the reader; 0 for one that never reads. */
  readonly readerBytesPerSecond: number;
}

export interface FlowConfig extends StageLimits {
  readonly offered: OfferedLoad;
  readonly route: Route;
  readonly rates: FlowRates;
  readonly startSeconds: number;
}

/** Upper bound of every rate: an unbounded rate would move bytes in zero time. */
export const FASTEST_BYTES_PER_SECOND = 1e11;

/** Bytes per second: offered by the sender, delivered to the reader, and the net change of each stage. */
interface Movement {
  readonly offered: number;
  readonly delivered: number;
  readonly changes: PerStage;
}

export class FluidFlow {
  readonly #offered: OfferedLoad;
  readonly #stages: FlowStages;
  #rates: FlowRates;
  #route: Route;
  #nowSeconds: number;
  #offeredBytes: number;
  #deliveredBytes = 0;
  #senderRuns = true;
  #readerRuns = true;

  /** Cached rates of all stages and seconds to the next event; cleared on every change. */
  #movement: Movement | undefined;
  #secondsToNextEvent: number | undefined;

  /** A flow at `startSeconds`, with nothing in the channel. */
  constructor(config: FlowConfig) {
    const { offered } = config;
    this.#offered = offered;
    this.#offeredBytes = offered.kind === "volume" ? offered.bytes : 0;
    this.#stages = new FlowStages(this.#offeredBytes, config);
    this.#rates = boundRates(config.rates);
    this.#route = config.route;
    this.#nowSeconds = config.startSeconds;
  }

  get nowSeconds(): number {
    return this.#nowSeconds;
  }

  get route(): Route {
    return this.#route;
  }

  get offeredBytes(): number {
    return this.#offeredBytes;
  }

  get deliveredBytes(): number {
    return this.#deliveredBytes;
  }

  /** Bytes offered by the sender and not yet accepted by the path. */
  get waitingBytes(): number {
    return this.#stages.bytesIn(WAITING);
  }

  get ringBytes(): number {
    return this.#stages.bytesIn(RING);
  }

  get stagedBytes(): number {
    return this.#stages.bytesIn(STAGED);
  }

  get networkBytes(): number {
    return this.#stages.bytesIn(NETWORK);
  }

  /** Bytes offered and not yet delivered. */
  get inFlightBytes(): number {
    return this.#stages.totalBytes;
  }

  /** Bytes in the ring and in staging, which must be read before the channel is torn down. */
  get localBytes(): number {
    return this.ringBytes + this.stagedBytes;
  }

  /** `stagedBytes` rounded up to a backlog step (`backlog.ts`). */
  get stagedStepBytes(): number {
    return this.#stages.stepBytes(STAGED);
  }

  /** `ringBytes` rounded up to a backlog step. */
  get ringStepBytes(): number {
    return this.#stages.stepBytes(RING);
  }

  /** `networkBytes` rounded up to a backlog step. */
  get networkStepBytes(): number {
    return this.#stages.stepBytes(NETWORK);
  }

  /**
   * Bytes per second to which the reader limits the sender, because all buffers between them are full or they hold
   * everything that a closed flow may have in flight. Infinity if there is room. Independent of the speed of the path.
   */
  get heldToBytesPerSecond(): number {
    const stages = this.#stages;
    if (this.#windowIsFull && stages.isEmpty(WAITING)) return this.#moveWith(0).delivered;
    const onNetwork = this.#route === "network";
    if (this.#route === "none" || !stages.isFull(onNetwork ? NETWORK : RING)) return Infinity;
    const olderIsUnread = onNetwork ? stages.hasLocal : !stages.isEmpty(NETWORK);
    const reader = olderIsUnread ? 0 : this.#readerBytesPerSecond;
    if (onNetwork) return reader;
    const { between, out } = stages.moveLocal(FASTEST_BYTES_PER_SECOND, this.#rates.stagingBytesPerSecond, reader);
    return stages.isStaged ? between : out;
  }

  /** Bytes per second that the sender offers at the current rates; 0 for a volume, which is offered at once. */
  get offeredBytesPerSecond(): number {
    return this.#movementNow.offered;
  }

  /** Bytes per second that the path accepts at the current rates. */
  get acceptedBytesPerSecond(): number {
    const { offered, changes } = this.#movementNow;
    return Math.max(0, offered - changes[WAITING]);
  }

  /** Bytes per second that the reader gets at the current rates. */
  get deliveredBytesPerSecond(): number {
    return this.#movementNow.delivered;
  }

  /** True for a volume that has been delivered completely. */
  get isThrough(): boolean {
    return this.#offered.kind === "volume" && isDrained(this.#stages.totalBytes) && stands(this.#movementNow);
  }

  /** Time at which a stage next fills, empties or reaches a step, or the volume is delivered, at current rates; Infinity if never. */
  get nextEventSeconds(): number {
    return this.#nowSeconds + this.#secondsToEventNow;
  }

  advance(toSeconds: number): void {
    while (this.#nowSeconds < toSeconds) {
      const left = toSeconds - this.#nowSeconds;
      const seconds = Math.min(this.#secondsToEventNow, left);
      if (!stands(this.#movementNow)) this.#pass(this.#movementNow, seconds);
      this.#nowSeconds = seconds < left ? this.#nowSeconds + seconds : toSeconds;
    }
  }

  setRoute(route: Route): void {
    this.#route = route;
    this.#changed();
  }

  /** Changes some rates from the current time on. */
  setRates(rates: Partial<FlowRates>): void {
    this.#rates = boundRates({ ...this.#rates, ...rates });
    this.#changed();
  }

  /** Stops or restarts one side, whose guest is paused or resumed: a stopped sender offers and sends nothing, a stopped reader reads nothing. */
  setRunning(side: "sender" | "reader", runs: boolean): void {
    if (side === "sender") this.#senderRuns = runs;
    else this.#readerRuns = runs;
    this.#changed();
  }

  #pass({ offered, delivered, changes }: Movement, seconds: number): void {
    // Delivered bytes are added up separately, not computed as offered minus in flight.
    this.#offeredBytes += offered * seconds;
    this.#deliveredBytes += delivered * seconds;
    this.#stages.pass(changes, seconds);
    this.#changed();
  }

  #changed(): void {
    this.#movement = undefined;
    this.#secondsToNextEvent = undefined;
  }

  get #movementNow(): Movement {
    this.#movement ??= this.#move();
    return this.#movement;
  }

  get #secondsToEventNow(): number {
    this.#secondsToNextEvent ??= this.#secondsToEvent(this.#movementNow);
    return this.#secondsToNextEvent;
  }

  get #readerBytesPerSecond(): number {
    return this.#readerRuns ? this.#rates.readerBytesPerSecond : 0;
  }

  get #pathBytesPerSecond(): number {
    if (!this.#senderRuns || this.#route === "none") return 0;
    return this.#route === "local" ? this.#rates.localBytesPerSecond : this.#rates.networkBytesPerSecond;
  }

  get #windowIsFull(): boolean {
    const offered = this.#offered;
    return offered.kind === "closed" && this.#stages.totalBytes >= offered.windowBytes - NOTHING_BYTES;
  }

  #move(): Movement {
    const offered = this.#offered;
    if (!this.#senderRuns || offered.kind === "volume") return this.#moveWith(0);
    if (!this.#windowIsFull) return this.#moveWith(offered.bytesPerSecond);
    return this.#moveWith(Math.min(offered.bytesPerSecond, this.#moveWith(0).delivered));
  }

  /** Rates of all stages when `fresh` bytes per second are offered. */
  #moveWith(fresh: number): Movement {
    const stages = this.#stages;
    const isLocal = this.#route === "local";
    const path = this.#pathBytesPerSecond;
    const supply = stages.isEmpty(WAITING) ? Math.min(fresh, path) : path;
    const readsLocal = isLocal ? stages.isEmpty(NETWORK) : stages.hasLocal;
    const reader = this.#readerBytesPerSecond;
    const local = stages.moveLocal(isLocal ? supply : 0, this.#rates.stagingBytesPerSecond, readsLocal ? reader : 0);
    const networkSupply = this.#route === "network" ? supply : 0;
    const networkOut = stages.leaving(NETWORK, networkSupply, readsLocal ? 0 : reader);
    const networkIn = stages.entering(NETWORK, networkSupply, networkOut);
    const ringOut = stages.isStaged ? local.between : local.out;
    return {
      offered: fresh,
      delivered: local.out + networkOut,
      changes: [
        fresh - local.into - networkIn,
        local.into - ringOut,
        stages.isStaged ? local.between - local.out : 0,
        networkIn - networkOut,
      ],
    };
  }

  #secondsToEvent({ offered: fresh, delivered, changes }: Movement): number {
    const seconds = this.#stages.secondsToEvent(changes);
    const offered = this.#offered;
    const growth = fresh - delivered;
    if (offered.kind !== "closed" || growth <= 0 || this.#windowIsFull) return seconds;
    return Math.min(seconds, (offered.windowBytes - this.#stages.totalBytes) / growth);
  }
}

/** True if no byte moves, as in a completed volume. */
function stands({ offered, delivered, changes: [waiting, ring, staged, network] }: Movement): boolean {
  return offered === 0 && delivered === 0 && waiting === 0 && ring === 0 && staged === 0 && network === 0;
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
