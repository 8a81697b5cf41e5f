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
  maxBandwidth: limit(meaning("Bandwidth limit of the stream while the guest runs (max-bandwidth); 0: none.")),
  maxPostcopyBandwidth: limit(
    meaning("Bandwidth limit of background pages in post-copy, requested pages exempt (max-postcopy-bandwidth); 0: none."),
  ),
  downtimeLimit: v.optional(
    quantity(
      "time",
      DOWNTIME_LIMIT,
      meaning("Downtime limit: the guest is stopped when the remaining data can be sent in this time (downtime-limit)."),
    ),
  ),
  availSwitchoverBandwidth: limit(
    meaning("Bandwidth assumed for the stop-and-copy (avail-switchover-bandwidth); 0: that measured in the last window."),
  ),
  passes: v.optional(
    choice(["continuous", "strict"], meaning("continuous: sync as soon as little remains; strict: finish every pass, as QEMU 0.12 does.")),
  ),
  syncAtThreshold: flag(
    meaning("Read the dirty bitmap if what is left equals what fits into the downtime limit; false: only if it is less."),
  ),
  completeAtThreshold: flag(meaning("Stop the guest if what is left equals what fits into the downtime limit; false: only if it is less.")),
  expectedDowntime: v.optional(
    choice(
      ["last-sync", "on-demand"],
      meaning("expected-downtime counts what was left at the last sync, or what is left when it is asked for."),
    ),
  ),
  window: v.optional(quantity("time", { min: 0.1, max: 3600 }, meaning("Actual length of a rate-limit window of 100 ms."))),
  slice: v.optional(quantity("time", { above: 0, max: 3600 }, meaning("Longest call of the RAM iterator (MAX_WAIT)."))),
  flushPages: count(1, meaning("The byte quota is checked once per this many pages."), 2 ** 20),
  mode: v.optional(
    choice(
      ["normal", "background-snapshot", "cpr-reboot", "cpr-transfer"],
      meaning(
        "normal: migrate. background-snapshot (QEMU 6.0): pause, write-protect memory, then save each page once while the guest runs on. cpr-reboot (8.2), cpr-transfer (10.0): start a new QEMU on the same host around memory that stays in place, so that only device state is saved. Default: normal.",
      ),
    ),
  ),
  mappedRam: flag(
    meaning(
      "Pages have fixed places in a file, which stays as large as memory (mapped-ram, QEMU 9.0); the link stands for the file. Default: false.",
    ),
  ),
  cancelAfterSyncs: count(1, meaning("Cancel at this bitmap sync, set-up not counted. Default: never.")),
});

const logging = () => ({
  log: v.optional(
    choice(
      ["legacy", "manual-protect", "dirty-ring"],
      meaning("Dirty log. legacy: cleared by each sync; manual-protect: re-protected before sending; dirty-ring: a ring per vCPU."),
    ),
  ),
  clearChunk: bytes(meaning("manual-protect: memory re-protected at once, a power of two."), SMALLEST_CHUNK_BYTES),
  initiallySet: flag(
    meaning(
      "manual-protect: the log starts with every page set (KVM_DIRTY_LOG_INITIALLY_SET); false: empty, so the first pass clears nothing.",
    ),
  ),
  dirtyRingEntries: v.optional(
    plainNumber({ ...RING_ENTRIES, integer: true }, meaning("dirty-ring: entries of each vCPU's ring, a power of two.")),
  ),
  freePageHints: flag(meaning("Skip free pages reported by the guest: those that are all zero at the start.")),
});

const costs = () => ({
  zeroPageTime: pageTime(meaning("Time of the source to detect a zero page.")),
  destinationPageTime: pageTime(meaning("Time of the destination to receive a page, for each connection.")),
  destinationZeroPageTime: pageTime(
    meaning(
      "Time of the destination to see that a page told to be zero is so: a page fault where it was never touched, 0.2 us with huge pages.",
    ),
  ),
  syncPageTime: pageTime(meaning("Time of a bitmap sync to read the log, per page of memory.")),
  syncDevicePageTime: pageTime(meaning("Time of a bitmap sync to read the log of one vhost device, per page of memory.")),
  vhostDevices: count(0, meaning("Number of vhost devices: network cards and disks served by the kernel or another process."), 4096),
  clearPageTime: pageTime(
    meaning("Time to write-protect a dirty page again: part of the sync, or with manual-protect of the sending of the page."),
  ),
  setupPageTime: pageTime(meaning("Time from the request to the first bitmap sync per page of memory, in addition to setup.")),
  setup: seconds(meaning("Time from the request to the first bitmap sync.")),
  completion: seconds(meaning("Fixed time of the stop-and-copy in addition to its data.")),
  firstTouchTime: pageTime(
    meaning("Time of the destination to load a page it never had; delays the stop-and-copy where it exceeds the page's transfer time."),
  ),
  stateSize: bytes(STATE),
  roundTrips: count(0, ROUND_TRIPS),
});

export const qemuEntries = () => ({
  ...protocol(),
  ...logging(),
  ...costs(),
  autoConverge: v.optional(flagOr(autoConverge, meaning("Throttle a guest that does not converge: true, false, or parameters."))),
  dirtyLimit: v.optional(
    flagOr(dirtyLimit, meaning("Limit the dirty rate of each vCPU once the guest does not converge; requires log: dirty-ring.")),
  ),
  xbzrle: v.optional(flagOr(xbzrle, meaning("Send pages again as the difference to what was sent before."))),
  multifd: v.optional(flagOr(multifd, meaning("Send pages over several connections, optionally compressed."))),
  postcopy: v.optional(flagOr(postcopy, meaning("Move the guest before all of its pages, which follow on demand."))),
  relax: v.optional(relax),
});

/** What a user gave for an engine of QEMU's family. */
export type GivenQemu = v.InferOutput<v.ObjectSchema<ReturnType<typeof qemuEntries>, undefined>>;
