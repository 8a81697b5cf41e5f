/** Checks of a PagesConfig and of page ranges, shared by all implementations of Pages. */
import type { ContentLayout, PagesConfig } from "./pages.js";

const SLOTS_MAX = 268435456;

function requireInteger(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`${name}: expected an integer ${least} .. ${most}, received ${value}`);
}

function requirePowerOfTwo(name: "clearPages" | "deltaCachePages", config: PagesConfig, least: number): void {
  const value = config[name];
  if (value === undefined) return;
  if (config.scanOrder !== "cyclic") throw new RangeError(`${name}: expected a cyclic scan, received ${config.scanOrder}`);
  if (value >= least && value <= SLOTS_MAX && Math.log2(value) % 1 === 0) return;
  throw new RangeError(`${name}: expected a power of two ${least} .. ${SLOTS_MAX}, received ${value}`);
}

function requireLayout(layout: ContentLayout | undefined): void {
  if (layout?.kind === "blocks") requireInteger("zero.layout.blockPages", layout.blockPages, 1, SLOTS_MAX);
  if (layout?.kind !== "ends" || (layout.topRatio >= 0 && layout.topRatio <= 1)) return;
  throw new RangeError(`zero.layout.topRatio: expected a number 0 .. 1, received ${layout.topRatio}`);
}

/** Throws a RangeError that names the field if no implementation of Pages can hold the configuration. */
export function checkPagesConfig(config: PagesConfig): void {
  requireInteger("slots", config.slots, 1, SLOTS_MAX);
  requireInteger("allocatedPages", config.allocatedPages, 1, config.slots);
  requireInteger("deferredPages", config.deferredPages, 0, config.scanOrder === "cyclic" ? 0 : config.allocatedPages);
  requirePowerOfTwo("clearPages", config, 1024);
  requirePowerOfTwo("deltaCachePages", config, 1);
  if (config.initiallySet !== undefined && config.clearPages === undefined) {
    throw new RangeError(`initiallySet: expected a log cleared by clearPages, received ${config.initiallySet}`);
  }
  requireInteger("zero.pages", config.zero.pages, 0, config.allocatedPages);
  requireLayout(config.zero.layout);
  requireInteger("seed", config.seed, 0, Number.MAX_SAFE_INTEGER);
  requireInteger("run", config.run, 0, 0xffffffff);
  for (const [index, source] of config.sources.entries()) {
    const { firstPage, pages } = source.region;
    requireInteger(`sources[${index}].stream`, source.stream, 0, 0xffffffff);
    requireInteger(`sources[${index}].region.firstPage`, firstPage, 0, config.allocatedPages - 1);
    requireInteger(`sources[${index}].region.pages`, pages, 1, config.allocatedPages - firstPage);
  }
}

/** Throws a RangeError if the range leaves the guest's allocated pages. */
export function checkPageRange(config: PagesConfig, firstPage: number, pageCount: number): void {
  requireInteger("firstPage", firstPage, 0, config.allocatedPages);
  requireInteger("pageCount", pageCount, 0, config.allocatedPages - firstPage);
}
