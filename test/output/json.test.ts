import { describe, expect, it } from "vitest";
import { resultJson } from "../../src/output/json.js";
import type { MigrationResult } from "../../src/result/result.js";
import { resultFixture, roundFixture, runFixture, TWO_ROUNDS } from "../support/result-fixture.js";
import { jsonOf } from "../support/result-text.js";

describe("jsonOf", () => {
  it("loses nothing", () => {
    expect(JSON.parse(jsonOf(resultFixture()))).toEqual(resultFixture());
  });

  it("gives the same bytes whatever order the result was built in", () => {
    expect(jsonOf(reversed(resultFixture()))).toBe(jsonOf(resultFixture()));
  });

  it("puts the documented keys first and an engine's own totals after them", () => {
    const run = runFixture(0, [roundFixture(0)]);
    const totals = { dirtySyncCount: 3, ...run.totals };
    const parsed = JSON.parse(jsonOf(resultFixture([{ ...run, totals }]))) as MigrationResult;
    expect(Object.keys(parsed)).toEqual(["version", "generator", "scenario", "runs", "summary"]);
    expect(Object.keys(parsed.runs[0]!.totals)[0]).toBe("totalSeconds");
    expect(Object.keys(parsed.runs[0]!.totals).at(-1)).toBe("dirtySyncCount");
  });

  it("has no piece longer than one run, however many runs there are", () => {
    const [run, ...others] = Array.from({ length: 1000 }, (_, index) => runFixture(index, TWO_ROUNDS));
    const longest = Math.max(...[...resultJson(resultFixture([run!, ...others]))].map((piece) => piece.length));
    expect(longest).toBeLessThan(2 * JSON.stringify(run, undefined, 2).length);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses %s", (value) => {
    const result = resultFixture([runFixture(0, [roundFixture(0, { durationSeconds: value })])]);
    expect(() => jsonOf(result)).toThrow(/durationSeconds/);
  });
});

/** The same result with all keys but the scenario's in reverse order. */
function reversed(result: MigrationResult): MigrationResult {
  const turn = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turn);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, part]) => [key, turn(part)]),
    );
  };
  const { scenario, generator, runs, summary, version } = result;
  return {
    ...(turn({ runs, summary, version }) as Omit<MigrationResult, "scenario" | "generator">),
    generator,
    scenario,
    runs: runs.map((run) => ({ ...(turn(run) as typeof run), stop: run.stop })),
  };
}
