/** What writes to the guest's pages, as users write it. */
import * as v from "valibot";
import { DEFAULTS, DIRTY_RATE_WINDOW_SECONDS, RUN_PAGES_LIMIT } from "../defaults.js";
import { REGION } from "./bare-limits.js";
import type { DeepReadonly } from "./deep-readonly.js";
import { choice, numberColumn, numberRows, pageRate, plainNumber, quantity, textOr, valueOr } from "./fields.js";
import { meaning } from "./json-schema-only.js";
import { closedObject, tagged } from "./mapping.js";

const SIZE = meaning("Size of the region; rounded up to whole pages.");
const size = quantity("size", { above: 0, bare: REGION }, SIZE);
const written = {
  rate: v.optional(
    pageRate({ min: 0 }, meaning("Page writes per second of guest time, repeated writes of a page counted; or as bytes/s of those pages.")),
  ),
  dirtyRate: v.optional(
    v.pipe(
      valueOr(
        pageRate({ min: 0 }, meaning("Distinct pages dirtied per second, or the bytes/s of these pages, in windows of 1 s.")),
        closedObject(() => ({
          rate: pageRate({ min: 0 }, meaning("Distinct pages dirtied in a window, per second, or the bytes/s of these pages.")),
          window: v.optional(
            quantity("time", { above: 0, max: 86_400 }, meaning("Guest time over which distinct pages are counted.")),
            DIRTY_RATE_WINDOW_SECONDS,
          ),
        })),
      ),
      v.description(
        meaning(
          "In place of rate: the dirty rate that this source alone would show, as QEMU's query-dirty-rate reports it. The write rate follows from it, and is in the result.",
        ),
      ),
    ),
  ),
};
const RATED = { oneOf: ["rate", "dirtyRate"] } as const;
const start = v.optional(
  plainNumber(
    { min: 0, integer: true },
    meaning(
      "First page of the region. Without it the region lies behind the previous region without a start, in the order of the scenario; " +
        "where it does not fit behind that one it begins at page 0 again, so regions may overlap.",
    ),
  ),
);
const layout = v.optional(
  choice(
    ["contiguous", "scattered"],
    meaning(
      "`scattered` spreads the region's pages over memory by a permutation that the seed fixes; with a start they are shuffled within the region.",
    ),
  ),
  DEFAULTS.layout,
);
const spread = v.optional(
  v.pipe(
    textOr(
      choice(["memory"], meaning("All of memory.")),
      closedObject(() => ({
        start: plainNumber({ min: 0, integer: true }, meaning("First page.")),
        size: quantity("size", { above: 0, bare: REGION }, meaning("Size; rounded up to whole pages.")),
      })),
    ),
    v.description(
      meaning("The pages that a scattered region with a start is spread over, its own among them; default: its own, those of all classes."),
    ),
  ),
);
const run = v.optional(
  plainNumber(
    { min: 1, max: RUN_PAGES_LIMIT },
    meaning("Mean number of pages written in a row (geometric). Only for a contiguous region; a run stays in its block of 1024 pages."),
  ),
  DEFAULTS.run,
);
const region = { size, start, layout, spread };

const uniform = closedObject(() => ({ kind: v.literal("uniform"), ...region, ...written, run }), RATED);
const hotCold = closedObject(() => ({
  kind: v.literal("hot-cold"),
  hot: closedObject(() => ({ size, ...written }), RATED),
  cold: closedObject(() => ({ size, ...written }), RATED),
  start,
  layout,
  spread,
  run,
}));
const classes = closedObject(() => ({
  kind: v.literal("classes"),
  classes: v.pipe(
    v.array(closedObject(() => ({ size, ...written }), RATED)),
    v.description(meaning("Any number of uniform regions, one behind the other: hot-cold with more than two temperatures.")),
  ),
  start,
  layout,
  spread,
  run,
}));
const zipf = closedObject(
  () => ({
    kind: v.literal("zipf"),
    ...region,
    ...written,
    run,
    exponent: v.optional(
      plainNumber({ min: 0, max: 10 }, meaning("Page i (from 1) is written with probability proportional to i^-exponent.")),
      DEFAULTS.zipfExponent,
    ),
  }),
  RATED,
);
const powerLaw = closedObject(
  () => ({
    kind: v.literal("power-law"),
    ...region,
    ...written,
    run,
    exponent: plainNumber({ min: 1, max: 100 }, meaning("A write hits page floor(pages x u^exponent), u uniform in [0, 1).")),
  }),
  RATED,
);
const sweep = closedObject(
  () => ({
    kind: v.literal("sweep"),
    ...region,
    ...written,
    stride: v.optional(plainNumber({ min: 1, integer: true }, meaning("Pages from one write to the next.")), DEFAULTS.stride),
    offset: v.optional(plainNumber({ min: 0, integer: true }, meaning("Page of the region that is written first.")), DEFAULTS.sweepOffset),
  }),
  RATED,
);
const burst = closedObject(() => ({
  kind: v.literal("burst"),
  ...region,
  period: quantity("time", { above: 0 }, meaning("The whole region is written at guest second 0 and once per period after it.")),
}));
const trace = closedObject(() => ({
  kind: v.literal("trace"),
  file: v.optional(
    v.pipe(
      v.string(),
      v.description(
        meaning(
          "CSV, one write per line: seconds,page[,count]; count pages in a row from page on. May have a heading and be packed by gzip.",
        ),
      ),
    ),
  ),
  events: v.optional(
    valueOr(
      numberRows(meaning("The same in the scenario itself: [[seconds, page, count?], ...], seconds never going back.")),
      closedObject(() => ({
        seconds: numberColumn(meaning("Guest second of each write, never going back.")),
        pages: numberColumn(meaning("Page of each write.")),
      })),
    ),
  ),
}));
const preset = closedObject(() => ({
  kind: v.literal("preset"),
  name: v.pipe(v.string(), v.description(meaning("A workload preset by name."))),
}));

/** Everything but phases, which do not nest, and traces, which have their own times. */
const simpleSource = tagged("kind", [uniform, hotCold, classes, zipf, powerLaw, sweep, burst, preset]);

const phase = closedObject(() => ({
  duration: v.optional(
    quantity(
      "time",
      { above: 0 },
      meaning("Guest time the phase lasts. Only the last phase of a workload that does not repeat may go without: it lasts for ever."),
    ),
  ),
  workload: v.array(simpleSource),
}));
const phases = closedObject(() => ({
  kind: v.literal("phases"),
  repeat: v.optional(v.pipe(v.boolean(), v.description(meaning("Begin again behind the last phase."))), false),
  offset: v.optional(
    quantity("time", { min: 0 }, meaning("Guest time into the phases at which the migration is asked for.")),
    DEFAULTS.phasesOffset,
  ),
  phases: v.pipe(v.array(phase), v.description(meaning("One after the other; at least one."))),
}));

const sourceSchema = tagged("kind", [uniform, hotCold, classes, zipf, powerLaw, sweep, burst, phases, trace, preset]);
export const workloadSchema = v.pipe(v.array(sourceSchema), v.description(meaning("Sources of page writes; their writes add up.")));

/** One source as a user writes it. */
export type Source = DeepReadonly<v.InferInput<typeof sourceSchema>>;
/** One source after the check: quantities in base units, defaults filled in. */
export type CheckedSource = v.InferOutput<typeof sourceSchema>;
export type CheckedSimpleSource = v.InferOutput<typeof simpleSource>;
