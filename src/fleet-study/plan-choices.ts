/** Plans to search: the order of the moves, how many at once, the bandwidth of each, guests that leave together. */
import type { Fleet, FleetPlan } from "../fleet.js";
import { showBandwidth } from "../result/words.js";

/** A plan as fleet files have it. */
export type WrittenPlan = Readonly<Record<string, unknown>>;

/** Names of what can be changed; `keep` takes them. */
export const PLAN_KNOBS = ["order", "parallel", "bandwidth", "groups"] as const;
/** A part of a plan that advice may change. */
export type PlanKnob = (typeof PLAN_KNOBS)[number];

/** A plan, and what of it differs from the file. */
export interface PlanChoice {
  /** Changes in words: `4 at a time, largest first`; `as it is` without any. */
  readonly label: string;
  readonly changes: number;
  readonly written: WrittenPlan;
}

/** One change: words, and the fields of the plan that it sets. Undefined removes a field. */
interface Change {
  readonly words?: string;
  readonly set: WrittenPlan;
}

const AS_IT_IS: Change = { set: {} };
const PARALLEL_LADDER = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
/** Steps of the ladder that are tried below and above the number of moves that the plan has at once. */
const RUNGS = 4;
/** Limits of each copy that are tried, as shares of the card that it leaves by. */
const BANDWIDTH_SHARES = [0.5, 0.25];
const ORDERS = ["smallest-first", "largest-first", "by-name"] as const;
const DEFAULT_ORDER = "smallest-first";

/** Every combination of at most one change of each kind. The plan as it is comes first. `name`: for fleets with several plans. */
export function planChoices(fleet: Fleet, plan: FleetPlan, written: WrittenPlan, keep: ReadonlySet<PlanKnob>, name?: string): PlanChoice[] {
  const kinds: Readonly<Record<PlanKnob, () => readonly Change[]>> = {
    groups: () => groupChanges(fleet, plan, written),
    parallel: () => parallelChanges(plan),
    order: () => orderChanges(fleet, plan, written),
    bandwidth: () => bandwidthChanges(fleet, plan),
  };
  const lists = Object.entries(kinds).map(([knob, changes]) => [AS_IT_IS, ...(keep.has(knob as PlanKnob) ? [] : changes())]);
  const combined = lists.reduce<readonly (readonly Change[])[]>(
    (found, list) => found.flatMap((changes) => list.map((change) => [...changes, change])),
    [[]],
  );
  return combined.filter(isSound).map((changes) => {
    const words = changes.flatMap((change) => change.words ?? []);
    const label = words.length === 0 ? "as it is" : words.join(", ");
    return {
      label: name === undefined ? label : `${name}: ${label}`,
      changes: words.length,
      written: applied(written, changes),
    };
  });
}

/** A list of moves is put into another order before groups are made of it: the two are not combined. */
function isSound(changes: readonly Change[]): boolean {
  return changes.filter(({ set }) => "moves" in set).length < 2;
}

function applied(written: WrittenPlan, changes: readonly Change[]): WrittenPlan {
  const plan = Object.assign({}, written, ...changes.map(({ set }) => set)) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(plan).filter(([, value]) => value !== undefined));
}

function parallelChanges({ parallel, moves }: FleetPlan): Change[] {
  const rungs = PARALLEL_LADDER.filter((count) => count !== parallel && count <= Math.max(1, moves.length));
  const fewer = rungs.filter((count) => count < parallel).slice(-RUNGS);
  const more = rungs.filter((count) => count > parallel).slice(0, RUNGS);
  return [...fewer, ...more].map((count) => ({ words: count === 1 ? "one at a time" : `${count} at a time`, set: { parallel: count } }));
}

