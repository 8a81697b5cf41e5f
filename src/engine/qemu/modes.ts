/** What QEMU does in place of a migration: a background snapshot, or a restart around memory that stays (docs/sources/qemu.md#modes). */
import type { StopReport } from "../../result/result.js";
import { showSeconds } from "../../result/words.js";
import type { QemuParameters } from "../../scenario/resolved/engine-parameters.js";
import type { EngineProcess, MigrationFacts } from "../engine.js";
import { enableLog, handOver, pause, postcopy, resume, sendData } from "../steps.js";

/**
 * Seconds from a page being saved to its writer running again: 99.9 % of 100,000 write faults took less than 2 ms (docs/sources/qemu.md#modes),
 * which leaves it open; as long as for a fault of post-copy is our decision.
 */
const WRITE_FAULT_SECONDS = 0.1e-3;

/**
 * bg_migration_thread of migration.c. The guest is stopped while its state is put into a buffer and memory is write-protected
 * (ram_write_tracking_start of ram.c); then it runs on. Pages go in address order, a page that a write waits for next, the others after it
 * (get_queued_page, poll_fault_page). There is no dirty log and no bandwidth limit. Writes alone fault.
 */
export function* backgroundSnapshot(parameters: QemuParameters, { allocatedPages }: MigrationFacts): EngineProcess {
  const { setupSeconds, completionSeconds, clearPageSeconds, stateBytes } = parameters;
  yield* enableLog(setupSeconds, 0);
  const protectSeconds = clearPageSeconds * allocatedPages;
  yield { kind: "suspend", stop: snapshotStop(protectSeconds) };
  yield* pause(completionSeconds + protectSeconds, "stopAndCopySeconds");
  yield* resume();
  yield* postcopy({
    isLocal: true,
    preempt: false,
    queuedBytes: 0,
    faultSeconds: WRITE_FAULT_SECONDS,
    accessesPerWrite: 1,
    limitBytesPerSecond: Infinity,
  });
  // bg_migration_completion: the state that was captured during the pause.
  yield* sendData(stateBytes, 0, "liveSeconds");
}

/** Modes cpr-reboot and cpr-transfer: migration.c stops the guest first and needs no dirty log; memory is shared and stays (docs/devel/migration/CPR.rst). */
export function* restartInPlace(parameters: QemuParameters): EngineProcess {
  const { setupSeconds, completionSeconds, stateBytes, roundTrips } = parameters;
  yield* pause(setupSeconds, "setupSeconds");
  yield { kind: "suspend", stop: restartStop(parameters) };
  yield* pause(completionSeconds, "stopAndCopySeconds");
  yield* handOver(stateBytes, roundTrips);
}

function snapshotStop(protectSeconds: number): StopReport {
  const pages = "Each page was then saved once while the guest ran on, before its first write.";
  const detail = `The guest was paused while its state was captured and its memory write-protected (${showSeconds(protectSeconds)}). ${pages}`;
  return { kind: "snapshot", converged: false, detail };
}

function restartStop({ mode }: QemuParameters): StopReport {
  const how =
    mode === "cpr-reboot"
      ? "saved to a file, and QEMU was started anew: the time for that, and for the host's restart, is host.resume"
      : "handed to a new QEMU on the same host";
  return { kind: "snapshot", converged: false, detail: `The guest was paused while its state was ${how}. Its memory stayed in place.` };
}
