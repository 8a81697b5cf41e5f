/**
 * Max-min fair rates over several resources at once. Each resource is shared in its own measure: a stage and Dom0 in CPU time, the network
 * card in bytes. A demand that is limited at one resource leaves what it does not use to the others at the next.
 */
import { fairShares } from "./fair-shares.js";

/** What one demand uses of a resource. */
export interface Use {
  /** Index of the demand. */
  readonly index: number;
  readonly weight: number;
  /** Amount of the resource that a rate uses; increasing, 0 at 0. */
  amountOf(rate: number): number;
  /** Its inverse. */
  rateOf(amount: number): number;
}

/** A use in proportion to the rate: `perByte` of the resource for each byte per second. */
export function linearUse(index: number, weight: number, perByte: number): Use {
  return { index, weight, amountOf: (rate) => rate * perByte, rateOf: (amount) => amount / perByte };
}

export interface Resource {
  readonly capacity: number;
  readonly uses: readonly Use[];
}

export interface FairRates {
  readonly rates: readonly number[];
  /** By resource, the indices of the demands that it limits. */
  readonly limited: readonly ReadonlySet<number>[];
}

/** Passes over the resources until nothing changes. Two are enough unless demands meet at more than one resource that is short. */
const PASSES_MAX = 100;
/** Relative change of a limit that counts as none. */
const NO_CHANGE = 1e-12;

/** Rates of `demands`, which may be Infinity where a resource bounds them. A demand that no resource limits gets its rate bit for bit. */
export function fairRates(demands: readonly number[], resources: readonly Resource[]): FairRates {
  const limits = resources.map(() => new Map<number, number>());
  const rateWithout = (index: number, own: number): number => {
    let rate = demands[index] as number;
    for (let place = 0; place < limits.length; place++) {
      if (place !== own) rate = Math.min(rate, limits[place]?.get(index) ?? Infinity);
    }
    return rate;
  };
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    let changes = false;
    for (const [place, resource] of resources.entries()) {
      const next = limitsOf(resource, (index) => rateWithout(index, place));
      changes ||= !areSame(limits[place] as Limits, next);
      limits[place] = next;
    }
    if (!changes) break;
  }
  return {
    rates: demands.map((_, index) => rateWithout(index, -1)),
    limited: limits.map((each) => new Set(each.keys())),
  };
}

/** Rates by the indices of the demands that a resource limits. */
type Limits = Map<number, number>;

function limitsOf({ capacity, uses }: Resource, wantedOf: (index: number) => number): Limits {
  const wanted = uses.map((use) => use.amountOf(wantedOf(use.index)));
  const limited: Limits = new Map();
  if (wanted.reduce((sum, amount) => sum + amount, 0) <= capacity) return limited;
  const shares = fairShares(
    wanted,
    capacity,
    uses.map(({ weight }) => weight),
  );
  for (let rank = 0; rank < uses.length; rank++) {
    const use = uses[rank] as Use;
    const share = shares[rank] as number;
    if (share < (wanted[rank] as number)) limited.set(use.index, use.rateOf(share));
  }
  return limited;
}

function areSame(one: Limits, other: Limits): boolean {
  if (one.size !== other.size) return false;
  for (const [index, rate] of one) {
    if (!(Math.abs((other.get(index) ?? -1) - rate) <= NO_CHANGE * rate)) return false;
  }
  return true;
}
