/**
 * Traces in resolved scenarios. Their columns are private typed arrays of 12 bytes per write. The fields `seconds` and `pages` return copies
 * as plain lists, so that JSON, clones and messages between threads contain them and nobody can change the originals.
 */
import type { ResolvedSource } from "../resolved/resolved.js";
import type { TraceColumns } from "./kept-writes.js";

export type ResolvedTrace = Extract<ResolvedSource, { readonly kind: "trace" }>;
type Fields = Pick<ResolvedTrace, "file" | "repeat" | "durationSeconds" | "cpuRatio" | "threads" | "while">;

const columnsOfSources = new WeakMap<object, TraceColumns>();

export function recordedSource(
  { file, repeat, durationSeconds, cpuRatio, threads, while: tie }: Fields,
  columns: TraceColumns,
): ResolvedTrace {
  const { seconds, pages, merged } = columns;
  const source: ResolvedTrace = {
    kind: "trace",
    ...(file === undefined ? {} : { file }),
    repeat,
    durationSeconds,
    ...merged,
    ...(cpuRatio === undefined ? {} : { cpuRatio }),
    ...(threads === undefined ? {} : { threads }),
    ...(tie === undefined ? {} : { while: tie }),
    get seconds() {
      return Array.from(seconds);
    },
    get pages() {
      return Array.from(pages);
    },
  };
  columnsOfSources.set(source, columns);
  return Object.freeze(source);
}

/** The columns of a trace in a resolved scenario. Not to be changed. */
export function columnsOf(source: ResolvedTrace): TraceColumns {
  return columnsOfSources.get(source) ?? { seconds: Float64Array.from(source.seconds), pages: Uint32Array.from(source.pages) };
}

/** The columns if the object was made by `recordedSource`. */
export function ownColumns(source: object): TraceColumns | undefined {
  return columnsOfSources.get(source);
}
