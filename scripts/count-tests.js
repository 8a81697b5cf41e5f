/**
 * Prints `N passed, N failed` (and `, N skipped`) from the report of the test runner, and ends with exit code 1 if anything failed.
 * Usage: node scripts/count-tests.js REPORT STATUS. A failed check other than a test (STATUS is not 0) counts as one failure.
 */
import { existsSync, readFileSync } from "node:fs";

const [report = "", status = "1"] = process.argv.slice(2);
const counts = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
const passed = counts.numPassedTests;
const failed = counts.numFailedTests || (status === "0" ? 0 : 1);
const skipped = counts.numPendingTests + (counts.numTodoTests ?? 0);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
