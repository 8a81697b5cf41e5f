/**
 * External load on a migration: the guest's traffic with other guests. It takes a share of the link, changes what the guest
 * writes (through the clocks of its sources), and delays the suspend until the guest's channels are torn down. `Traffic`
 * implements it; `quietEnvironment` is a guest without peers.
 */
import type { TiedClock } from "../pages/tied-clock.js";
import type { ChannelReport } from "../result/result.js";
import { GRANTED_PAGE_BYTES } from "../scenario/channel-defaults.js";
import type { ResolvedHost } from "../scenario/resolved/resolved.js";

/** Pages of the guest that are marked as written at once. */
export interface MarkedPages {
  readonly firstPage: number;
  readonly pages: number;
}

/** All calls come in order of simulated time; `guestSeconds` is what the guest's clock shows then. */
export interface Environment {
  /** Sets the clocks of the workload's sources that are tied to flows, from the start on. Called once, before anything else. */
  tie(clocks: readonly TiedClock[]): void;
  /** Simulated time of the next change; Infinity if there is none. */
  readonly nextChangeSeconds: number;
  /** Advances to a simulated time no later than the next change. */
  advance(seconds: number, guestSeconds: number): void;
  /**
   * Begins or ends a pass over the pages. During a pass the copy uses its share of link and Dom0 CPUs, of the link at most
   * `limitBytesPerSecond` on average (Infinity for no limit), in whatever bursts it sends.
   */
  setCopying(copying: boolean, seconds: number, guestSeconds: number, limitBytesPerSecond: number): void;
  /** Goodput available to the copy while it sends. */
  readonly copyBytesPerSecond: number;
  /** What limits the copy: the link, which traffic may share, or Dom0's CPUs. */
  readonly copyLimit: "link" | "dom0";
  /** The engine throttles the guest: the fraction of CPU time withheld, 0 to 1. */
  throttle(ratio: number, seconds: number, guestSeconds: number): void;
  /** The guest is asked to suspend: its channels start the tear-down. */
  requestSuspend(seconds: number, guestSeconds: number): void;
  readonly isReadyToSuspend: boolean;
  /** Why the guest will never suspend, so that the migration fails; undefined if there is no such fault. */
  readonly suspendFault: string | undefined;
  /** Pages marked dirty by tear-downs since the last call. */
  takeMarkedPages(): readonly MarkedPages[];
  pause(seconds: number): void;
  resume(where: "source" | "destination", seconds: number): void;
  /** The migration is cancelled: the guest runs at the source and joins its channels again. */
  abandon(seconds: number): void;
  /** The dirty log was read: later windows of writes begin at this time or after. */
  harvested(guestSeconds: number): void;
  /** Guest pages that the channel writes. */
  readonly writtenPages: readonly MarkedPages[];
  /** The traffic's report after the end of the migration; undefined for a guest without peers. */
  report(endSeconds: number, pagesDirtied: number | undefined): ChannelReport | undefined;
}

/** Bytes per second that Dom0's CPUs can copy if nothing else needs them; Infinity if the copy costs them nothing. */
export function dom0BytesPerSecond({ dom0Cpus, copyCpuSeconds }: Pick<ResolvedHost, "dom0Cpus" | "copyCpuSeconds">): number {
  return copyCpuSeconds > 0 ? (dom0Cpus * GRANTED_PAGE_BYTES) / copyCpuSeconds : Infinity;
}

/** A guest without peers: the copy has the whole link and all of Dom0, which makes `dom0Limit` bytes per second. */
export function quietEnvironment(linkBytesPerSecond: number, dom0Limit = Infinity): Environment {
  return {
    tie: nothing,
    nextChangeSeconds: Infinity,
    advance: nothing,
    setCopying: nothing,
    copyBytesPerSecond: Math.min(linkBytesPerSecond, dom0Limit),
    copyLimit: dom0Limit < linkBytesPerSecond ? "dom0" : "link",
    throttle: nothing,
    requestSuspend: nothing,
    isReadyToSuspend: true,
    suspendFault: undefined,
    takeMarkedPages: noPages,
    pause: nothing,
    resume: nothing,
    abandon: nothing,
    harvested: nothing,
    writtenPages: [],
    report: nothing,
  };
}

const nothing = (): undefined => undefined;
const noPages = (): [] => [];
