/** The stages between the sender and the reader of a flow: how full each is, and what passes it. */
import { backlogStepBytes, secondsToBacklogStep } from "./backlog.js";

export const WAITING = 0;
export const RING = 1;
export const STAGED = 2;
export const NETWORK = 3;

export type Stage = typeof WAITING | typeof RING | typeof STAGED | typeof NETWORK;

/** One number for each stage, in the order of their constants. */
export type PerStage = readonly [waiting: number, ring: number, staged: number, network: number];

/** Most bytes that each stage takes; the sender waits with any number. */
export interface StageLimits {
  readonly ringBytes: number;
  /** Unread bytes in staging at which the sender is blocked; 0 where the reader takes bytes out of the ring. */
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

/** True where what is left is rounding, not data. */
export function isDrained(bytes: number): boolean {
  return bytes <= 2 * NOTHING_BYTES;
}

export class FlowStages {
  readonly #bytes: [waiting: number, ring: number, staged: number, network: number];
  readonly #limits: PerStage;
  /** Received records go through staging. */
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

  /** The ring or staging holds bytes. */
  get hasLocal(): boolean {
    return !this.isEmpty(RING) || !this.isEmpty(STAGED);
  }

  /** The bytes of a stage as a backlog: see `backlog.ts`. */
  stepBytes(stage: Stage): number {
    return backlogStepBytes(this.#bytes[stage], this.#limits[stage]);
  }

  /** What leaves a stage where `into` arrives and `out` may leave. */
  leaving(stage: Stage, into: number, out: number): number {
    return this.isEmpty(stage) ? Math.min(into, out) : out;
  }

  /** What enters a stage where `into` arrives and `out` leaves. */
  entering(stage: Stage, into: number, out: number): number {
    return this.isFull(stage) ? Math.min(into, out) : into;
  }

  /** Movement on the local path where `supply` arrives at the ring and the reader takes up to `reader`. */
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

  /** Seconds until a stage fills, empties or its backlog reaches a step, at these changes in bytes per second. Infinity if never. */
  secondsToEvent(changes: PerStage): number {
    const stepping = this.isStaged ? STAGED : RING;
    return Math.min(
      this.#secondsToEnd(WAITING, changes),
      this.#secondsToEnd(RING, changes),
      this.#secondsToEnd(STAGED, changes),
      this.#secondsToEnd(NETWORK, changes),
      secondsToBacklogStep(this.#bytes[stepping], this.#limits[stepping], changes[stepping]),
    );
  }

  /** Seconds until `stage` fills or empties, Infinity if it does neither. */
  #secondsToEnd(stage: Stage, changes: PerStage): number {
    const [bytes, change] = [this.#bytes[stage], changes[stage]];
    if (change < 0) return bytes / -change;
    return change > 0 ? Math.max(0, this.#limits[stage] - bytes) / change : Infinity;
  }

  /** Lets `seconds` pass at these changes in bytes per second. */
  pass(changes: PerStage, seconds: number): void {
    for (const stage of [WAITING, RING, STAGED, NETWORK] as const) {
      this.#bytes[stage] = Math.max(0, this.#bytes[stage] + changes[stage] * seconds);
    }
  }
}
