/** Checks QEMU's modes and mapped-ram for what QEMU refuses beside them and for parameters without effect. */

import { contradiction, type ReportIssue, reportUnused } from "../issues.js";
import type { QemuParameters } from "../resolved/engine-parameters.js";
import type { GivenQemu } from "../schema/engine/qemu.js";
import { checkRelease } from "./check-release.js";
import { liveParameters, shown } from "./live-parameters.js";

/** Features that a mode cannot have beside it. */
type Feature = "autoConverge" | "xbzrle" | "multifd" | "postcopy";

/** check_caps_background_snapshot of options.c. */
const REFUSED_BY_SNAPSHOT: readonly Feature[] = ["autoConverge", "xbzrle", "multifd", "postcopy"];
/** migrate_caps_check of options.c. */
const REFUSED_BY_MAPPED_RAM: readonly Feature[] = ["xbzrle", "postcopy"];

export function checkQemuModes(parameters: QemuParameters, given: GivenQemu, newestRelease: number, report: ReportIssue): void {
  const { mode = "normal", mappedRam = false } = parameters;
  const release = { preset: parameters.preset, newestRelease };
  if (mode !== "normal") checkRelease(mode, ["mode"], mode, release, report);
  if (mappedRam) checkRelease("mappedRam", ["mappedRam"], "true", release, report);
  if (mode === "background-snapshot") checkSnapshot(parameters, given, report);
  if (mode === "cpr-reboot" || mode === "cpr-transfer") checkRestart(mode, given, report);
  if (mappedRam) checkMappedRam(parameters, report);
}

/** A snapshot has no live phase, and bg_migration_thread of migration.c lifts the bandwidth limit. */
function checkSnapshot(parameters: QemuParameters, given: GivenQemu, report: ReportIssue): void {
  refuse(REFUSED_BY_SNAPSHOT, parameters, "mode: background-snapshot", report);
  const { log, freePageHints } = given;
  // Auto-converge and XBZRLE are refused by QEMU itself, above.
  const live = { ...liveParameters(given), autoConverge: undefined, xbzrle: undefined };
  reportUnused(["engine"], { ...live, log, freePageHints }, "mode is background-snapshot", report);
}

/** No page is sent, whatever says how. */
function checkRestart(mode: string, given: GivenQemu, report: ReportIssue): void {
  const { multifd, postcopy, mappedRam, log, freePageHints } = given;
  const unused = { ...liveParameters(given), multifd: shown(multifd), postcopy: shown(postcopy), mappedRam, log, freePageHints };
  reportUnused(["engine"], unused, `mode is ${mode}`, report);
}

/** migrate_caps_check and migrate_params_check of options.c; a file has no MSG_ZEROCOPY. */
function checkMappedRam(parameters: QemuParameters, report: ReportIssue): void {
  refuse(REFUSED_BY_MAPPED_RAM, parameters, "mappedRam", report);
  const { multifd } = parameters;
  if (multifd === undefined) return;
  const path = ["engine", "multifd"];
  if (multifd.compression !== "none") {
    const expected = "no compression beside mappedRam: a compressed page has no fixed place";
    report(contradiction([...path, "compression"], expected, multifd.compression));
  }
  if (multifd.zeroCopySend) reportUnused(path, { zeroCopySend: true }, "mappedRam writes to a file", report);
}

function refuse(features: readonly Feature[], parameters: QemuParameters, beside: string, report: ReportIssue): void {
  for (const feature of features) {
    if (parameters[feature] === undefined) continue;
    report(contradiction(["engine", feature], `no ${feature} beside ${beside}: QEMU accepts only one`, "both"));
  }
}
