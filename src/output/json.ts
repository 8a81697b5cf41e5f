/** The result as JSON: byte-identical for the same result on every platform. */
import { GUEST_TIME_KEYS, PHASE_KEYS, TOTAL_KEYS } from "../result/figure-names.js";
import type { MigrationResult } from "../result/result.js";
import { jsonPieces, MappedList } from "./json-pieces.js";

/** Keys in the order of the documented format; any other keys follow in insertion order. */
const RESULT_KEYS = ["version", "generator", "scenario", "runs", "summary"];
const RUN_KEYS = ["seed", "run", "engine", "stop", "ruledBy", "totals", "phases", "rounds", "guest", "channel"];
const ROUND_KEYS = [
  "index",
  "live",
  "startSeconds",
  "durationSeconds",
  "pagesToSend",
  "pagesSent",
  "pagesSkipped",
  "zeroPages",
  "wireBytes",
  "pagesDirtied",
  "throttleRatio",
];
const SUMMARY_KEYS = ["mean", "standardDeviation", "min", "median", "max", "confidence95"];

/**
 * Pieces of indented JSON with a line feed at the end.
 * @throws RangeError if a number is not finite.
 */
export function resultJson(result: MigrationResult): Generator<string> {
  return reportJson({
    ...inOrder(result, RESULT_KEYS),
    runs: new MappedList(result.runs, (run) => ({
      ...inOrder(run, RUN_KEYS),
      totals: inOrder(run.totals, TOTAL_KEYS),
      phases: inOrder(run.phases, PHASE_KEYS),
      rounds: run.rounds.map((round) => inOrder(round, ROUND_KEYS)),
      guest: {
        ...inOrder(run.guest, [...GUEST_TIME_KEYS, "speed"]),
        speed: run.guest.speed.map((sample) => inOrder(sample, ["seconds", "speedRatio"])),
      },
    })),
    summary: Object.fromEntries(
      Object.entries(inOrder(result.summary, TOTAL_KEYS)).map(([name, entry]) => [name, inOrder(entry as object, SUMMARY_KEYS)]),
    ),
  });
}

/** The same for any other report, with keys in insertion order. */
export function* reportJson(report: object): Generator<string> {
  yield* jsonPieces(report);
  yield "\n";
}

function inOrder(value: object, keys: readonly string[]): Record<string, unknown> {
  const known = keys.filter((key) => key in value).map((key) => [key, (value as Record<string, unknown>)[key]]);
  return { ...Object.fromEntries(known), ...Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key))) };
}
