import type { Gate } from "./write-source.js";

/** Seconds the gate was open in its first `seconds` seconds, counted from the beginning of its first period. */
function openSeconds(gate: Gate, seconds: number): number {
  const full = gate.offSeconds - gate.onSeconds;
  if (gate.periodSeconds === Infinity) return Math.min(Math.max(seconds - gate.onSeconds, 0), full);
  const periods = Math.floor(seconds / gate.periodSeconds);
  const rest = seconds - periods * gate.periodSeconds;
  return periods * full + Math.min(Math.max(rest - gate.onSeconds, 0), full);
}

/** Seconds the gate had been open already when the guest's clock began. */
export function openBeforeStartSeconds(gate: Gate): number {
  return openSeconds(gate, gate.elapsedSeconds);
}

/** Active seconds: how long the gate was open in guest seconds [0, `guestSeconds`). Mirrored by `assembly/gate.ts`. */
export function activeSeconds(gate: Gate, guestSeconds: number): number {
  if (gate.clock) return gate.clock.activeSeconds(guestSeconds);
  return openSeconds(gate, guestSeconds + gate.elapsedSeconds) - openBeforeStartSeconds(gate);
}
