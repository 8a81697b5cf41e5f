/** The sources of page writes, as written in a scenario. */
import * as v from "valibot";
import {
  BYTES_WRITTEN_PER_BYTE_LIMIT,
  DEFAULTS,
  DIRTY_RATE_WINDOW_SECONDS,
  RUN_PAGES_LIMIT,
  THREADS_LIMIT,
  WRITES_PER_MESSAGE_LIMIT,
} from "../defaults.js";
import { REGION } from "./bare-limits.js";
import {
  choice,
  constant,
  listOf,
  numberColumn,
  numberRows,
  pageRate,
  plainNumber,
  quantity,
  textOr,
  valueOr,
  words,
  yesOrNo,
} from "./fields.js";
import { about, described, meaning } from "./json-schema-only.js";
import { closedObject, tagged } from "./mapping.js";

const size = quantity("size", { above: 0, bare: REGION }, meaning("Size of the region, rounded up to whole pages."));
const rated = {
  rate: v.optional(
    pageRate(
      { min: 0 },
      meaning(
        "Page writes per second of guest time, rewrites of a page included; with a unit of bytes, bytes of pages written. Default: none; rate, dirtyRate, perMessage or perByte is required.",
      ),
    ),
  ),
  dirtyRate: v.optional(
    described(
      valueOr(
        pageRate({ min: 0 }, meaning("Distinct pages dirtied per second, in windows of 1 s."), "pages/s"),
        closedObject(
          () => ({
            rate: pageRate({ min: 0 }, meaning("Distinct pages dirtied per second, or bytes of these pages."), "pages/s"),
            window: v.optional(
              quantity("time", { above: 0, max: 86_400 }, meaning("Window of guest time in which distinct pages are counted.")),
              DIRTY_RATE_WINDOW_SECONDS,
            ),
          }),
          about("Dirty rate", "A dirty rate and the window it is counted in."),
        ),
      ),
      meaning(
        "Instead of rate: the dirty rate of this source alone, as QEMU's query-dirty-rate counts it: distinct pages per second, or bytes of them. The write rate is computed from it and is in the result.",
      ),
    ),
  ),
  perMessage: v.optional(
    plainNumber(
      { min: 0, max: WRITES_PER_MESSAGE_LIMIT },
      meaning("Instead of rate, with while: page writes per message that the flow delivers, in either direction. Default: none."),
    ),
  ),
  perByte: v.optional(
    plainNumber(
      { min: 0, max: BYTES_WRITTEN_PER_BYTE_LIMIT },
      meaning(
        "Instead of rate, with while: bytes of pages written per byte that the flow delivers, in either direction; 1 writes a page for each page of data. Default: none.",
      ),
    ),
  ),
};
const RATED = { oneOf: ["rate", "dirtyRate", "perMessage", "perByte"] } as const;
const tie = v.optional(
  described(
    textOr(
      words(meaning("Name of a peer: all flows with it.")),
      closedObject(
        () => ({
          peer: words(meaning("Name of a peer.")),
          flow: v.optional(
            plainNumber({ min: 0, integer: true }, meaning("Index of a flow in the peer's list, from 0. Default: all of them.")),
          ),
        }),
        about("Flow of a peer", "The traffic that a source is tied to."),
      ),
    ),
    meaning(
      "Traffic that causes the writes: perMessage or perByte pages for what is delivered, or a rate until flows of a fixed volume are done. A faster exchange ends the writing sooner. Default: none.",
    ),
  ),
);
const start = v.optional(
  plainNumber(
    { min: 0, integer: true },
    meaning("First page of the region. Default: after the previous region without a start; page 0 if it does not fit there."),
  ),
);
const layout = v.optional(
  choice(
    ["contiguous", "scattered"],
    meaning("contiguous: in a row; scattered: spread over memory by a permutation fixed by the seed, or with a start over its own pages."),
  ),
  DEFAULTS.layout,
);
const spread = v.optional(
  described(
    textOr(
      choice(["memory"], meaning("All of memory.")),
      closedObject(
        () => ({
          start: plainNumber({ min: 0, integer: true }, meaning("First page of the block.")),
          size: quantity("size", { above: 0, bare: REGION }, meaning("Size of the block, rounded up to whole pages.")),
        }),
        about("Block", "A block of pages around the region."),
      ),
    ),
    meaning("Pages that a scattered region with a start is spread over, its own included. Default: its own; those of all its classes."),
  ),
);
const run = v.optional(
  plainNumber(
    { min: 1, max: RUN_PAGES_LIMIT },
    meaning(
      "Mean number of pages written in a row, geometrically distributed. Contiguous regions only; a run stays within 1024 aligned pages.",
    ),
  ),
  DEFAULTS.run,
);
const cpu = v.optional(
  plainNumber(
    { above: 0, max: 1 },
    meaning(
      "Share of the guest's processor time that the source needs to keep its rate, as a writer paced by a clock does: less time left slows it in proportion. 1 slows down with the guest.",
    ),
  ),
  DEFAULTS.cpu,
);
const THREADS = { min: 1, max: THREADS_LIMIT, integer: true } as const;
const threads = v.optional(
  described(
    valueOr(
      plainNumber(THREADS, meaning("Number of threads.")),
      closedObject(
        () => ({
          count: plainNumber(THREADS, meaning("Number of threads.")),
          group: v.optional(
            words(
              meaning("Name of the threads: sources with the same name share them. Default: the source's own, shared by all its regions."),
            ),
          ),
          holdVcpu: v.optional(
            yesOrNo(
              meaning(
                "A thread that waits keeps its virtual CPU, as in an access of the guest's kernel or without asynchronous page faults. Otherwise others run on it.",
              ),
            ),
            false,
          ),
        }),
        about("Threads", "The threads that make a source's accesses."),
      ),
    ),
    meaning(
      "Threads that share the source's rate: in post-copy one that waits for a page stops its own share, and the others go on. Default: an access that waits stops a virtual CPU, and with it that share of the whole guest.",
    ),
  ),
);
/** What sources of every kind may have. */
const speed = { cpu, threads, while: tie };
const reads = v.optional(
  described(
    closedObject(
      () => ({
        rate: pageRate({ min: 0 }, meaning("Page reads per second of guest time; with a unit of bytes, bytes of pages read.")),
        size: v.optional(
          quantity(
            "size",
            { above: 0, bare: REGION },
            meaning("Size of the region that is read, rounded up to whole pages. Default: the source's."),
          ),
        ),
        start: v.optional(plainNumber({ min: 0, integer: true }, meaning("First page of the region that is read. Default: the source's."))),
      }),
      about("Reads", "Pages that a source reads, drawn as those that it writes."),
    ),
    meaning(
      "Page reads beside the writes. In post-copy the guest waits for them too; they take the place of accessesPerWrite. Default: none.",
    ),
  ),
);
const region = { size, start, layout, spread };

