/**
 * What a slow reader costs netfront: received pages stay in the socket until they are read, and the pool replaces them with others. The
 * pool is a cycle that grows by what is unread, as XenVMC's staging does (Linux net/ipv4/tcp_input.c, `tcp_queue_rcv`: the pages of a
 * packet are held until `tcp_recvmsg`). Of the bytes that a guest sends those beyond the peer's receive window wait in its own send buffer.
 */
import { GRANTED_PAGE_BYTES } from "../../scenario/channel-defaults.js";
import type { FlowTraffic } from "../pair-traffic.js";
import { RECEIVE_BUFFER_BYTES, RECEIVE_WINDOW_BYTES } from "../sizes.js";
import { standingBytes } from "./bursts.js";
import type { WriteTemplate } from "./write-template.js";

/** Pages that stay out of a cycle, and the page writes per second that take fresh ones. */
export interface Backlog {
  readonly pages: number;
  readonly freshPagesPerSecond: number;
}

export const NO_BACKLOG: Backlog = { pages: 0, freshPagesPerSecond: 0 };

export function addBacklogs(one: Backlog, other: Backlog): Backlog {
  return { pages: one.pages + other.pages, freshPagesPerSecond: one.freshPagesPerSecond + other.freshPagesPerSecond };
}

/** Pages unread beyond the peak of an ordinary burst, which take `pagesPerSecond` as they arrive. A socket counts whole pages. */
export function unreadBacklog(flow: FlowTraffic, peak: number, pagesPerSecond: number): Backlog {
  const pages = (pagesPerSecond / flow.receiveBytesPerSecond) * standingBytes(flow, peak);
  return {
    pages: Math.min(pages, RECEIVE_BUFFER_BYTES / GRANTED_PAGE_BYTES),
    freshPagesPerSecond: pagesPerSecond * (flow.unreadGrowthRatio ?? 0),
  };
}

/** Pages sent but not acknowledged because the peer's receive window is closed. */
export function unsentBacklog(flow: FlowTraffic, peak: number): Backlog {
  const pages = standingBytes(flow, Math.max(peak, RECEIVE_WINDOW_BYTES)) / GRANTED_PAGE_BYTES;
  const pagesPerSecond = flow.sendBytesPerSecond / GRANTED_PAGE_BYTES;
  return { pages, freshPagesPerSecond: pages > 0 ? pagesPerSecond * (flow.unreadGrowthRatio ?? 0) : 0 };
}

/** Pages that are written in turn, `pagesPerSecond` of them, and the pages that stay out of their cycle. */
export interface GrownCycle {
  readonly key: string;
  readonly cyclePages: number;
  readonly pagesPerSecond: number;
  readonly backlog: Backlog;
}

/**
 * Writes of a cycle that has grown by its backlog: some go to fresh pages, the rest to all pages in turn. Returns the writes that are left
 * for the cycle itself, and the template of the backlog, if there is one.
 */
export function splitWrites({ key, cyclePages, pagesPerSecond, backlog }: GrownCycle): {
  readonly cycleWritesPerSecond: number;
  readonly templates: readonly WriteTemplate[];
} {
  const backlogPages = Math.ceil(backlog.pages);
  if (backlogPages === 0 || !(pagesPerSecond > 0)) return { cycleWritesPerSecond: pagesPerSecond, templates: [] };
  const fresh = Math.min(backlog.freshPagesPerSecond, pagesPerSecond);
  const perPage = (pagesPerSecond - fresh) / (cyclePages + backlogPages);
  const writesPerSecond = fresh + perPage * backlogPages;
  const pattern = { kind: "sweep", writesPerSecond } as const;
  const template = { key, pages: backlogPages, pattern, backlog: { freshRatio: fresh / writesPerSecond } };
  return { cycleWritesPerSecond: perPage * cyclePages, templates: [template] };
}
