/** What stands in the way of goals that nothing meets. */
import type { RunResult } from "../result/result.js";
import type { RulingKind } from "../result/ruling.js";
import { showBandwidth, showBytes, showSeconds } from "../result/words.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { leastBytes, oncePassSeconds } from "./bounds.js";
import type { Goals } from "./systems/system.js";

/** The goal that is missed, and the limit that it is missed by. */
export interface Obstacle {
  readonly goal: "totalSeconds" | "downtimeSeconds" | "moved";
  /** A limit as in results' `ruledBy`, or `pause`: what the pause takes beside memory. */
  readonly limit: RulingKind | "pause" | "engine";
  /** One sentence for a person. */
  readonly detail: string;
}

/** The obstacle of the migration that came nearest to the goals. */
export function obstacleOf(
  scenario: ResolvedScenario,
  { totals, phases, ruledBy, stop }: Pick<RunResult, "totals" | "phases" | "ruledBy" | "stop">,
  moved: boolean,
  goals: Goals,
): Obstacle {
  const once = oncePassSeconds(scenario);
  if (once > goals.maxTotalSeconds && (!moved || totals.totalSeconds > goals.maxTotalSeconds)) {
    const needed =
      leastBytes(scenario) / goals.maxTotalSeconds / (scenario.link.goodputBytesPerSecond / (scenario.link.bandwidthBitsPerSecond / 8));
    return {
      goal: "totalSeconds",
      limit: "link",
      detail: `${showBytes(leastBytes(scenario))} take ${showSeconds(once)} over the link even if none is sent twice; ${showSeconds(goals.maxTotalSeconds)} need ${showBandwidth(needed)}.`,
    };
  }
  const pace = ruledBy.find(({ kind }) => kind !== "downtime-limit");
  const limit = ruledBy.find(({ kind }) => kind === "downtime-limit");
  if (!moved) {
    const found = limit ?? pace;
    return {
      goal: "moved",
      limit: found?.kind ?? "engine",
      detail: [found?.detail, pace === found ? undefined : pace?.detail, stop.detail].filter(Boolean).join(" "),
    };
  }
  if (totals.downtimeSeconds > goals.maxDowntimeSeconds) {
    const { suspendSeconds, finalSyncSeconds, discardSeconds, deviceSeconds, stateSeconds, resumeSeconds } = phases;
    const fixed = suspendSeconds + finalSyncSeconds + discardSeconds + deviceSeconds + stateSeconds + resumeSeconds;
    if (fixed > goals.maxDowntimeSeconds) {
      return {
        goal: "downtimeSeconds",
        limit: "pause",
        detail: `The pause takes ${showSeconds(fixed)} beside memory: stopping the guest, its last bitmap sync, the state of its devices, starting it again.`,
      };
    }
    const found = limit ?? pace;
    return { goal: "downtimeSeconds", limit: found?.kind ?? "engine", detail: [found?.detail, stop.detail].filter(Boolean).join(" ") };
  }
  return { goal: "totalSeconds", limit: pace?.kind ?? "engine", detail: pace?.detail ?? stop.detail };
}
