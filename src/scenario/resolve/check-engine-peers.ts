/** Refuses peers for engines without a page model. */

import { contradiction, type ReportIssue } from "../issues.js";
import type { EngineParameters } from "../resolved/engine-parameters.js";
import type { ResolvedPeer } from "../resolved/resolved-peers.js";

/** SimGrid's model counts bytes: it has no pages that traffic could write, and shares no link with traffic. */
export function checkEnginePeers(engine: EngineParameters, peers: readonly ResolvedPeer[], report: ReportIssue): void {
  if (peers.length === 0) return;
  const { mode = "normal" } = engine.family === "qemu" ? engine : {};
  if (mode !== "normal") {
    const expected = "mode: normal where the guest talks to peers: it stays on its host in any other, and no traffic would move";
    report(contradiction(["engine", "mode"], expected, mode));
  }
  if (engine.family !== "simgrid") return;
  const expected =
    "an engine that moves pages where the guest talks to peers: SimGrid's model has bytes alone, and no traffic would move them";
  report(contradiction(["engine"], expected, `${engine.preset} with ${peers.length} ${peers.length === 1 ? "peer" : "peers"}`));
}
