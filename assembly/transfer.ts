/** Sends batches: `transfer` of src/reference/pages.ts. */
import { STATE_BYTES, STATE_CYCLIC, STATE_DONE, STATE_SECONDS } from "./abi";
import { updateSeconds } from "./batch";
import { sendCyclicBatches } from "./cyclic";
import { sendRoundBatch } from "./round";

/**
 * Sends batches until the next one would begin at or after `untilSeconds`, the bytes of the round exceed `limitBytes`, the scan is done,
 * or `batchesMax` batches have been sent.
 */
export function transfer(statePtr: usize, pacePtr: usize, untilSeconds: f64, limitBytes: f64, batchesMax: u32): void {
  if (load<u32>(statePtr, STATE_DONE)) return;
  const isCyclic = load<u32>(statePtr, STATE_CYCLIC) != 0;
  updateSeconds(statePtr, pacePtr);
  let begun: u32 = 0;
  while (begun < batchesMax && load<f64>(statePtr, STATE_SECONDS) < untilSeconds && load<f64>(statePtr, STATE_BYTES) <= limitBytes) {
    if (isCyclic) {
      begun += sendCyclicBatches(statePtr, pacePtr, untilSeconds, limitBytes, batchesMax - begun);
    } else {
      sendRoundBatch(statePtr, pacePtr);
      begun++;
    }
    if (load<u32>(statePtr, STATE_DONE)) return;
  }
}
