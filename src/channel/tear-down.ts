/** Effects of a tear-down of rings: the guest's pages that it marks dirty, and the fault if the rings are never torn down. */
import type { Channel, ChannelRings } from "./channel.js";
import type { PairTraffic, RingOwner } from "./pair-traffic.js";
import { DESCRIPTOR_PAGES } from "./sizes.js";

/**
 * Pages of the guest marked dirty at once when the peer unmaps its rings: all ring pages if the guest owns them, even if only
 * a few were in use; none if the peer or Dom0 owns them. (Xen logs a writable mapping when it is removed. Measured: exactly 258.)
 */
export function tearDownPages(channel: Channel, pair: PairTraffic): number {
  const { rings } = channel;
  if (rings === undefined || pair.path !== "shared-memory" || pair.ringOwner !== "migrating") return 0;
  return 2 * (rings.ringPages + DESCRIPTOR_PAGES);
}

export interface TearDownFault {
  readonly kind: "guest-crash" | "kernel-bug";
  /** True if the toolstack reports success despite the fault. */
  readonly toolReportsSuccess: boolean;
  readonly detail: string;
  readonly basis: "measured" | "modelled";
}

/** The fault seen on Xen 4.17 when rings were not torn down before the pause; undefined if they were. XenLoop may do so after the resume. */
export function tearDownFault(moment: ChannelRings["teardown"], owner: RingOwner): TearDownFault | undefined {
  if (moment === "before-pause") return undefined;
  if (owner !== "migrating") {
    const granter = owner === "dom0" ? "Dom0" : "the peer";
    return {
      kind: "guest-crash",
      toolReportsSuccess: true,
      detail: `The guest crashes when it resumes: the page tables that held ${granter}'s grants were never sent. The toolstack reports success.`,
      basis: owner === "dom0" ? "modelled" : "measured",
    };
  }
  return {
    kind: "kernel-bug",
    toolReportsSuccess: true,
    detail:
      moment === "after-resume"
        ? "The guest's kernel hits a bug when it frees the rings after the resume, at an event channel that no longer exists."
        : "The guest keeps grants and an event channel that do not exist at the destination; its kernel hits a bug when it touches them.",
    basis: moment === "after-resume" ? "measured" : "modelled",
  };
}
