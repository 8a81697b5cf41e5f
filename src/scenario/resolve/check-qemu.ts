/** Checks QEMU's parameters for combinations that QEMU refuses and for parameters without effect. */

import { contradiction, type ReportIssue, reportUnused } from "../issues.js";
import { hasInRelease } from "../presets/qemu-releases.js";
import type { QemuParameters } from "../resolved/engine-parameters.js";
import type { GivenQemu } from "../schema/engine/qemu.js";
import { checkQemuModes } from "./check-qemu-modes.js";
import { checkRelease } from "./check-release.js";
import { liveParameters } from "./live-parameters.js";
import { checkPowerOfTwo } from "./power-of-two.js";

interface CheckedWith {
  readonly given: GivenQemu;
  readonly pageBytes: number;
  /** The newest release that the preset stands for. */
  readonly newestRelease: number;
}

/** `parameters` are those of the preset with the `given` ones applied. */
export function checkQemu(parameters: QemuParameters, { given, pageBytes, newestRelease }: CheckedWith, report: ReportIssue): void {
  checkLog(parameters, given, pageBytes, report);
  checkPairs(parameters, given, newestRelease, report);
  checkMultifd(parameters, newestRelease, report);
  checkQemuModes(parameters, given, newestRelease, report);
  checkRelax(parameters, report);
  checkPostcopy(parameters, given, report);
}

function checkLog({ log, dirtyLimit }: QemuParameters, given: GivenQemu, pageBytes: number, report: ReportIssue): void {
  const { clearChunk, initiallySet, dirtyRingEntries } = given;
  if (log !== "dirty-ring") reportUnused(["engine"], { dirtyRingEntries }, `log is ${log}`, report);
  else if (dirtyRingEntries !== undefined) checkPowerOfTwo(["engine", "dirtyRingEntries"], dirtyRingEntries, report);
  if (log !== "manual-protect") reportUnused(["engine"], { clearChunk, initiallySet }, `log is ${log}`, report);
  else if (clearChunk !== undefined) {
    checkPowerOfTwo(["engine", "clearChunk"], clearChunk, report);
    if (clearChunk < pageBytes) {
      report(contradiction(["engine", "clearChunk"], `at least a page, ${pageBytes} bytes`, `${clearChunk} bytes`));
    }
  }
  if (dirtyLimit !== undefined && log !== "dirty-ring") {
    report(contradiction(["engine", "dirtyLimit"], "log: dirty-ring, which counts what each virtual CPU dirties", `log: ${log}`));
  }
}

/** Pairs refused by QEMU's migrate_caps_check; post-copy with multifd before 10.1. */
function checkPairs(parameters: QemuParameters, given: GivenQemu, newestRelease: number, report: ReportIssue): void {
  const { dirtyLimit, autoConverge, xbzrle, multifd, postcopy } = parameters;
  if (dirtyLimit && autoConverge) {
    report(
      contradiction(
        ["engine", "dirtyLimit"],
        "either dirtyLimit or autoConverge: both slow the guest down, and QEMU accepts only one",
        "both",
      ),
    );
  }
  if (multifd && xbzrle)
    report(contradiction(["engine", "xbzrle"], "either xbzrle or multifd: pages sent by multifd bypass XBZRLE's cache", "both"));
  if (multifd && postcopy && !hasInRelease("multifdWithPostcopy", newestRelease)) {
    const key = given.multifd === undefined ? "postcopy" : "multifd";
    report(contradiction(["engine", key], "either multifd or postcopy: QEMU before 10.1 does not combine them", "both"));
  }
}

/** Options of multifd that the release lacks; zero-copy-send beside compression (migrate_caps_check of options.c). */
function checkMultifd({ preset, multifd }: QemuParameters, newestRelease: number, report: ReportIssue): void {
  if (multifd === undefined) return;
  const { compression, zeroCopySend } = multifd;
  const release = { preset, newestRelease };
  if (compression === "qpl" || compression === "uadk" || compression === "qatzip") {
    checkRelease(compression, ["multifd", "compression"], compression, release, report);
  }
  if (!zeroCopySend) return;
  checkRelease("zeroCopySend", ["multifd", "zeroCopySend"], "true", release, report);
  if (compression !== "none") {
    const expected = "either zeroCopySend or compression: a compressed page is a copy";
    report(contradiction(["engine", "multifd", "zeroCopySend"], expected, `true with compression ${compression}`));
  }
}

function checkRelax({ relax, downtimeLimitSeconds, cancelAfterSyncs }: QemuParameters, report: ReportIssue): void {
  if (relax === undefined) return;
  if (relax.downtimeLimitSeconds <= downtimeLimitSeconds) {
    const expected = `a limit above downtimeLimit, ${downtimeLimitSeconds} s`;
    report(contradiction(["engine", "relax", "downtimeLimit"], expected, `${relax.downtimeLimitSeconds} s`));
  }
  if (cancelAfterSyncs !== undefined && relax.afterSyncs >= cancelAfterSyncs) {
    const expected = `fewer syncs than cancelAfterSyncs, ${cancelAfterSyncs}`;
    report(contradiction(["engine", "relax", "afterSyncs"], expected, String(relax.afterSyncs)));
  }
}

/** Reports pre-copy parameters without effect because the guest switches to post-copy at once, and a switch that is never reached. */
function checkPostcopy({ postcopy, cancelAfterSyncs }: QemuParameters, given: GivenQemu, report: ReportIssue): void {
  const { maxPostcopyBandwidth } = given;
  if (postcopy === undefined) {
    reportUnused(["engine"], { maxPostcopyBandwidth }, "postcopy is off", report);
    return;
  }
  const { afterSyncs, afterSeconds } = postcopy;
  if (afterSyncs === 0) {
    reportUnused(["engine"], liveParameters(given), "postcopy.afterSyncs is 0", report);
  } else if (afterSyncs !== undefined && cancelAfterSyncs !== undefined && afterSeconds === undefined && afterSyncs >= cancelAfterSyncs) {
    const expected = `more syncs than postcopy.afterSyncs, ${afterSyncs}, at which the guest moves`;
    report(contradiction(["engine", "cancelAfterSyncs"], expected, String(cancelAfterSyncs)));
  }
}
