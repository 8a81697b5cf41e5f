/**
 * Where a pair of guests stands with its channel: joined, leaving, gone, joining. One state machine per peer, stepped by
 * events, with the pair's flows inside it, so that a route changes when the state does and not a moment off.
 */
import type { FluidFlow } from "./flow.js";

/** XenVMC's states of a peer. `released-1`: the granter waits for the mapper. */
export type ResidencyState = "init" | "listen" | "connected" | "suspend" | "released-1" | "released";

/** What the pair's bytes go through as a whole. */
export type ResidencyMode = "local" | "switching" | "remote";

/** libxl stopped waiting for the guest to suspend. */
export interface SuspendTimeout {
  readonly seconds: number;
  /** How long it had waited. */
  readonly limitSeconds: number;
  /** What was still in the rings and in staging. */
  readonly unreadBytes: number;
}

export interface ResidencyEvent {
  readonly seconds: number;
  readonly state: ResidencyState;
  /** The message or action that led there, in XenVMC's words. */
  readonly message: string;
}

/** A flow of the pair, and which guest sends it. */
export interface ResidentFlow {
  readonly sender: "migrating" | "peer";
  readonly flow: FluidFlow;
}

export interface Residency {
  readonly state: ResidencyState;
  readonly mode: ResidencyMode;
  readonly nowSeconds: number;
  /** The next change of state or of a flow's rates; Infinity if there is none. */
  readonly nextEventSeconds: number;
  /** True when the kernel may suspend as far as this pair is concerned. */
  readonly isReadyToSuspend: boolean;
  /** When the peer unmapped the rings: the moment at which the granter's pages are marked. */
  readonly tornDownSeconds: number | undefined;
  readonly suspendTimeout: SuspendTimeout | undefined;
  readonly events: readonly ResidencyEvent[];
  /** Steps the machine and all its flows. */
  advance(toSeconds: number): void;
  /** The toolstack asks the guest to suspend, now. */
  requestSuspend(): void;
  /** The guest stops: it neither offers nor reads. */
  pause(): void;
  /** The guest runs again: at the destination, or where it was when the migration failed. */
  resume(where: "source" | "destination"): void;
}

/** The migrating guest's end of each flow stops or runs again. */
export function runMigratingEnds(flows: readonly ResidentFlow[], runs: boolean): void {
  for (const { sender, flow } of flows) flow.setRunning(sender === "migrating" ? "sender" : "reader", runs);
}

/** Advances the flows of a pair. Returns those that may still carry something: delivered volumes need no further look. */
export function advanceFlows(flows: readonly ResidentFlow[], toSeconds: number): readonly ResidentFlow[] {
  for (const { flow } of flows) flow.advance(toSeconds);
  return flows.some(({ flow }) => flow.isThrough) ? flows.filter(({ flow }) => !flow.isThrough) : flows;
}

export function nextFlowEventSeconds(flows: readonly ResidentFlow[]): number {
  return flows.reduce((next, { flow }) => Math.min(next, flow.nextEventSeconds), Infinity);
}
