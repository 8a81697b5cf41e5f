/** The stages between the sender and the reader of a flow: their fill levels and the rates through them. */
import { backlogStepBytes, secondsToBacklogStep } from "./backlog.js";

export const WAITING = 0;
export const RING = 1;
export const STAGED = 2;
export const NETWORK = 3;

export type Stage = typeof WAITING | typeof RING | typeof STAGED | typeof NETWORK;

/** One number for each stage, in the order of their constants. */
export type PerStage = readonly [waiting: number, ring: number, staged: number, network: number];

/** Capacity of each stage in bytes; the sender's own queue is unlimited. */
export interface StageLimits {
  readonly ringBytes: number;
  /** Unread bytes in staging at which the sender is blocked; 0 if the reader reads directly from the ring. */
  readonly stagingLimitBytes: number;
  /** Socket buffers of the network path. */
  readonly networkBufferBytes: number;
}

/** Bytes per second into the ring, from it to staging (0 without staging), and to the reader. */
export interface LocalMovement {
  readonly into: number;
  readonly between: number;
  readonly out: number;
}

/**
 * Below this many bytes a stage is empty, and this close to its limit it is full. A tenth of a byte, so that no event is closer than a
 * clock that counts hours can resolve.
 */
export const NOTHING_BYTES = 0.1;

/** True if the rest is a rounding error, not data. */
export function isDrained(bytes: number): boolean {
  return bytes <= 2 * NOTHING_BYTES;
}

export class FlowStages {
  readonly #bytes: [waiting: number, ring: number, staged: number, network: number];
  readonly #limits: PerStage;
  /** True if received records go through staging. */
  readonly isStaged: boolean;

  constructor(waitingBytes: number, { ringBytes, stagingLimitBytes, networkBufferBytes }: StageLimits) {
    this.#bytes = [waitingBytes, 0, 0, 0];
    this.isStaged = stagingLimitBytes > 0;
    this.#limits = [Infinity, ringBytes, this.isStaged ? stagingLimitBytes : 0, networkBufferBytes];
  }

  bytesIn(stage: Stage): number {
    return this.#bytes[stage];
  }

  get totalBytes(): number {
    const [waiting, ring, staged, network] = this.#bytes;
    return waiting + ring + staged + network;
  }

  isEmpty(stage: Stage): boolean {
    return this.#bytes[stage] <= NOTHING_BYTES;
  }

  isFull(stage: Stage): boolean {
    return this.#bytes[stage] >= this.#limits[stage] - NOTHING_BYTES;
  }

  /** True if the ring or staging holds bytes. */
  get hasLocal(): boolean {
    return !this.isEmpty(RING) || !this.isEmpty(STAGED);
  }

  /** The bytes of a stage rounded up to a backlog step (`backlog.ts`). */
  stepBytes(stage: Stage): number {
    return backlogStepBytes(this.#bytes[stage], this.#limits[stage]);
  }

  /** Bytes per second that leave a stage if `into` arrives and up to `out` may leave. */
  leaving(stage: Stage, into: number, out: number): number {
    return this.isEmpty(stage) ? Math.min(into, out) : out;
  }

  /** Bytes per second that a stage accepts if `into` arrives and `out` leaves. */
  entering(stage: Stage, into: number, out: number): number {
    return this.isFull(stage) ? Math.min(into, out) : into;
  }

  /** Rates on the local path if `supply` arrives at the ring and the reader takes up to `reader`, all in bytes per second. */
  moveLocal(supply: number, stagingBytesPerSecond: number, reader: number): LocalMovement {
    if (!this.isStaged) {
      const out = this.leaving(RING, supply, reader);
      return { into: this.entering(RING, supply, out), between: 0, out };
    }
    const reach = this.leaving(RING, supply, stagingBytesPerSecond);
    const out = this.leaving(STAGED, reach, reader);
    const between = this.entering(STAGED, reach, out);
    return { into: this.entering(RING, supply, between), between, out };
  }

  /** Seconds until a stage fills, empties or reaches a backlog step at these rates of change (bytes per second); Infinity if never. */
  secondsToEvent(changes: PerStage): number {
    const stepping = this.isStaged ? STAGED : RING;
    return Math.min(
      this.#secondsToEnd(WAITING, changes),
      this.#secondsToEnd(RING, changes),
      this.#secondsToEnd(STAGED, changes),
      this.#secondsToEnd(NETWORK, changes),
      secondsToBacklogStep(this.#bytes[stepping], this.#limits[stepping], changes[stepping]),
      secondsToBacklogStep(this.#bytes[NETWORK], this.#limits[NETWORK], changes[NETWORK]),
    );
  }

  /** Seconds until `stage` fills or empties, Infinity if it does neither. */
  #secondsToEnd(stage: Stage, changes: PerStage): number {
    const [bytes, change] = [this.#bytes[stage], changes[stage]];
    if (change < 0) return bytes / -change;
    return change > 0 ? Math.max(0, this.#limits[stage] - bytes) / change : Infinity;
  }

  /** Advances by `seconds` at these rates of change (bytes per second). */
  pass(changes: PerStage, seconds: number): void {
    for (const stage of [WAITING, RING, STAGED, NETWORK] as const) {
      this.#bytes[stage] = Math.max(0, this.#bytes[stage] + changes[stage] * seconds);
    }
  }
}
