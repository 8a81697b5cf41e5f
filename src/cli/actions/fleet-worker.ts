/** A worker thread of `xenvmc-sim fleet`: carries out plans of the fleet that it is given. */
import { simulatePlan } from "../../fleet.js";
import { serveThread } from "../../node/threads.js";
import { loadFleet } from "./fleet-file.js";
import { QUIET } from "./quiet.js";
import type { StudySource } from "./study-file.js";

/** What the jobs of a thread are of. A fleet itself cannot be sent to a thread. */
export interface FleetSetup {
  readonly source: StudySource;
  readonly followLinks: boolean;
}

serveThread(async (setup) => {
  const { source, followLinks } = setup as FleetSetup;
  const { fleet } = await loadFleet(source, true, QUIET);
  return (job) => simulatePlan(fleet, job, { followLinks });
});
