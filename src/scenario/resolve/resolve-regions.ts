/** Resolves sources that write to a region: assigns their pages, and converts rates to writes per second. */
import { contradiction, type Path } from "../issues.js";
import type { ResolvedReads, ResolvedRegion, ResolvedSource } from "../resolved/resolved.js";
import type { CheckedSimpleSource } from "../schema/workload.js";
import type { Placer } from "./place.js";
import { type GivenRate, type RateContext, type RatedSource, withRate, writesPerSecond } from "./write-rate.js";

export interface RegionContext extends RateContext {
  readonly memoryPages: number;
  readonly placer: Placer;
}

type RegionSource = Exclude<CheckedSimpleSource, { kind: "preset" }>;
type Given<Kind> = Extract<RegionSource, { kind: Kind }>;

/** The resolved source, or one per region. Reports regions beyond memory and unreachable rates. */
export function resolveRegions(source: RegionSource, path: Path, context: RegionContext): ResolvedSource[] {
  switch (source.kind) {
    case "uniform":
    case "zipf":
    case "power-law":
      return [resolveDrawn(source, path, context)];
    case "hot-cold": {
      const { hot, cold } = source;
      const classes = [
        { keys: ["hot"], ...hot },
        { keys: ["cold"], ...cold },
      ];
      return resolveClasses(source, classes, path, context);
    }
    case "classes": {
      if (source.classes.length === 0) context.report(contradiction([...path, "classes"], "at least one class", "an empty list"));
      const classes = source.classes.map((given, index) => ({ keys: ["classes", index], ...given }));
      return resolveClasses(source, classes, path, context);
    }
    case "sweep":
      return [resolveSweep(source, path, context)];
    case "burst":
      return [{ kind: "burst", ...placeScattered(source, path, context), periodSeconds: source.period }];
  }
}

interface Layout {
  readonly start?: number | undefined;
  readonly layout: "contiguous" | "scattered";
  readonly spread?: "memory" | { readonly start: number; readonly size: number } | undefined;
}

interface Placeable extends Layout {
  readonly size: number;
}

/** Places a region. `sizePath` is the path from the source to the mapping that has the size. */
function place({ size, start, layout }: Placeable, path: Path, context: RegionContext, sizePath: Path = []): ResolvedRegion {
  const { placer, pageBytes, memoryPages, report } = context;
  const pages = Math.max(1, Math.ceil(size / pageBytes));
  const startPage = placer.place(pages, start);
  if (startPage === undefined) {
    const where = pages > memoryPages || start === undefined ? [...path, ...sizePath, "size"] : [...path, "start"];
    const received = start === undefined ? `${pages} pages` : `pages ${start} to ${start + pages - 1}`;
    report(contradiction(where, `a region within the ${memoryPages} pages of memory`, received));
  }
  return { pages, startPage: startPage ?? 0, layout };
}

/** The block over which regions of `pages` pages in total from `start` on are scattered; undefined for all of memory or a contiguous layout. */
function blockOf({ start, layout, spread }: Layout, pages: number, path: Path, context: RegionContext): ResolvedRegion["block"] {
  if (layout !== "scattered" || start === undefined) {
    if (spread !== undefined) {
      const received = layout === "scattered" ? "no start" : `layout ${layout}`;
      context.report(contradiction([...path, "spread"], "spread only in a scattered region with a start", received));
    }
    return undefined;
  }
  if (spread === undefined) return { startPage: start, pages };
  if (spread === "memory") return undefined;
  const block = { startPage: spread.start, pages: Math.ceil(spread.size / context.pageBytes) };
  const [first, end] = [block.startPage, block.startPage + block.pages];
  if (end > context.memoryPages) {
    const expected = `pages within the ${context.memoryPages} pages of memory`;
    context.report(contradiction([...path, "spread"], expected, `pages ${first} to ${end - 1}`));
  } else if (start < first || start + pages > end) {
    const expected = `pages around the region, ${start} to ${start + pages - 1}`;
    context.report(contradiction([...path, "spread"], expected, `pages ${first} to ${end - 1}`));
  }
  return block;
}

