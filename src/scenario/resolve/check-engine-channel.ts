/** Refuses channels whose pages the copy would have to hold back, for engines that cannot. */
import { contradiction, type ReportIssue } from "../issues.js";
import type { EngineParameters } from "../resolved/engine-parameters.js";
import type { ResolvedVm } from "../resolved/resolved.js";
import type { ResolvedChannel } from "../resolved/resolved-channel.js";

const PATH = ["channel", "modified", "holdBack"] as const;

/**
 * Only Xen's tools have a place for pages that wait for the last round: `deferred_pages` of `xg_sr_save.c`, `to_fix` of `xc_domain_save.c`.
 * The channel's pages take it, so that no other page can be deferred.
 */
export function checkEngineChannel(
  engine: EngineParameters,
  channel: ResolvedChannel | undefined,
  vm: ResolvedVm,
  report: ReportIssue,
): void {
  if (channel?.kind !== "xenvmc-modified" || !channel.modified.holdBack) return;
  if (engine.family !== "xen-classic" && engine.family !== "xen-stream") {
    report(contradiction(PATH, `false with engine ${engine.preset}: only Xen's engines keep pages for the last round`, "true"));
  }
  if (vm.deferredPages > 0) {
    const expected = "0 with channel.modified.holdBack, which defers the channel's pages";
    report(contradiction(["vm", "deferredPages"], expected, String(vm.deferredPages)));
  }
}
