/** The features of QEMU that can be switched on, as users write their parameters. */
import * as v from "valibot";
import { CACHE, DOWNTIME } from "../bare-limits.js";
import { choice, plainNumber, quantity } from "../fields.js";
import { meaning } from "../json-schema-only.js";
import { closedObject } from "../mapping.js";
import { bytes, count, flag, ratio, seconds, speed } from "./fields.js";

/** QEMU's own bounds of a share of the guest's time, 1 to 99 per cent. */
const THROTTLE = { min: 0.01, max: 0.99 } as const;
/** MAX_MIGRATE_DOWNTIME_SECONDS of QEMU's options.c. */
export const DOWNTIME_LIMIT = { min: 0, max: 2000, bare: DOWNTIME } as const;

export const autoConverge = closedObject(() => ({
  initial: ratio(THROTTLE, meaning("Share of the guest's time taken at first.")),
  increment: ratio(THROTTLE, meaning("Added at each further step.")),
  max: ratio(THROTTLE, meaning("Taken at most.")),
  trigger: ratio({ min: 0.01, max: 1 }, meaning("A period is bad when more than this share of the bytes sent in it was dirtied.")),
  forcedSync: seconds(meaning("A sync is forced when none came for so long; 0: never.")),
}));

export const dirtyLimit = closedObject(() => ({
  rate: speed(meaning("Bytes of pages that each virtual CPU may dirty in a second; default: 1 MiB.")),
  period: v.optional(quantity("time", { min: 0.01, max: 3600 }, meaning("Between two adjustments; default: 1 s."))),
}));

export const xbzrle = closedObject(() => ({
  cacheSize: v.optional(
    quantity(
      "size",
      { min: 4096, max: 2 ** 40, integer: true, bare: CACHE },
      meaning("Size of the cache of pages sent, a power of two; default: 64 MiB."),
    ),
  ),
  changedBytes: count(1, meaning("Bytes that change in a page between two sends; default: 64."), 2 ** 30),
  changedRun: count(1, meaning("Bytes that change side by side; the runs are spread evenly over the page; default: 64."), 2 ** 30),
}));

export const multifd = closedObject(() => ({
  channels: count(1, meaning("Connections; default: 2."), 255),
  compression: v.optional(choice(["none", "zlib", "zstd"], meaning("What the content is compressed with; default: none."))),
  compressionRatio: ratio({ min: 1, max: 4096 }, meaning("Bytes of content per byte sent; default: 2.743 for zlib, 2.887 for zstd.")),
  compressionSpeed: speed(meaning("Content compressed per second and connection; default: 95 MB/s for zlib, 510 MB/s for zstd.")),
}));

export const postcopy = closedObject(() => ({
  afterSyncs: count(
    0,
    meaning(
      "The guest moves at this sync, 0: after the set-up; default: 1, the end of the first pass, unless afterSeconds is given. A stop policy decides in its place.",
    ),
  ),
  afterSeconds: v.optional(quantity("time", { min: 0, max: 1e9 }, meaning("The guest moves at this time after the request."))),
  preempt: flag(meaning("Pages that the guest waits for have a connection of their own; default: false.")),
  queued: bytes(meaning("Bytes of pages queued in front of one that the guest waits for, without preempt; default: 11.5 MB.")),
  faultTime: seconds(meaning("What a fault costs besides the way of its page; default: 0.5 ms.")),
  accessesPerWrite: ratio(
    { min: 1, max: 1e6 },
    meaning("Accesses of pages per page write of the workload, as reads fault too; default: 3."),
  ),
}));

export const relax = v.pipe(
  closedObject(() => ({
    afterSyncs: plainNumber({ min: 1, max: 2 ** 31, integer: true }, meaning("The sync, the one of the set-up not counted.")),
    downtimeLimit: quantity("time", DOWNTIME_LIMIT, meaning("The limit from then on.")),
  })),
  v.description(meaning("From a sync on another, higher downtime limit holds.")),
);
