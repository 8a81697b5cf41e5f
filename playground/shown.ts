/** What the page shows of a result. */
import type { MigrationResult, RunResult } from "../src/index.js";
import type { ShownResult } from "./protocol.js";

export function shown(label: string, { scenario, runs, summary }: MigrationResult): ShownResult {
  const { totals, rounds, stop, ruledBy, guest, channel } = runs[0] as RunResult;
  return {
    label,
    endSeconds: totals.totalSeconds,
    pageBytes: scenario.vm.pageBytes,
    rounds,
    downtimeSeconds: totals.downtimeSeconds,
    ending: stop.detail,
    ruledBy: ruledBy.map(({ detail }) => detail),
    warnings: [channel?.fault, channel?.whatIf].filter((words) => words !== undefined),
    totals: Object.entries(summary).map(([name, { mean }]) => ({ name, value: mean })),
    runs: runs.length,
    speed: guest.speed,
    traffic: (channel?.series ?? []).map(({ seconds, sendBytesPerSecond, receiveBytesPerSecond }) => ({
      seconds,
      bytesPerSecond: sendBytesPerSecond + receiveBytesPerSecond,
    })),
  };
}