function bandwidthChanges({ hosts, guests }: Fleet, { moves, bandwidthBytesPerSecond }: FleetPlan): Change[] {
  const leaving = new Set(moves.flatMap((move) => move.guests.map((guest) => guests.find(({ name }) => name === guest)?.on)));
  const cards = hosts.filter(({ name }) => leaving.has(name)).map(({ linkBytesPerSecond }) => linkBytesPerSecond);
  const least = Math.min(...cards);
  const limits = BANDWIDTH_SHARES.map((share) => Number((share * least).toPrecision(2)));
  return [
    ...(bandwidthBytesPerSecond === undefined ? [] : [{ words: "no limit of bandwidth", set: { bandwidth: undefined } }]),
    ...limits
      .filter((limit) => limit !== bandwidthBytesPerSecond)
      .map((limit) => ({ words: `${showBandwidth(limit)} each`, set: { bandwidth: `${(limit * 8) / 1e6} Mbit/s` } })),
  ];
}

function orderChanges(fleet: Fleet, plan: FleetPlan, written: WrittenPlan): Change[] {
  if (plan.moves.length < 2 || !isMovedOnce(plan)) return [];
  const memory = new Map(fleet.guests.map(({ name, memoryBytes }) => [name, memoryBytes]));
  const sizes = plan.moves.map(({ guests }) => guests.reduce((sum, guest) => sum + (memory.get(guest) ?? 0), 0));
  // Guests of one size leave in the order of their names in any case.
  const orders = new Set(sizes).size === 1 ? [] : ORDERS;
  if (written.drain !== undefined) {
    const own = written.order ?? DEFAULT_ORDER;
    return orders.filter((order) => order !== own).map((order) => ({ words: order.replace("-", " "), set: { order } }));
  }
  const { moves } = written;
  if (!Array.isArray(moves) || moves.length !== plan.moves.length) return [];
  const sorted = (sign: 1 | -1): unknown[] =>
    moves
      .map((move: unknown, index) => ({ move, size: sizes[index] as number, index }))
      .sort((one, other) => sign * (one.size - other.size) || one.index - other.index)
      .map(({ move }) => move);
  const changes = [
    { words: "smallest first", set: { moves: sorted(1) } },
    { words: "largest first", set: { moves: sorted(-1) } },
  ];
  const isNew = ({ set }: Change): boolean => JSON.stringify(set.moves) !== JSON.stringify(moves);
  return orders.length === 0 ? [] : changes.filter(isNew);
}

/** Guests that talk leave together: those that leave one host for one and the same, where the plan moves each by itself. */
function groupChanges({ guests }: Fleet, { moves }: FleetPlan, written: WrittenPlan): Change[] {
  if (!isMovedOnce({ moves }) || moves.some((move) => move.guests.length > 1)) return [];
  const destination = new Map(moves.map((move) => [move.guests[0] as string, move.to[0] as string]));
  const talks = new Map(guests.map(({ name, peers }) => [name, peers.map((peer) => peer.name)]));
  const isDrain = written.drain !== undefined;
  const groups = components([...destination.keys()], (one, other) => {
    const areOfOneWay = isDrain || destination.get(one) === destination.get(other);
    return areOfOneWay && (talks.get(one) ?? []).includes(other);
  }).filter((group) => group.length > 1);
  if (groups.length === 0) return [];
  const words = "guests that talk together";
  if (isDrain) return [{ words, set: { together: groups } }];
  const grouped = groups.map((together) => ({ together, to: destination.get(together[0] as string) }));
  const rest = [...destination].filter(([guest]) => !groups.some((group) => group.includes(guest))).map(([guest, to]) => ({ guest, to }));
  return [{ words, set: { moves: [...grouped, ...rest] } }];
}

/** Names that are linked, directly or by others, in the order of the names. */
function components(names: readonly string[], areLinked: (one: string, other: string) => boolean): string[][] {
  const left = new Set(names);
  const groups: string[][] = [];
  for (const first of names) {
    if (!left.delete(first)) continue;
    const group = [first];
    for (const member of group) {
      for (const other of [...left])
        if (areLinked(member, other) || areLinked(other, member)) group.push(...(left.delete(other) ? [other] : []));
    }
    groups.push(group);
  }
  return groups;
}

/** The order of the moves of a guest that moves twice is part of the plan. */
function isMovedOnce({ moves }: Pick<FleetPlan, "moves">): boolean {
  const guests = moves.flatMap((move) => move.guests);
  return new Set(guests).size === guests.length;
}
