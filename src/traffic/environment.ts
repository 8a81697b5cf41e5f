/**
 * External load on a migration: the guest's traffic with other guests. It takes a share of the link, changes what the guest
 * writes (through the clocks of its sources), and delays the suspend until the guest's channels are torn down. `Traffic`
 * implements it; `quietEnvironment` is a guest without peers.
 */
import type { ChannelReport } from "../result/result.js";

/** Pages of the guest that are marked as written at once. */
export interface MarkedPages {
  readonly firstPage: number;
  readonly pages: number;
}

/** All calls come in order of simulated time; `guestSeconds` is what the guest's clock shows then. */
export interface Environment {
  /** Simulated second at which something changes by itself; Infinity if nothing does. */
  readonly nextChangeSeconds: number;
  /** Moves on to a simulated second, the next change or earlier. */
  advance(seconds: number, guestSeconds: number): void;
  /**
   * A pass over the pages begins or ends: only then does the copy take its share of link and processors, and of the link no more
   * than `limitBytesPerSecond` on average (Infinity for no limit), however it divides its time between bursts and breaks.
   */
  setCopying(copying: boolean, seconds: number, guestSeconds: number, limitBytesPerSecond: number): void;
  /** Goodput that is left for the copy while it runs and is not held back. */
  readonly copyBytesPerSecond: number;
  /** What keeps it from more: the link, which traffic may share, or Dom0's processors. */
  readonly copyLimit: "link" | "dom0";
  /** The engine takes a share of its time away from the guest, 0 .. 1. */
  throttle(ratio: number, seconds: number, guestSeconds: number): void;
  /** The guest is asked to suspend: channels begin to be torn down. */
  requestSuspend(seconds: number, guestSeconds: number): void;
  readonly isReadyToSuspend: boolean;
  /** Why the guest will never be ready: the migration fails. Absent while all is well. */
  readonly suspendFault: string | undefined;
  /** Pages that a tear-down has marked since the last call. */
  takeMarkedPages(): readonly MarkedPages[];
  pause(seconds: number): void;
  resume(where: "source" | "destination", seconds: number): void;
  /** The migration is given up: the guest stays, runs, and has its channels again. */
  abandon(seconds: number): void;
  /** The log was harvested: windows of writes begin here or later from now on. */
  harvested(guestSeconds: number): void;
  /** Where in the guest's memory the channel writes; absent where it does not. */
  readonly writtenPages: MarkedPages | undefined;
  /** What came of it, after the end of the migration; absent for a guest that talks to nobody. */
  report(endSeconds: number, pagesDirtied: number | undefined): ChannelReport | undefined;
}

/** A guest without peers: the copy has the whole link. */
export function quietEnvironment(linkBytesPerSecond: number): Environment {
  return {
    nextChangeSeconds: Infinity,
    advance: nothing,
    setCopying: nothing,
    copyBytesPerSecond: linkBytesPerSecond,
    copyLimit: "link",
    throttle: nothing,
    requestSuspend: nothing,
    isReadyToSuspend: true,
    suspendFault: undefined,
    takeMarkedPages: noPages,
    pause: nothing,
    resume: nothing,
    abandon: nothing,
    harvested: nothing,
    writtenPages: undefined,
    report: nothing,
  };
}

const nothing = (): undefined => undefined;
const noPages = (): [] => [];
