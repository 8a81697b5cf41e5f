/** Converts regions and traces of a result to their written form, with sizes instead of pages. */
import type { Mapping, Place } from "./writer.js";

/** A region has its size; a scattered one without a block is spread over memory. */
export function finishSource(result: Map<string, unknown>, source: Mapping, place: Place): boolean {
  const { kind, pages, startPage, layout, block } = source;
  if (kind === "trace") return finishTrace(result, source, place);
  const hasNoRate = isCaused(source) && result.delete("rate");
  const isSpread = layout === "scattered" && startPage !== undefined && block === undefined;
  if (isSpread) result.set("spread", "memory");
  return pages === undefined ? isSpread || hasNoRate : finishBlock(result, source, place);
}

/** True for a source that writes for messages or bytes, whose rate in results is 0. */
function isCaused({ writesPerSecond, writesPerMessage, bytesWrittenPerByte }: Mapping): boolean {
  return writesPerSecond === 0 && (writesPerMessage !== undefined || bytesWrittenPerByte !== undefined);
}

/** Replaces a number of pages by a size. */
export function finishBlock(result: Map<string, unknown>, { pages }: Mapping, { written, given, writer }: Place): boolean {
  if (pages === undefined) return false;
  const isCount = typeof pages === "number" && Number.isSafeInteger(pages) && pages >= 1;
  if (!isCount && typeof pages === "number") writer.report([...given, "pages"], "a whole number >= 1", String(pages));
  result.delete("pages");
  result.set("size", typeof pages === "number" ? `${Math.max(1, Math.ceil(pages)) * writer.pageBytes} B` : pages);
  writer.remember([...written, "size"], [...given, "pages"]);
  return true;
}

/** The columns of a result's trace are written as one field; the file that they came from stays as its name. */
function finishTrace(
  result: Map<string, unknown>,
  { seconds, pages, recordedWrites }: Mapping,
  { written, given, writer }: Place,
): boolean {
  if (seconds === undefined && pages === undefined) return false;
  result.delete("seconds");
  result.delete("pages");
  result.delete("recordedWrites");
  result.set("events", { seconds, pages, ...(recordedWrites === undefined ? {} : { recorded: recordedWrites }) });
  writer.remember([...written, "events", "recorded"], [...given, "recordedWrites"]);
  for (const column of ["seconds", "pages"]) writer.remember([...written, "events", column], [...given, column]);
  writer.remember([...written, "events"], given);
  return true;
}
