/** The features of QEMU that can be switched on, as users write their parameters. */
import * as v from "valibot";
import { CACHE, DOWNTIME } from "../bare-limits.js";
import { choice, plainNumber, quantity } from "../fields.js";
import { about, meaning } from "../json-schema-only.js";
import { closedObject } from "../mapping.js";
import { bytes, count, flag, limit, ratio, seconds, speed } from "./fields.js";

/** QEMU's own bounds of a share of the guest's time, 1 to 99 per cent. */
const THROTTLE = { min: 0.01, max: 0.99 } as const;
/** MAX_MIGRATE_DOWNTIME_SECONDS of QEMU's options.c. */
export const DOWNTIME_LIMIT = { min: 0, max: 2000, bare: DOWNTIME } as const;

export const autoConverge = closedObject(
  () => ({
    initial: ratio(THROTTLE, meaning("First throttle: share of CPU time withheld from the guest. Default: 0.2.")),
    increment: ratio(THROTTLE, meaning("Increase of the throttle at each further step. Default: 0.1.")),
    max: ratio(THROTTLE, meaning("Highest throttle. Default: 0.99.")),
    trigger: ratio(
      { min: 0.01, max: 1 },
      meaning("A period counts as not converging if more than this share of the bytes sent in it was dirtied. Default: 0.5."),
    ),
    forcedSync: seconds(meaning("Bitmap sync forced after this time without one; 0: never. Default: 5 s from QEMU 9.2 on, 0 before.")),
    tailslow: flag(
      meaning("Let a step take no more than brings the dirty rate to the trigger (cpu-throttle-tailslow, QEMU 5.1). Default: false."),
    ),
  }),
  about("Auto-converge", "Parameters of auto-converge."),
);

export const dirtyLimit = closedObject(
  () => ({
    rate: speed(meaning("Quota of each vCPU: bytes of pages that it may dirty per second (vcpu-dirty-limit). Default: 1 MiB/s.")),
    period: v.optional(quantity("time", { min: 0.01, max: 3600 }, meaning("Time between adjustments. Default: 1 s."))),
  }),
  about("Dirty limit", "Parameters of dirty-limit."),
);

export const xbzrle = closedObject(
  () => ({
    cacheSize: v.optional(
      quantity(
        "size",
        { min: 4096, max: 2 ** 40, integer: true, bare: CACHE },
        meaning("Size of the page cache, a power of two. Default: 64 MiB."),
      ),
    ),
    changedBytes: count(1, meaning("Bytes of a page that change between two sends. Default: 64."), 2 ** 30),
    changedRun: count(1, meaning("Bytes that change in a row; the runs are spread evenly over the page. Default: 64."), 2 ** 30),
  }),
  about("XBZRLE", "Parameters of XBZRLE."),
);

export const multifd = closedObject(
  () => ({
    channels: count(1, meaning("Number of connections. Default: 2."), 255),
    compression: v.optional(
      choice(
        ["none", "zlib", "zstd", "qpl", "uadk", "qatzip"],
        meaning(
          "Compression of page content: zlib and zstd by the channels' threads; qpl (Intel IAA, QEMU 9.1), uadk (HiSilicon, 9.1) and qatzip (Intel QAT, 9.2) by accelerators. Default: none.",
        ),
      ),
    ),
    compressionRatio: ratio(
      { min: 1, max: 4096 },
      meaning(
        "Bytes of content per byte on the wire. Default: 2.743 for zlib, 2.887 for zstd, 1.98 for qpl, 2.88 for qatzip, 1.48 for uadk.",
      ),
    ),
    zeroPages: v.optional(
      choice(
        ["main", "channels"],
        meaning(
          "Who looks for zero pages: the migration thread, or the channels' threads. Default: channels from QEMU 9.0 on, main before.",
        ),
      ),
    ),
    compressionSpeed: speed(
      meaning(
        "Content compressed per second and connection. Default: 95 MB/s for zlib, 510 MB/s for zstd, 4.22 GB/s for qpl, 740 MB/s for qatzip; uadk has none and needs it.",
      ),
    ),
    acceleratorSpeed: limit(
      meaning(
        "Content that the host's accelerators compress per second for all connections together; 0: no limit. Default: 11.8 GB/s for qpl (four IAA devices), 4.03 GB/s for qatzip (four QAT devices), 0 for uadk.",
      ),
    ),
    zeroCopySend: flag(
      meaning("Send pages without copying them into the kernel (zero-copy-send, QEMU 7.1); without compression and TLS. Default: false."),
    ),
    zeroCopySpeedup: ratio(
      { min: 1, max: 100 },
      meaning("With zeroCopySend: speed of a connection relative to sending with a copy. Default: 1.18, that of idle hosts."),
    ),
  }),
  about("Multifd", "Parameters of multifd."),
);

export const postcopy = closedObject(
  () => ({
    afterSyncs: count(
      0,
      meaning(
        "Switch to post-copy at this bitmap sync; 0: after set-up. A stop policy decides instead if there is one. Default: 1, the end of the first pass, unless afterSeconds is given.",
      ),
    ),
    afterSeconds: v.optional(
      quantity("time", { min: 0, max: 1e9 }, meaning("Switch to post-copy at this time after the request. Default: none.")),
    ),
    preempt: flag(meaning("Send requested pages over a connection of their own (postcopy-preempt). Default: false.")),
    hints: flag(meaning("With preempt: the background pages go on behind a requested one. Default: true from QEMU 10.1 on, false before.")),
    beforeCompletion: flag(
      meaning(
        "Switch to post-copy even if what is left fits into the downtime limit; false: complete in pre-copy. Default: true from QEMU 10.1 on, false before.",
      ),
    ),
    queued: bytes(meaning("Without preempt: bytes queued ahead of a requested page. Default: 212,992 B, a socket's buffer.")),
    faultTime: seconds(meaning("Cost of a page fault in addition to the transfer of its page. Default: 0.1 ms.")),
    placePageTime: seconds(meaning("Time of the destination to place a page. Default: 1.51 us.")),
    placeZeroPageTime: seconds(meaning("Time of the destination to place a zero page. Default: 0.53 us.")),
    discardRangeTime: seconds(
      meaning("Time of the destination, within the pause, to drop one range of pages that will be sent again. Default: 1.2 us."),
    ),
    discardPageTime: seconds(meaning("Time of the destination to drop a page of such a range that had been sent before. Default: 0.2 us.")),
    accessesPerWrite: ratio(
      { min: 1, max: 1e6 },
      meaning("Page accesses per page write of the workload, since reads fault too. Default: 3."),
    ),
  }),
  about("Post-copy", "Parameters of post-copy."),
);

export const relax = closedObject(
  () => ({
    afterSyncs: plainNumber(
      { min: 1, max: 2 ** 31, integer: true },
      meaning("Bitmap sync from which the limit holds, set-up not counted."),
    ),
    downtimeLimit: quantity("time", DOWNTIME_LIMIT, meaning("Downtime limit from then on.")),
  }),
  about("Relaxed downtime limit", "A higher downtime limit from a given bitmap sync on. Default: none."),
);
