/** Resolves traces: from a file, from the scenario itself, or from a `Trace` read before. */
import { contradiction, type Path } from "../issues.js";
import type { ResolvedSource } from "../resolved/resolved.js";
import type { CheckedSource } from "../schema/workload.js";
import { readTraceAgain, readTraceColumns, readTraceRows, readTraceText } from "../trace/given-trace.js";
import type { TraceColumns } from "../trace/kept-writes.js";
import { recordedSource } from "../trace/recorded-source.js";
import { Trace } from "../trace/trace.js";
import type { TraceReading, TraceSetting } from "../trace/trace-rows.js";
import type { RegionContext } from "./resolve-regions.js";
import { speedOf } from "./resolve-speed.js";
import { resolveTie, type TieContext } from "./resolve-tie.js";

/** Reads a file named in the scenario: its text, or the `Trace` that `readTrace` made of it. */
export type LoadTrace = (path: string, setting: TraceSetting) => string | Trace;

/** Inputs for reading traces. */
export interface TraceContext extends Pick<RegionContext, "memoryPages" | "report">, TieContext {
  /** Absent if files cannot be read. */
  readonly loadText?: LoadTrace | undefined;
  /** Called with the number of faults that were not reported one by one. */
  readonly reportUnlisted: (faults: number) => void;
}

type CheckedTrace = Extract<CheckedSource, { kind: "trace" }>;

export function resolveTrace(source: CheckedTrace, path: Path, context: TraceContext): ResolvedSource[] {
  const { file, repeat, duration } = source;
  const columns = readColumns(source, path, context);
  if (columns === undefined) return [];
  const lastSecond = columns.seconds.at(-1) ?? 0;
  const durationSeconds = duration ?? lastSecond;
  if (durationSeconds < lastSecond) {
    context.report(contradiction([...path, "duration"], `at least ${lastSecond} s, when the last write is made`, `${durationSeconds} s`));
  }
  if (repeat && durationSeconds === 0) {
    context.report(contradiction([...path, "duration"], "a duration above 0 s, as the trace repeats", "0 s"));
  }
  const tie = resolveTie(source, path, context);
  const speed = { ...speedOf(source), ...(tie && { while: tie }) };
  return [recordedSource({ ...(file === undefined ? {} : { file }), repeat, durationSeconds, ...speed }, columns)];
}

function readColumns(source: CheckedTrace, path: Path, context: TraceContext): TraceColumns | undefined {
  const { file, events, bin } = source;
  const setting: TraceSetting = { memoryPages: context.memoryPages, binSeconds: bin };
  if (events !== undefined && "seconds" in events) {
    // Columns are a trace that has been read before; `file` then only names its origin.
    const { seconds, pages, recorded } = events;
    const rowPath = (row: number): [Path, string] => [[...path, "events", "pages", row], ""];
    const columns = finish(readTraceColumns(seconds, pages, setting), rowPath, context);
    return columns && withRecorded(columns, recorded);
  }
  if ((file === undefined) === (events === undefined)) {
    context.report(contradiction(path, "either file or events", file === undefined ? "neither" : "both"));
    return undefined;
  }
  if (events !== undefined) return finish(readTraceRows(events, setting), (row) => [[...path, "events", row], ""], context);
  const reading = loadTrace(file as string, path, setting, context);
  return reading && finish(reading, (row) => [[...path, "file"], ` in line ${row} of ${file}`], context);
}

/** Keeps the number of writes before an earlier merge. */
function withRecorded(columns: TraceColumns, recorded: number | undefined): TraceColumns {
  const { merged } = columns;
  if (merged === undefined || recorded === undefined) return columns;
  return { ...columns, merged: { ...merged, recordedWrites: Math.max(recorded, merged.recordedWrites) } };
}

function finish(
  { columns, faults, unlistedFaults }: TraceReading,
  placeOf: (row: number) => [Path, string],
  { report, reportUnlisted }: TraceContext,
): TraceColumns | undefined {
  for (const fault of faults) {
    const [path, where] = placeOf(fault.row);
    report(contradiction(path, `${fault.expected}${where}`, fault.received));
  }
  reportUnlisted(unlistedFaults);
  return columns;
}

function loadTrace(file: string, path: Path, setting: TraceSetting, { loadText, report }: TraceContext): TraceReading | undefined {
  if (loadText === undefined) {
    report(contradiction([...path, "file"], "events in the scenario, as files cannot be read here", JSON.stringify(file)));
    return undefined;
  }
  try {
    const loaded = loadText(file, setting);
    if (typeof loaded === "string") return readTraceText(loaded, setting);
    const reading = Trace.readingOf(loaded);
    return reading.columns === undefined ? reading : readTraceAgain(reading.columns, setting);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    report(contradiction([...path, "file"], "a file that can be read", `${JSON.stringify(file)} (${reason})`));
    return undefined;
  }
}
