/** What an engine without pages cannot be asked for. */

import { contradiction, type ReportIssue } from "../issues.js";
import type { EngineParameters } from "../resolved/engine-parameters.js";
import type { ResolvedPeer } from "../resolved/resolved-peers.js";

/** A model of bytes has no pages that traffic could write, and no link that it could be given a part of. */
export function checkEnginePeers(engine: EngineParameters, peers: readonly ResolvedPeer[], report: ReportIssue): void {
  if (engine.family !== "simgrid" || peers.length === 0) return;
  const expected =
    "an engine that moves pages where the guest talks to peers: SimGrid's model has bytes alone, and no traffic would move them";
  report(contradiction(["engine"], expected, `${engine.preset} with ${peers.length} ${peers.length === 1 ? "peer" : "peers"}`));
}