function placeScattered(source: Placeable, path: Path, context: RegionContext): ResolvedRegion {
  const region = place(source, path, context);
  const block = blockOf(source, region.pages, path, context);
  return block === undefined ? region : { ...region, block };
}

function checkRun({ run, layout }: Layout & { readonly run: number }, pages: number, path: Path, { report }: RegionContext): void {
  if (run > 1 && layout === "scattered") {
    report(contradiction([...path, "run"], "a run of 1 in a scattered region, where no pages are in a row", String(run)));
  } else if (run > pages) {
    report(contradiction([...path, "run"], `a mean run within the ${pages} pages of the region`, String(run)));
  }
}

function resolveDrawn(source: Given<"uniform" | "zipf" | "power-law">, path: Path, context: RegionContext): ResolvedSource {
  const { kind, run: meanRunPages } = source;
  const region = placeScattered(source, path, context);
  checkRun(source, region.pages, path, context);
  const drawn: RatedSource =
    kind === "uniform"
      ? { kind, ...region, writesPerSecond: 0, meanRunPages }
      : { kind, ...region, writesPerSecond: 0, exponent: source.exponent, meanRunPages };
  return { ...withRate(drawn, source, path, context), ...resolveReads(source, region, path, context) };
}

/** The region that a source reads, by default the one that it writes. */
function resolveReads(
  { reads }: Given<"uniform" | "zipf" | "power-law">,
  region: ResolvedRegion,
  path: Path,
  { pageBytes, memoryPages, report }: RegionContext,
): { readonly reads?: ResolvedReads } {
  if (reads === undefined) return {};
  const startPage = reads.start ?? region.startPage;
  const pages = reads.size === undefined ? region.pages : Math.max(1, Math.ceil(reads.size / pageBytes));
  const isOwn = startPage === region.startPage && pages === region.pages;
  const received = `pages ${startPage} to ${startPage + pages - 1}`;
  if (region.layout === "scattered" && !isOwn) {
    report(contradiction([...path, "reads"], "the source's own pages in a scattered region", received));
  } else if (!isOwn && startPage + pages > memoryPages) {
    const where = pages > memoryPages || reads.start === undefined ? "size" : "start";
    report(contradiction([...path, "reads", where], `a region within the ${memoryPages} pages of memory`, received));
  }
  return { reads: { readsPerSecond: writesPerSecond(reads.rate, pageBytes), pages, startPage } };
}

/** One of several uniform regions of a source; `keys` is its path from the source. */
interface RegionClass extends GivenRate {
  readonly keys: Path;
  readonly size: number;
}

/** Resolves consecutive uniform regions: the first at `start`, each of the others after the one before. If scattered, they share a block. */
function resolveClasses(
  source: Given<"hot-cold" | "classes">,
  classes: readonly RegionClass[],
  path: Path,
  context: RegionContext,
): ResolvedSource[] {
  const { layout, run } = source;
  let next = source.start;
  const regions = classes.map(({ keys, size }) => {
    const region = place({ size, start: next, layout }, path, context, keys);
    checkRun(source, region.pages, path, context);
    if (next !== undefined) next += region.pages;
    return region;
  });
  const pages = regions.reduce((sum, region) => sum + region.pages, 0);
  const block = blockOf(source, pages, path, context);
  return classes.map((given, index) => {
    const region = { ...(regions[index] as ResolvedRegion), ...(block === undefined ? {} : { block }) };
    const uniform = { kind: "uniform", ...region, writesPerSecond: 0, meanRunPages: run } as const;
    return withRate(uniform, given, [...path, ...given.keys], context);
  });
}

function resolveSweep(source: Given<"sweep">, path: Path, context: RegionContext): ResolvedSource {
  const region = placeScattered(source, path, context);
  const { stride: stridePages, offset: offsetPages } = source;
  const inRegion = `a number below the ${region.pages} pages of the region`;
  if (stridePages > 1 && stridePages >= region.pages) {
    context.report(contradiction([...path, "stride"], inRegion, String(stridePages)));
  }
  if (offsetPages >= region.pages) context.report(contradiction([...path, "offset"], inRegion, String(offsetPages)));
  return withRate({ kind: "sweep", ...region, writesPerSecond: 0, stridePages, offsetPages }, source, path, context);
}
