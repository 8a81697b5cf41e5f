/** Active seconds of a source: src/pages/gate.ts. */
import {
  CLOCK_COUNT,
  CLOCK_PIECE_ACTIVE_SECONDS,
  CLOCK_PIECE_GUEST_SECONDS,
  CLOCK_PIECE_SPEED_RATIO,
  CLOCK_PIECE_STRIDE,
  CLOCK_PIECES,
  SOURCE_CLOCK_PTR,
  SOURCE_GATE_ELAPSED,
  SOURCE_GATE_OFF,
  SOURCE_GATE_ON,
  SOURCE_GATE_OPEN_BEFORE,
  SOURCE_GATE_PERIOD,
} from "./abi";

/** Seconds of a clock set by the host, searched from its newest piece backwards: src/pages/speed-clock.ts. */
function drivenSeconds(clockPtr: usize, guestSeconds: f64): f64 {
  const firstPtr = clockPtr + CLOCK_PIECES;
  let piecePtr = firstPtr + <usize>(load<u32>(clockPtr, CLOCK_COUNT) - 1) * CLOCK_PIECE_STRIDE;
  while (piecePtr > firstPtr && load<f64>(piecePtr, CLOCK_PIECE_GUEST_SECONDS) > guestSeconds) piecePtr -= CLOCK_PIECE_STRIDE;
  const since = load<f64>(piecePtr, CLOCK_PIECE_GUEST_SECONDS);
  return load<f64>(piecePtr, CLOCK_PIECE_ACTIVE_SECONDS) + (guestSeconds - since) * load<f64>(piecePtr, CLOCK_PIECE_SPEED_RATIO);
}

/** Seconds the source's gate was open in guest seconds [0, guestSeconds). */
export function activeSeconds(sourcePtr: usize, guestSeconds: f64): f64 {
  const clockPtr = load<usize>(sourcePtr, SOURCE_CLOCK_PTR);
  const clockSeconds = clockPtr != 0 ? drivenSeconds(clockPtr, guestSeconds) : guestSeconds;
  const seconds = clockSeconds + load<f64>(sourcePtr, SOURCE_GATE_ELAPSED);
  const on = load<f64>(sourcePtr, SOURCE_GATE_ON);
  const full = load<f64>(sourcePtr, SOURCE_GATE_OFF) - on;
  const period = load<f64>(sourcePtr, SOURCE_GATE_PERIOD);
  const before = load<f64>(sourcePtr, SOURCE_GATE_OPEN_BEFORE);
  if (period == Infinity) return min<f64>(max<f64>(seconds - on, 0), full) - before;
  const periods = floor<f64>(seconds / period);
  const rest = seconds - periods * period;
  return periods * full + min<f64>(max<f64>(rest - on, 0), full) - before;
}
