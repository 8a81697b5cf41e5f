/** Two hundred malformed scenarios through the whole command: a readable list of faults, exit code 2, and no output. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand, temporaryDirectory } from "../support/command-line.js";
import { MALFORMED_SCENARIOS } from "../support/malformed.js";

/** Room for a fault that lists all the parameters of an engine. */
const LONGEST_LINE = 600;
/** A list of faults, or the fault of something that is not a text. */
const HEADING = /^xenvmc-sim: (?:standard input has (?:1 fault|\d+ faults):|cannot read standard input: it is not .*text.*)$/;

it("has at least 200 of them", () => {
  expect(MALFORMED_SCENARIOS.length).toBeGreaterThanOrEqual(200);
});

describe("a malformed scenario", () => {
  it.each(MALFORMED_SCENARIOS)("$name", async ({ text, faults }) => {
    const directory = temporaryDirectory();
    const outputs = ["--json", join(directory, "result.json"), "--csv", join(directory, "rounds.csv")];
    const { exitCode, stdout, stderr } = await runCommand(["run", "-", ...outputs], { input: text });
    expect([exitCode, stdout, readdirSync(directory)]).toEqual([2, "", []]);
    const [heading = "", ...list] = stderr.trimEnd().split("\n");
    expect(heading).toMatch(HEADING);
    expect(list.filter((line) => !/^ {2}.*expected .+, received .+/.test(line) || line.length > LONGEST_LINE)).toEqual([]);
    for (const fault of faults) expect(stderr).toContain(fault);
    expect(stderr).not.toMatch(/\[object |undefined|\bNaN\b|\n +at /);
  });
});
