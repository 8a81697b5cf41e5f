/** Active seconds of a source: src/simulation/gate.ts. */
import { SOURCE_GATE_ELAPSED, SOURCE_GATE_OFF, SOURCE_GATE_ON, SOURCE_GATE_OPEN_BEFORE, SOURCE_GATE_PERIOD } from "./abi";

/** How long the source's gate was open in guest seconds [0, guestSeconds). */
export function activeSeconds(sourcePtr: usize, guestSeconds: f64): f64 {
  const seconds = guestSeconds + load<f64>(sourcePtr, SOURCE_GATE_ELAPSED);
  const on = load<f64>(sourcePtr, SOURCE_GATE_ON);
  const full = load<f64>(sourcePtr, SOURCE_GATE_OFF) - on;
  const period = load<f64>(sourcePtr, SOURCE_GATE_PERIOD);
  const before = load<f64>(sourcePtr, SOURCE_GATE_OPEN_BEFORE);
  if (period == Infinity) return min<f64>(max<f64>(seconds - on, 0), full) - before;
  const periods = floor<f64>(seconds / period);
  const rest = seconds - periods * period;
  return periods * full + min<f64>(max<f64>(rest - on, 0), full) - before;
}
