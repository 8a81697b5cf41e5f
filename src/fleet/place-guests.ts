/** Which host takes which guests of one that is drained. */
import type { FleetMove } from "./fleet.js";

/** What a plan needs to know of a guest. */
export interface PlannedGuest {
  readonly name: string;
  readonly on: string;
  readonly memoryBytes: number;
}

/** What a plan needs to know of a host. */
export interface PlannedHost {
  readonly name: string;
  /** Memory that the guests on it leave free; Infinity where there is room. */
  readonly freeBytes: number;
}

/** Each group to the host that has been given the least memory so far, of those with room for it. Undefined if one has room nowhere. */
export function placed(groups: readonly (readonly PlannedGuest[])[], hosts: readonly PlannedHost[]): FleetMove[] | undefined {
  const given = hosts.map(() => 0);
  const moves: FleetMove[] = [];
  for (const group of groups) {
    const bytes = group.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    const least = Math.min(...given.filter((sum, index) => sum + bytes <= (hosts[index] as PlannedHost).freeBytes));
    const index = given.findIndex((sum, host) => sum === least && sum + bytes <= (hosts[host] as PlannedHost).freeBytes);
    if (index < 0) return undefined;
    given[index] = least + bytes;
    const { name: to } = hosts[index] as PlannedHost;
    moves.push({ guests: group.map(({ name }) => name), to: group.map(() => to) });
  }
  return moves;
}
