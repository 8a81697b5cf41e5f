/** The number that a migration of a plan draws with: that of a run of its scenario by itself. */
import type { FleetPlan } from "./fleet.js";

/** Numbers of the attempts of a migration are this far apart, modulo 2^32: 2^32 over the golden ratio. */
const ATTEMPT_DISTANCE = 0x9e3779b1;

export function drawKey(order: number, guest: string): string {
  return `${order} ${guest}`;
}

/** By the names of the guests, whatever the order of the moves: plans that move the same guests draw alike. */
export function drawsOf({ moves }: FleetPlan, run: number): Map<string, number> {
  const planned = moves.flatMap(({ guests }, order) => guests.map((name) => ({ name, order })));
  planned.sort((one, other) => (one.name === other.name ? one.order - other.order : one.name < other.name ? -1 : 1));
  return new Map(planned.map(({ name, order }, index) => [drawKey(order, name), run * planned.length + index]));
}

/** `attempt`: how often the migration has been given up. */
export function drawOf(draw: number, attempt: number): number {
  return attempt === 0 ? draw : (draw + attempt * ATTEMPT_DISTANCE) % 2 ** 32;
}
