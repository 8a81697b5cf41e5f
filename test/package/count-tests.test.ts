/** The last line of `.ci/run`: correct counts, and a failure if any test failed. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryDirectory } from "../support/command-line.js";

it.each([
  { passed: 5, failed: 0, skipped: 0, status: 0, line: "5 passed, 0 failed", exitCode: 0 },
  { passed: 5, failed: 0, skipped: 2, status: 0, line: "5 passed, 0 failed, 2 skipped", exitCode: 0 },
  { passed: 5, failed: 3, skipped: 0, status: 1, line: "5 passed, 3 failed", exitCode: 1 },
  { passed: 5, failed: 0, skipped: 0, status: 2, line: "5 passed, 1 failed", exitCode: 1 },
  { passed: 0, failed: 0, skipped: 0, status: 0, line: "0 passed, 0 failed", exitCode: 1 },
])("says $line", ({ passed, failed, skipped, status, line, exitCode }) => {
  const report = join(temporaryDirectory(), "report.json");
  writeFileSync(report, JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, numTodoTests: 0 }));
  expect(countTests(report, status)).toEqual([`${line}\n`, exitCode]);
});

it("counts a build that broke before any test as a failure", () => {
  expect(countTests("/nowhere/report.json", 1)).toEqual(["0 passed, 1 failed\n", 1]);
});

function countTests(report: string, status: number): [string, number | null] {
  const ended = spawnSync(process.execPath, ["scripts/count-tests.js", report, String(status)], { encoding: "utf8" });
  return [ended.stdout, ended.status];
}
