/** Sources that write to a region: placed in memory, with their rates in writes per second. */
import { contradiction, type Path } from "../issues.js";
import type { ResolvedRegion, ResolvedSource } from "../resolved/resolved.js";
import type { CheckedSimpleSource } from "../schema/workload.js";
import type { Placer } from "./place.js";
import { type GivenRate, type RateContext, type RatedSource, withRate } from "./write-rate.js";

export interface RegionContext extends RateContext {
  readonly memoryPages: number;
  readonly placer: Placer;
}

type RegionSource = Exclude<CheckedSimpleSource, { kind: "preset" }>;
type Given<Kind> = Extract<RegionSource, { kind: Kind }>;

/** The source, or one for each of its regions. Reports regions beyond memory and rates out of reach. */
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
      return [{ kind: "burst", ...place(source, path, context), periodSeconds: source.period }];
  }
}

interface Placeable {
  readonly size: number;
  readonly start?: number | undefined;
  readonly layout: "contiguous" | "scattered";
}

/** `sizePath` leads from the source to the mapping that has the size. */
function place({ size, start, layout }: Placeable, path: Path, context: RegionContext, sizePath: Path = []): ResolvedRegion {
  const { placer, pageBytes, memoryPages, report } = context;
  const pages = Math.max(1, Math.ceil(size / pageBytes));
  const startPage = placer.place(pages, start);
  if (startPage === undefined) {
    const where = pages > memoryPages || start === undefined ? [...path, ...sizePath, "size"] : [...path, "start"];
    const received = start === undefined ? `${pages} pages` : `pages ${start} to ${start + pages - 1}`;
    report(contradiction(where, `a region within the ${memoryPages} pages of memory`, received));
  }
  const region = { pages, startPage: startPage ?? 0 };
  return layout === "scattered" && start !== undefined ? { ...region, layout, block: region } : { ...region, layout };
}

function placeRun(source: Placeable & { readonly run: number }, path: Path, context: RegionContext, sizePath: Path = []): ResolvedRegion {
  const region = place(source, path, context, sizePath);
  const { run, layout } = source;
  if (run > 1 && layout === "scattered") {
    context.report(contradiction([...path, "run"], "a run of 1 in a scattered region, where no pages are in a row", String(run)));
  } else if (run > region.pages) {
    context.report(contradiction([...path, "run"], `a mean run within the ${region.pages} pages of the region`, String(run)));
  }
  return region;
}

function resolveDrawn(source: Given<"uniform" | "zipf" | "power-law">, path: Path, context: RegionContext): ResolvedSource {
  const { kind, run: meanRunPages } = source;
  const region = placeRun(source, path, context);
  const drawn: RatedSource =
    kind === "uniform"
      ? { kind, ...region, writesPerSecond: 0, meanRunPages }
      : { kind, ...region, writesPerSecond: 0, exponent: source.exponent, meanRunPages };
  return withRate(drawn, source, path, context);
}

/** A uniform region of several; `keys` lead from the source to it. */
interface RegionClass extends GivenRate {
  readonly keys: Path;
  readonly size: number;
}

/** Uniform regions one after the other: the first at `start`, each other right after the one before. Scattered, they share a block. */
function resolveClasses(
  { start, layout, run }: Given<"hot-cold" | "classes">,
  classes: readonly RegionClass[],
  path: Path,
  context: RegionContext,
): ResolvedSource[] {
  let next = start;
  const regions = classes.map(({ keys, size }) => {
    const region = placeRun({ size, start: next, layout, run }, path, context, keys);
    if (next !== undefined) next += region.pages;
    return region;
  });
  const pages = regions.reduce((sum, region) => sum + region.pages, 0);
  const block = start !== undefined && layout === "scattered" ? { block: { startPage: start, pages } } : {};
  return classes.map((given, index) => {
    const region = regions[index] as ResolvedRegion;
    const source = { kind: "uniform", ...region, ...block, writesPerSecond: 0, meanRunPages: run } as const;
    return withRate(source, given, [...path, ...given.keys], context);
  });
}

function resolveSweep(source: Given<"sweep">, path: Path, context: RegionContext): ResolvedSource {
  const region = place(source, path, context);
  const { stride: stridePages, offset: offsetPages } = source;
  const inRegion = `a number below the ${region.pages} pages of the region`;
  if (stridePages > 1 && stridePages >= region.pages) {
    context.report(contradiction([...path, "stride"], inRegion, String(stridePages)));
  }
  if (offsetPages >= region.pages) context.report(contradiction([...path, "offset"], inRegion, String(offsetPages)));
  return withRate({ kind: "sweep", ...region, writesPerSecond: 0, stridePages, offsetPages }, source, path, context);
}