const uniform = closedObject(
  () => ({ kind: constant("uniform", meaning("Each page of the region is equally likely.")), ...region, ...rated, run, reads, ...speed }),
  { ...RATED, ...about("Uniform source", "Writes to pages drawn uniformly from a region.") },
);
const ratedRegion = closedObject(() => ({ size, ...rated }), { ...RATED, ...about("Rated region", "A region that is written uniformly.") });
const hotCold = closedObject(
  () => ({
    kind: constant("hot-cold", meaning("Two uniform regions, one after the other.")),
    hot: described(ratedRegion, meaning("The hot pages: few, written often.")),
    cold: described(ratedRegion, meaning("The cold pages: many, written rarely.")),
    start,
    layout,
    spread,
    run,
    ...speed,
  }),
  about("Hot-cold source", "A hot and a cold region, each written uniformly at its own rate."),
);
const classes = closedObject(
  () => ({
    kind: constant("classes", meaning("Any number of uniform regions, one after the other.")),
    classes: listOf(ratedRegion, meaning("The regions in order; at least one.")),
    start,
    layout,
    spread,
    run,
    ...speed,
  }),
  about("Classes source", "Regions of several temperatures, each written uniformly at its own rate."),
);
const zipf = closedObject(
  () => ({
    kind: constant("zipf", meaning("Page i of the region, from 1, with probability proportional to i^-exponent.")),
    ...region,
    ...rated,
    run,
    reads,
    ...speed,
    exponent: v.optional(
      plainNumber({ min: 0, max: 10 }, meaning("Exponent of the Zipf distribution; 0 is uniform.")),
      DEFAULTS.zipfExponent,
    ),
  }),
  { ...RATED, ...about("Zipf source", "Writes whose popularity falls off as in key-value stores.") },
);
const powerLaw = closedObject(
  () => ({
    kind: constant("power-law", meaning("Page floor(pages x u^exponent) of the region, u uniform in [0, 1).")),
    ...region,
    ...rated,
    run,
    reads,
    ...speed,
    exponent: plainNumber({ min: 1, max: 100 }, meaning("Exponent; 1 is uniform, larger values favour the first pages.")),
  }),
  { ...RATED, ...about("Power-law source", "Writes that favour the first pages of a region.") },
);
const sweep = closedObject(
  () => ({
    kind: constant("sweep", meaning("Cyclic writes in address order, evenly spaced in time.")),
    ...region,
    ...rated,
    stride: v.optional(plainNumber({ min: 1, integer: true }, meaning("Pages from one write to the next.")), DEFAULTS.stride),
    offset: v.optional(plainNumber({ min: 0, integer: true }, meaning("Page of the region that is written first.")), DEFAULTS.sweepOffset),
    ...speed,
  }),
  { ...RATED, ...about("Sweep source", "Cyclic writes in address order, as stress tools make them.") },
);
const burst = closedObject(
  () => ({
    kind: constant("burst", meaning("The whole region at once, periodically.")),
    ...region,
    period: quantity("time", { above: 0 }, meaning("Guest time between bursts; the first is at guest second 0.")),
    ...speed,
  }),
  about("Burst source", "The whole region is written once per period, as a game server does per frame."),
);
const trace = closedObject(
  () => ({
    kind: constant("trace", meaning("Recorded page writes.")),
    file: v.optional(
      words(
        meaning(
          "CSV file with one write per line: seconds,page[,count], count pages in a row from page on. May have a heading and be packed by gzip. Default: none; file or events is required.",
        ),
      ),
    ),
    events: v.optional(
      described(
        valueOr(
          numberRows(meaning("Rows [seconds, page] or [seconds, page, count].")),
          closedObject(
            () => ({
              seconds: numberColumn(meaning("Guest second of each write, never decreasing.")),
              pages: numberColumn(meaning("Page of each write.")),
              recorded: v.optional(
                plainNumber({ min: 0, integer: true }, meaning("Writes that these were merged from. Default: with a bin, those given.")),
              ),
            }),
            about("Trace columns", "One number per write in each column, as in results."),
          ),
        ),
        meaning("The writes in the scenario itself instead of a file: rows, or two columns; seconds never decrease."),
      ),
    ),
    repeat: v.optional(yesOrNo(meaning("Start again after the duration.")), false),
    duration: v.optional(
      quantity(
        "time",
        { min: 0 },
        meaning("Guest time that the recording covers. Default: up to its last write, which is then made at the end."),
      ),
    ),
    bin: v.optional(
      quantity(
        "time",
        { above: 0 },
        meaning(
          "Merge writes within bins of guest time: of the writes to one page in a bin the first and the last are kept, so that every longer window has the same dirty pages. Default: none up to 67108864 writes, or 4 per page; beyond, 1 ms, doubled until half of that are left.",
        ),
      ),
    ),
    ...speed,
  }),
  about("Trace source", "Page writes as recorded."),
);
const preset = closedObject(
  () => ({
    kind: constant("preset", meaning("Sources with published or fitted figures.")),
    name: words(meaning("Name of a workload preset; `xenvmc-sim presets` lists them.")),
    ...speed,
  }),
  about("Preset source", "The sources of a workload preset."),
);

