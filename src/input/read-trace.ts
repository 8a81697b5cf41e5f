/** Reads traces of any length, piece by piece. */
import { Trace } from "../scenario/trace/trace.js";
import { TraceCsv } from "../scenario/trace/trace-csv.js";
import { TraceRows, type TraceSetting } from "../scenario/trace/trace-rows.js";

/** Options of `readTrace`. */
export interface ReadTraceOptions extends TraceSetting {
  /** Aborts: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each piece with the number of page writes read. */
  readonly onProgress?: ((writes: number) => void) | undefined;
}

/**
 * Reads a trace from the bytes of a CSV file, `seconds,page[,count]` in each line: `await readTrace(createReadStream("writes.csv"))`. It
 * takes 12 bytes of memory per write; beyond 67,108,864 writes they are merged (see `bin` of a trace). Return the trace from `loadText` of
 * `parseScenario`, which reports the rows at fault.
 *
 * @throws Error if the bytes are not UTF-8 text; errors of `chunks`; the signal's reason.
 */
export async function readTrace(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { signal, onProgress, ...setting }: ReadTraceOptions = {},
): Promise<Trace> {
  const rows = new TraceRows(setting);
  const csv = new TraceCsv(rows);
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    csv.push(chunk);
    onProgress?.(rows.recordedWrites);
  }
  csv.end();
  return new Trace(rows.end());
}
