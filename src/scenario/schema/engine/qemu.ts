/** The parameters of QEMU, as users write them. */
import * as v from "valibot";
import { choice, flagOr, plainNumber, quantity } from "../fields.js";
import { bytes, count, flag, limit, pageTime, ROUND_TRIPS, STATE, seconds } from "./fields.js";
import { autoConverge, DOWNTIME_LIMIT, dirtyLimit, multifd, postcopy, relax, xbzrle } from "./qemu-features.js";

/** A block of 1024 small pages, the unit in which writes are drawn. */
const SMALLEST_CHUNK_BYTES = 4 * 2 ** 20;
/** Bounds of KVM's rings: qemu-options on dirty-ring-size, KVM_DIRTY_RING_MAX_ENTRIES. */
const RING_ENTRIES = { min: 1024, max: 65_536 } as const;

const protocol = () => ({
  maxBandwidth: limit("Bytes per second of the whole stream while the guest runs; 0: no limit."),
  maxPostcopyBandwidth: limit("Bytes per second of pages swept after the guest has moved, those asked for not counted; 0: no limit."),
  downtimeLimit: v.optional(quantity("time", DOWNTIME_LIMIT, "The guest is stopped when what is left takes no longer than this.")),
  availSwitchoverBandwidth: limit("Bytes per second counted on for the stop-and-copy; 0: the measured speed of the last window."),
  passes: v.optional(choice(["continuous", "strict"], "When pages left are looked up again: when few are left, or when none is.")),
  window: v.optional(quantity("time", { min: 0.1, max: 3600 }, "How long a rate-limit window of 100 ms lasts in fact.")),
  slice: v.optional(quantity("time", { above: 0, max: 3600 }, "A call of the iterator ends after this.")),
  flushPages: count(1, "The quota is looked at every so many pages.", 2 ** 20),
  cancelAfterSyncs: count(1, "Given up at this sync, the one of the set-up not counted."),
});

const logging = () => ({
  log: v.optional(
    choice(
      ["legacy", "manual-protect", "dirty-ring"],
      "How writes are logged: emptied by each sync, protected again before sending, or rings of page numbers.",
    ),
  ),
  clearChunk: bytes("manual-protect: memory that is protected again at once, a power of two.", SMALLEST_CHUNK_BYTES),
  dirtyRingEntries: v.optional(
    plainNumber({ ...RING_ENTRIES, integer: true }, "dirty-ring: entries of each virtual CPU's ring, a power of two."),
  ),
  freePageHints: flag("The guest reports its free pages, those all zero at the start, and they are left out."),
});

const costs = () => ({
  zeroPageTime: pageTime("Time to find that a page is all zero."),
  syncPageTime: pageTime("Time per page of memory of each sync."),
  setup: seconds("From the request to the first sync."),
  completion: seconds("Fixed time of the stop-and-copy besides its bytes."),
  firstTouchTime: pageTime("Time of the destination for a page it never had: in the stop-and-copy, where the page's way is shorter."),
  stateSize: bytes(STATE),
  roundTrips: count(0, ROUND_TRIPS),
});

export const qemuEntries = () => ({
  ...protocol(),
  ...logging(),
  ...costs(),
  autoConverge: v.optional(flagOr(autoConverge, "Takes time from a guest that does not converge. true: 0.2, then 0.1 more, to 0.99.")),
  dirtyLimit: v.optional(
    flagOr(dirtyLimit, "Bounds what each virtual CPU dirties once the guest does not converge. Needs log: dirty-ring."),
  ),
  xbzrle: v.optional(flagOr(xbzrle, "Pages sent again go as what changed in them.")),
  multifd: v.optional(flagOr(multifd, "Pages go over connections of their own.")),
  postcopy: v.optional(flagOr(postcopy, "The guest moves before its pages.")),
  relax: v.optional(relax),
});

/** What a user gave for an engine of QEMU's family. */
export type GivenQemu = v.InferOutput<v.ObjectSchema<ReturnType<typeof qemuEntries>, undefined>>;
