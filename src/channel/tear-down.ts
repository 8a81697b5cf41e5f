/** What the end of a pair's rings does to the migrating guest's pages, and what becomes of a guest whose rings stay. */
import type { Channel, ChannelRings } from "./channel.js";
import type { PairTraffic } from "./pair-traffic.js";
import { DESCRIPTOR_PAGES } from "./sizes.js";

/**
 * Pages of the guest that are marked at once when the peer unmaps its rings: all of them if the guest owns them, however
 * few were in use; none if the peer does. (Xen logs a writable mapping when it is removed. Measured: exactly 258.)
 */
export function tearDownPages(channel: Channel, pair: PairTraffic): number {
  const { rings } = channel;
  if (rings === undefined || pair.path !== "shared-memory" || pair.ringOwner === "peer") return 0;
  return 2 * (rings.ringPages + DESCRIPTOR_PAGES);
}

export interface TearDownFault {
  readonly kind: "guest-crash" | "kernel-bug";
  /** What the tools report all the same. */
  readonly toolReportsSuccess: boolean;
  readonly detail: string;
  readonly basis: "measured" | "modelled";
}

/** What was measured on Xen 4.17 when rings outlived the pause; undefined where they did not. XenLoop may tear them down after the resume. */
export function tearDownFault(moment: ChannelRings["teardown"], owner: PairTraffic["ringOwner"]): TearDownFault | undefined {
  if (moment === "before-pause") return undefined;
  if (owner === "peer") {
    return {
      kind: "guest-crash",
      toolReportsSuccess: true,
      detail:
        "The guest crashes when it resumes: the page tables that held the peer's grants were never sent. The toolstack reports success.",
      basis: "measured",
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
