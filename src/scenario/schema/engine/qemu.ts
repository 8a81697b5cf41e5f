/** The parameters of QEMU, as users write them. */
import * as v from "valibot";
import { choice, flagOr, plainNumber, quantity } from "../fields.js";
import { meaning } from "../json-schema-only.js";
import { bytes, count, flag, limit, pageTime, ROUND_TRIPS, STATE, seconds } from "./fields.js";
import { autoConverge, DOWNTIME_LIMIT, dirtyLimit, multifd, postcopy, relax, xbzrle } from "./qemu-features.js";

/** A block of 1024 small pages, the unit in which writes are drawn. */
const SMALLEST_CHUNK_BYTES = 4 * 2 ** 20;
/** Bounds of KVM's rings: qemu-options on dirty-ring-size, KVM_DIRTY_RING_MAX_ENTRIES. */
const RING_ENTRIES = { min: 1024, max: 65_536 } as const;

const protocol = () => ({
  maxBandwidth: limit(meaning("Bytes per second of the whole stream while the guest runs; 0: no limit.")),
  maxPostcopyBandwidth: limit(
    meaning("Bytes per second of pages swept after the guest has moved, those asked for not counted; 0: no limit."),
  ),
  downtimeLimit: v.optional(quantity("time", DOWNTIME_LIMIT, meaning("The guest is stopped when what is left takes no longer than this."))),
  availSwitchoverBandwidth: limit(meaning("Bytes per second counted on for the stop-and-copy; 0: the measured speed of the last window.")),
  passes: v.optional(choice(["continuous", "strict"], meaning("When pages left are looked up again: when few are left, or when none is."))),
  window: v.optional(quantity("time", { min: 0.1, max: 3600 }, meaning("How long a rate-limit window of 100 ms lasts in fact."))),
  slice: v.optional(quantity("time", { above: 0, max: 3600 }, meaning("A call of the iterator ends after this."))),
  flushPages: count(1, meaning("The quota is looked at every so many pages."), 2 ** 20),
  cancelAfterSyncs: count(1, meaning("Given up at this sync, the one of the set-up not counted.")),
});

const logging = () => ({
  log: v.optional(
    choice(
      ["legacy", "manual-protect", "dirty-ring"],
      meaning("How writes are logged: emptied by each sync, protected again before sending, or rings of page numbers."),
    ),
  ),
  clearChunk: bytes(meaning("manual-protect: memory that is protected again at once, a power of two."), SMALLEST_CHUNK_BYTES),
  dirtyRingEntries: v.optional(
    plainNumber({ ...RING_ENTRIES, integer: true }, meaning("dirty-ring: entries of each virtual CPU's ring, a power of two.")),
  ),
  freePageHints: flag(meaning("The guest reports its free pages, those all zero at the start, and they are left out.")),
});

const costs = () => ({
  zeroPageTime: pageTime(meaning("Time to find that a page is all zero.")),
  syncPageTime: pageTime(meaning("Time per page of memory of each sync.")),
  setup: seconds(meaning("From the request to the first sync.")),
  completion: seconds(meaning("Fixed time of the stop-and-copy besides its bytes.")),
  firstTouchTime: pageTime(
    meaning("Time of the destination for a page it never had: in the stop-and-copy, where the page's way is shorter."),
  ),
  stateSize: bytes(STATE),
  roundTrips: count(0, ROUND_TRIPS),
});

export const qemuEntries = () => ({
  ...protocol(),
  ...logging(),
  ...costs(),
  autoConverge: v.optional(
    flagOr(autoConverge, meaning("Takes time from a guest that does not converge. true: 0.2, then 0.1 more, to 0.99.")),
  ),
  dirtyLimit: v.optional(
    flagOr(dirtyLimit, meaning("Bounds what each virtual CPU dirties once the guest does not converge. Needs log: dirty-ring.")),
  ),
  xbzrle: v.optional(flagOr(xbzrle, meaning("Pages sent again go as what changed in them."))),
  multifd: v.optional(flagOr(multifd, meaning("Pages go over connections of their own."))),
  postcopy: v.optional(flagOr(postcopy, meaning("The guest moves before its pages."))),
  relax: v.optional(relax),
});

/** What a user gave for an engine of QEMU's family. */
export type GivenQemu = v.InferOutput<v.ObjectSchema<ReturnType<typeof qemuEntries>, undefined>>;