/** Sources allowed in phases: all except phases, which do not nest, and traces, which have their own times. */
const simpleSource = tagged("kind", [uniform, hotCold, classes, zipf, powerLaw, sweep, burst, preset]);

const phase = closedObject(
  () => ({
    duration: v.optional(
      quantity(
        "time",
        { above: 0 },
        meaning("Guest time that the phase lasts. Default: for ever; allowed for the last phase of a workload that does not repeat."),
      ),
    ),
    workload: listOf(simpleSource, meaning("Sources that write during the phase; empty for an idle phase.")),
  }),
  about("Phase", "A span of guest time with its own sources."),
);
const phases = closedObject(
  () => ({
    kind: constant("phases", meaning("Sources that change over time.")),
    repeat: v.optional(yesOrNo(meaning("Start again after the last phase.")), false),
    offset: v.optional(
      quantity("time", { min: 0 }, meaning("Guest time into the phases at which the migration starts.")),
      DEFAULTS.phasesOffset,
    ),
    phases: listOf(phase, meaning("The phases in order; at least one.")),
    ...speed,
  }),
  about("Phases source", "Phases of guest time, one after the other, each with its own sources."),
);

const sourceSchema = tagged("kind", [uniform, hotCold, classes, zipf, powerLaw, sweep, burst, phases, trace, preset]);
export const workloadSchema = described(v.array(sourceSchema), meaning("Sources of page writes; their writes add up."));

/** One source after the check: quantities in base units, defaults filled in. */
export type CheckedSource = v.InferOutput<typeof sourceSchema>;
export type CheckedSimpleSource = v.InferOutput<typeof simpleSource>;
