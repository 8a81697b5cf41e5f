/**
 * Connection state of a pair of guests: joined, leaving, gone, joining. One state machine per peer, stepped by
 * events. It contains the pair's flows, so that a route changes exactly when the state does.
 */
import type { FluidFlow } from "./flow.js";

/** XenVMC's states of a peer. `released-1`: the granter waits for the mapper. */
export type ResidencyState = "init" | "listen" | "connected" | "suspend" | "released-1" | "released";

/** How the pair's bytes travel as a whole. */
export type ResidencyMode = "local" | "switching" | "remote";

/** Details of a suspend timeout: libxl stopped waiting for the guest to suspend. */
export interface SuspendTimeout {
  readonly seconds: number;
  /** Seconds that libxl waited. */
  readonly limitSeconds: number;
  /** Bytes still in the rings and in staging. */
  readonly unreadBytes: number;
}

export interface ResidencyEvent {
  readonly seconds: number;
  readonly state: ResidencyState;
  /** The message or action that caused the transition, in XenVMC's terms. */
  readonly message: string;
}

/** A guest of the pair: the one that the pair is described for, or the other one, which may migrate too. */
export type PairEnd = "migrating" | "peer";

/** One direction of a flow of the pair, and the guest that sends it. */
export interface ResidentFlow {
  readonly sender: PairEnd;
  readonly flow: FluidFlow;
}

export interface Residency {
  readonly state: ResidencyState;
  readonly mode: ResidencyMode;
  readonly nowSeconds: number;
  /** The next change of state or of a flow's rates; Infinity if there is none. */
  readonly nextEventSeconds: number;
  /** True if this pair no longer prevents the guest from suspending. */
  readonly isReadyToSuspend: boolean;
  /** Time at which the peer unmapped the rings, which marks the granter's pages dirty. */
  readonly tornDownSeconds: number | undefined;
  readonly suspendTimeout: SuspendTimeout | undefined;
  readonly events: readonly ResidencyEvent[];
  /** Steps the machine and all its flows. */
  advance(toSeconds: number): void;
  /** The toolstack asks a guest to suspend at the current time. */
  requestSuspend(end?: PairEnd): void;
  /** Pauses a guest: it neither offers nor reads. */
  pause(end?: PairEnd): void;
  /** Resumes the migrating guest: at the destination, or at the source if the migration failed. */
  resume(where: "source" | "destination"): void;
  /** Resumes a guest of the pair. `areTogether`: both guests are on one host then, and join again once neither is leaving. */
  resumeEnd(end: PairEnd, areTogether: boolean): void;
}

/** Stops or restarts one guest's end of each flow. */
export function runEnds(flows: readonly ResidentFlow[], end: PairEnd, runs: boolean): void {
  for (const { sender, flow } of flows) flow.setRunning(sender === end ? "sender" : "reader", runs);
}

/** Advances the flows of a pair and returns those that may still carry bytes: all except delivered volumes. */
export function advanceFlows(flows: readonly ResidentFlow[], toSeconds: number): readonly ResidentFlow[] {
  for (const { flow } of flows) flow.advance(toSeconds);
  return flows.some(({ flow }) => flow.isThrough) ? flows.filter(({ flow }) => !flow.isThrough) : flows;
}

export function nextFlowEventSeconds(flows: readonly ResidentFlow[]): number {
  return flows.reduce((next, { flow }) => Math.min(next, flow.nextEventSeconds), Infinity);
}
