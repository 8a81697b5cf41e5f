/** Gates: when a source is active, and the conversion between guest seconds and active seconds. */
import type { Gate } from "./write-source.js";

/** Seconds the gate was open in the first `seconds` seconds after the start of its first period. */
function openSeconds(gate: Gate, seconds: number): number {
  const full = gate.offSeconds - gate.onSeconds;
  if (gate.periodSeconds === Infinity) return Math.min(Math.max(seconds - gate.onSeconds, 0), full);
  const periods = Math.floor(seconds / gate.periodSeconds);
  const rest = seconds - periods * gate.periodSeconds;
  return periods * full + Math.min(Math.max(rest - gate.onSeconds, 0), full);
}

/** Seconds the gate had been open before guest second 0. */
export function openBeforeStartSeconds(gate: Gate): number {
  return openSeconds(gate, gate.elapsedSeconds);
}

/** Active seconds: the time the gate was open in guest seconds [0, `guestSeconds`). Mirrored by `assembly/gate.ts`. */
export function activeSeconds(gate: Gate, guestSeconds: number): number {
  const seconds = gate.clock ? gate.clock.activeSeconds(guestSeconds) : guestSeconds;
  return openSeconds(gate, seconds + gate.elapsedSeconds) - openBeforeStartSeconds(gate);
}

/**
 * Inverse of `activeSeconds`: the guest second at which the gate has been open for `active` seconds and is open or opens. Infinity if
 * that never happens, or if its clock is stopped. Assumes that a clock keeps its present speed.
 */
export function guestSecondsAtActive(gate: Gate, active: number): number {
  const seconds = secondsAtActive(gate, active);
  return gate.clock ? gate.clock.guestSecondsAt(seconds) : seconds;
}

/** Inverse of `activeSeconds` without the clock. */
function secondsAtActive(gate: Gate, active: number): number {
  const full = gate.offSeconds - gate.onSeconds;
  if (!(full > 0)) return Infinity;
  const open = active + openBeforeStartSeconds(gate);
  if (gate.periodSeconds === Infinity) return open < full ? gate.onSeconds + open - gate.elapsedSeconds : Infinity;
  const periods = Math.floor(open / full);
  return periods * gate.periodSeconds + gate.onSeconds + (open - periods * full) - gate.elapsedSeconds;
}
