/**
 * Broken variants of every log: each is refused with its line, or read to the same values, or to values with a warning. What is no longer
 * in the log is absent. No number of a reading is ever outside its range. The seed is in the name of a test that fails.
 */
import { describe, expect, it } from "vitest";
import { LogError, type LogReading, type ObservedMigration, readLog } from "../../src/logs.js";
import { type BrokenLog, brokenLogs } from "../support/broken-logs.js";
import { KNOWN_LOGS } from "./expected.js";

/** Writes of the trace among the known logs. */
const WRITES_MAX = 60;
const SEEDS = [1, 2, 3];

describe.each(KNOWN_LOGS.map((log, index) => ({ ...log, other: KNOWN_LOGS[(index + 1) % KNOWN_LOGS.length]?.text ?? "" })))(
  "the log $name",
  ({ text, other }) => {
    it.each(SEEDS)("broken with seed %i is refused, read alike, or read with a warning", async (seed) => {
      const whole = await readLog(text);
      const wrong: string[] = [];
      for (const broken of brokenLogs(text, other, seed)) {
        const fault = await faultOf(broken, whole);
        if (fault !== undefined) wrong.push(`${broken.kind}: ${fault}\n${broken.text.slice(0, 2000)}`);
      }
      expect(wrong).toEqual([]);
    });
  },
);

/** What is wrong with how a broken log is read; undefined if nothing is. */
async function faultOf({ text }: BrokenLog, whole: LogReading): Promise<string | undefined> {
  try {
    const reading = await readLog(text);
    const odd = oddNumber(reading);
    if (odd !== undefined) return `${odd} is no figure`;
    const values = valuesOf(reading.migrations[0]);
    if (isPartOf(values, valuesOf(whole.migrations[0])) || reading.warnings.length > 0) return undefined;
    return `other values without a word: ${JSON.stringify(values)}`;
  } catch (error) {
    if (!(error instanceof LogError)) return `threw ${String(error)}`;
    const lines = text.split("\n").length;
    if (error.line < 1 || error.line > lines) return `line ${error.line} of ${lines}`;
    return error.message.includes("\n") || error.message.length > 600 ? `message ${JSON.stringify(error.message)}` : undefined;
  }
}

/** True if every figure of `values` is in `whole`: one that the broken log no longer has is absent, and named by `missingFrom`. */
function isPartOf(values: unknown, whole: unknown): boolean {
  if (values === undefined) return true;
  if (Array.isArray(values)) return values.every((each) => (whole as unknown[]).some((other) => isPartOf(each, other)));
  if (typeof values !== "object" || values === null) return values === whole;
  return Object.entries(values).every(([name, value]) => isPartOf(value, (whole as Record<string, unknown> | undefined)?.[name]));
}

/** The figures that a log is read for. Rates and what remains may be those of another sample where lines changed places. */
function valuesOf(migration: ObservedMigration | undefined): unknown {
  if (migration === undefined) return undefined;
  const { end, memoryBytes, totalSeconds, setupSeconds, downtimeSeconds, rounds, pauseParts, dirtyRates, dirtyCurve, writes, last } =
    migration;
  const { sentBytes, sentPages, normalPages, zeroPages, syncs, postcopyRequests } = last;
  return {
    facts: { end, memoryBytes, totalSeconds, setupSeconds, downtimeSeconds },
    counters: { sentBytes, sentPages, normalPages, zeroPages, syncs, postcopyRequests },
    rounds: rounds.map(({ line: _, ...round }) => round),
    pauseSeconds: pauseParts.map(({ seconds }) => ({ seconds })),
    dirtyRates: dirtyRates.map(({ bytesPerSecond, seconds }) => ({ bytesPerSecond, seconds })),
    dirtyCurve: dirtyCurve && { ...dirtyCurve, line: undefined },
    // Writes that are lost cannot be told from writes that were never made.
    ...(writes === undefined ? {} : { mostWrites: writes.count <= WRITES_MAX }),
  };
}

function oddNumber(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 && value <= 2 ** 53 ? undefined : value;
  if (typeof value !== "object" || value === null) return undefined;
  for (const each of Object.values(value)) {
    const odd = oddNumber(each);
    if (odd !== undefined) return odd;
  }
  return undefined;
}
