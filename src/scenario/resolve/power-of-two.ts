/** Checks sizes and counts that must be powers of two. */
import { contradiction, type Path, type ReportIssue } from "../issues.js";

/** Reports a value above 0 that is not a power of two. */
export function checkPowerOfTwo(path: Path, value: number, report: ReportIssue): void {
  if (Math.log2(value) % 1 !== 0) report(contradiction(path, "a power of two", String(value)));
}
