/** Refuses what came to QEMU after the releases that a preset stands for. */

import { contradiction, type ReportIssue } from "../issues.js";
import { FIRST_RELEASE, hasInRelease, type NewInQemu, releaseInWords } from "../presets/qemu-releases.js";

/** The engine's preset, and the newest release that it stands for. */
export interface PresetRelease {
  readonly preset: string;
  readonly newestRelease: number;
}

/** Reports the field at `path` of the engine, whose value `received` asks for `what`, unless a release of the preset has it. */
export function checkRelease(
  what: NewInQemu,
  path: readonly string[],
  received: string,
  { preset, newestRelease }: PresetRelease,
  report: ReportIssue,
): void {
  if (hasInRelease(what, newestRelease)) return;
  const expected = `QEMU ${releaseInWords(FIRST_RELEASE[what])} or newer`;
  report(contradiction(["engine", ...path], expected, `${received} with ${preset}, up to ${releaseInWords(newestRelease)}`));
}
