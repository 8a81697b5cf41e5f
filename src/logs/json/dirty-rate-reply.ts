/** QMP's reply to query-dirty-rate (qapi/migration.json: DirtyRateInfo; rates in MiB/s), and its proposed vector form. */
import { MIB, seconds, whole } from "../figures.js";
import type { Ledger, Warn } from "../ledger.js";
import { LogError } from "../log-error.js";
import type { JsonFields } from "./json-fields.js";
import type { JsonRecord } from "./json-scanner.js";

const MODES = ["page-sampling", "dirty-ring", "dirty-bitmap"];

/** Puts a reply into the ledger. False if the record is no such reply. */
export function observeDirtyRateReply(fields: JsonFields, ledger: Ledger, warn: Warn): boolean {
  if (!fields.has("calc-time") && !fields.has("dirty-rate")) return false;
  const { line } = fields;
  const status = fields.string("status") ?? "measured";
  const bytesPerSecond = fields.rate("dirty-rate", MIB);
  if (status !== "measured" || bytesPerSecond === undefined) {
    warn(line, `the dirty rate is ${status}: the reply has no figure yet, ask again after calc-time`);
    return true;
  }
  const mode = fields.string("mode") ?? "page-sampling";
  if (!MODES.includes(mode)) throw new LogError(line, `mode: expected one of ${MODES.join(", ")}, received ${mode}`);
  const unitSeconds = fields.string("calc-time-unit") === "millisecond" ? 0.001 : 1;
  const length = fields.seconds("calc-time", unitSeconds);
  ledger.dirtyRate({ line, mode, ...(length === undefined ? {} : { seconds: length }), bytesPerSecond });
  return true;
}

/**
 * The vector form: distinct dirty pages of a sample at growing distances in time. `periods` in milliseconds, `n-dirty-pages` of
 * `n-sampled-pages`, of `n-total-pages` in all (RFC "migration: estimated dirty rate in several periods", qemu-devel 2023).
 */
export function observeDirtyCurve(record: JsonRecord, prefix: string, fields: JsonFields, ledger: Ledger): boolean {
  if (!fields.hasBelow("n-dirty-pages")) return false;
  const { line } = fields;
  const [periods, pages] = [listOf(record, `${prefix}periods.`), listOf(record, `${prefix}n-dirty-pages.`)];
  if (periods.length !== pages.length) throw new LogError(line, `${periods.length} periods, but ${pages.length} entries of n-dirty-pages`);
  const [totalPages, sampledPages] = [needed(fields, "n-total-pages"), needed(fields, "n-sampled-pages")];
  if (sampledPages > totalPages) throw new LogError(line, `n-sampled-pages ${sampledPages} is more than n-total-pages ${totalPages}`);
  const windows = periods.map((period, index) => ({
    seconds: seconds(period.text, 0.001, period.line, "periods"),
    dirtySampledPages: dirtyCount(pages[index] as Item, sampledPages),
  }));
  for (const [index, window] of windows.entries()) {
    const before = windows[index - 1];
    if (before === undefined || (window.seconds > before.seconds && window.dirtySampledPages >= before.dirtySampledPages)) continue;
    throw new LogError(line, "periods and n-dirty-pages have to grow: a longer window holds every page of a shorter one");
  }
  const zeroPages = fields.whole("n-zero-pages");
  const zero = zeroPages === undefined ? {} : { zeroPages };
  ledger.dirtyCurve({ line, pageBytes: fields.whole("page-size") ?? 4096, totalPages, sampledPages, ...zero, windows });
  return true;
}

type Item = { readonly text: string; readonly line: number };

function listOf({ fields }: JsonRecord, start: string): Item[] {
  const items: Item[] = [];
  for (let field = fields.get(`${start}0`); field !== undefined; field = fields.get(`${start}${items.length}`)) items.push(field);
  return items;
}

function dirtyCount({ text, line }: Item, sampledPages: number): number {
  const pages = whole(text, line, "n-dirty-pages");
  if (pages <= sampledPages) return pages;
  throw new LogError(line, `n-dirty-pages ${pages} is more than n-sampled-pages ${sampledPages}`);
}

function needed(fields: JsonFields, path: string): number {
  const value = fields.whole(path);
  if (value !== undefined) return value;
  throw new LogError(fields.line, `${path} is missing`);
}
