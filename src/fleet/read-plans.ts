/** The plans of a fleet file: which guests move where, in which order, and how many at once. */
import type { Path } from "../scenario/origin.js";
import { showValue } from "../scenario/show-value.js";
import type { FleetMove, FleetPlan } from "./fleet.js";
import { type FleetFaults, isMapping, type Mapping } from "./fleet-faults.js";
import { type PlannedGuest, type PlannedHost, placed } from "./place-guests.js";
import { LIMIT_KEYS, readLimits } from "./read-limits.js";

const PLAN_KEYS = ["drain", "to", "order", "together", "moves", ...LIMIT_KEYS];
export const ORDERS = ["smallest-first", "largest-first", "by-name"];

/** `plan`, or each of `plans`; with both, the one of `plans` that `plan` names. */
export function readPlans(
  { plan, plans }: Mapping,
  guests: readonly PlannedGuest[],
  hosts: readonly PlannedHost[],
  faults: FleetFaults,
): FleetPlan[] {
  const isNamed = typeof plan === "string" && isMapping(plans);
  if (plan !== undefined && plans !== undefined && !isNamed) {
    faults.add(["plans"], "plans beside the name of one of them as the plan, or the plan alone", "both", undefined, true);
  }
  if (plans === undefined) return new PlanReader(guests, hosts, faults).read("plan", plan, ["plan"]);
  if (!isMapping(plans) || Object.keys(plans).length === 0) {
    faults.add(["plans"], "a mapping from names to plans", isMapping(plans) ? "an empty one" : showValue(plans));
    return [];
  }
  const read = Object.entries(plans).flatMap(([name, given]) => new PlanReader(guests, hosts, faults).read(name, given, ["plans", name]));
  const wanted = isNamed ? faults.name(plan, ["plan"], Object.keys(plans), "the name of one of the plans") : undefined;
  return wanted === undefined ? read : read.filter(({ name }) => name === wanted);
}

class PlanReader {
  readonly #guests: readonly PlannedGuest[];
  readonly #hosts: readonly PlannedHost[];
  readonly #faults: FleetFaults;
  /** The host of each guest after the moves so far. */
  readonly #hostOf: Map<string, string>;

  constructor(guests: readonly PlannedGuest[], hosts: readonly PlannedHost[], faults: FleetFaults) {
    this.#guests = guests;
    this.#hosts = hosts;
    this.#faults = faults;
    this.#hostOf = new Map(guests.map(({ name, on }) => [name, on]));
  }

  read(name: string, given: unknown, steps: Path): FleetPlan[] {
    const plan = this.#faults.mapping(given, steps, PLAN_KEYS, "a plan: { drain, to } or { moves }");
    if (plan === undefined) return [];
    const { parallel, ...limits } = readLimits(plan, steps, this.#faults);
    const moves = this.#moves(plan, steps);
    return [{ name, moves, parallel: parallel ?? Math.max(1, moves.length), ...limits }];
  }

  #moves(plan: Mapping, steps: Path): FleetMove[] {
    if ((plan.drain === undefined) === (plan.moves === undefined)) {
      this.#faults.add(steps, "either drain or moves", plan.drain === undefined ? "neither" : "both");
      return [];
    }
    if (plan.drain !== undefined) return this.#drain(plan, steps);
    for (const key of ["to", "order", "together"]) {
      if (plan[key] !== undefined)
        this.#faults.add([...steps, key], "this key beside drain; a list of moves has it in each move", "moves", undefined, true);
    }
    const { moves } = plan;
    if (!Array.isArray(moves) || moves.length === 0) {
      this.#faults.add(
        [...steps, "moves"],
        "a list of { guest, to } and { together, to }",
        Array.isArray(moves) ? "an empty list" : showValue(moves),
      );
      return [];
    }
    return moves.flatMap((move: unknown, index) => this.#move(move, [...steps, "moves", index]));
  }

  #move(given: unknown, steps: Path): FleetMove[] {
    const move = this.#faults.mapping(given, steps, ["guest", "together", "to"], "{ guest, to } or { together, to }");
    if (move === undefined) return [];
    const to = this.#host(move.to, [...steps, "to"]);
    if ((move.guest === undefined) === (move.together === undefined)) {
      this.#faults.add(steps, "either guest or together", move.guest === undefined ? "neither" : "both");
      return [];
    }
    const names =
      move.guest === undefined ? this.#names(move.together, [...steps, "together"]) : [this.#guest(move.guest, [...steps, "guest"])];
    const guests = names.filter((guest) => guest !== undefined);
    for (const { name } of guests)
      if (this.#hostOf.get(name) === to) this.#faults.add([...steps, "to"], `another host than the one ${name} is on`, showValue(to));
    if (to === undefined || guests.length === 0) return [];
    for (const { name } of guests) this.#hostOf.set(name, to);
    return [{ guests: guests.map(({ name }) => name), to: guests.map(() => to) }];
  }

  #names(given: unknown, steps: Path): (PlannedGuest | undefined)[] {
    if (Array.isArray(given) && given.length > 0) {
      for (const [index, name] of given.entries())
        if (given.indexOf(name) < index) this.#faults.add([...steps, index], "a guest that the group does not have yet", showValue(name));
      return given.map((name: unknown, index) => this.#guest(name, [...steps, index]));
    }
    this.#faults.add(steps, "a list of names of guests", Array.isArray(given) ? "an empty list" : showValue(given));
    return [];
  }

  #guest(given: unknown, steps: Path): PlannedGuest | undefined {
    const names = this.#guests.map((guest) => guest.name);
    const name = this.#faults.name(given, steps, names, "the name of a guest");
    return this.#guests.find((guest) => guest.name === name);
  }

  #host(given: unknown, steps: Path): string | undefined {
    const names = this.#hosts.map(({ name }) => name);
    return this.#faults.name(given, steps, names, "the name of a host");
  }

  /** Each guest of the host, or each group, in order; each to the host that has been given the least memory so far. */
  #drain(plan: Mapping, steps: Path): FleetMove[] {
    const from = this.#host(plan.drain, [...steps, "drain"]);
    const given = Array.isArray(plan.to) ? plan.to : [plan.to];
    const to = given.map((host: unknown, index) => this.#host(host, [...steps, "to", ...(Array.isArray(plan.to) ? [index] : [])]));
    if (Array.isArray(plan.to) && to.length === 0) this.#faults.add([...steps, "to"], "at least one host", "an empty list");
    for (const host of to)
      if (host !== undefined && host === from)
        this.#faults.add([...steps, "to"], "other hosts than the one that is drained", showValue(host));
    const order = plan.order === undefined ? "smallest-first" : this.#faults.name(plan.order, [...steps, "order"], ORDERS, "an order");
    const groups = plan.together === undefined ? [] : this.#groups(plan.together, [...steps, "together"], from);
    if (from === undefined || order === undefined || to.length === 0 || to.some((host) => host === undefined)) return [];
    const leaving = inOrder(
      this.#guests.filter(({ on }) => on === from),
      order,
    );
    if (leaving.length === 0) this.#faults.add([...steps, "drain"], "a host with guests", showValue(from));
    const hosts = to.map((host) => this.#hosts.find(({ name }) => name === host) as PlannedHost);
    const moves = placed(grouped(leaving, groups), hosts);
    if (moves !== undefined) return moves;
    this.#faults.add([...steps, "to"], "hosts with memory for the guests that leave", "too little of it");
    return [];
  }

  #groups(given: unknown, steps: Path, from: string | undefined): PlannedGuest[][] {
    if (!Array.isArray(given) || !given.every((group) => Array.isArray(group))) {
      this.#faults.add(steps, "a list of groups, each a list of names of guests", showValue(given));
      return [];
    }
    const taken = new Set<string>();
    return given.map((group: unknown, index) => {
      const guests = this.#names(group, [...steps, index]).filter((guest) => guest !== undefined);
      for (const { name, on } of guests) {
        if (from !== undefined && on !== from) this.#faults.add([...steps, index], `guests of host ${from}`, `${name}, which is on ${on}`);
        if (taken.has(name)) this.#faults.add([...steps, index], "guests that no other group has", showValue(name));
        taken.add(name);
      }
      return guests;
    });
  }
}

/** Guests of the same size in the order of their names. */
function inOrder(guests: readonly PlannedGuest[], order: string): PlannedGuest[] {
  const sign = order === "smallest-first" ? 1 : -1;
  return [...guests].sort(
    (one, other) => (order === "by-name" ? 0 : sign * (one.memoryBytes - other.memoryBytes)) || (one.name < other.name ? -1 : 1),
  );
}

/** A group takes the place of its first member. */
function grouped(guests: readonly PlannedGuest[], groups: readonly (readonly PlannedGuest[])[]): (readonly PlannedGuest[])[] {
  const taken = new Set<PlannedGuest>();
  return guests.flatMap((guest) => {
    if (taken.has(guest)) return [];
    const group = groups.find((members) => members.includes(guest)) ?? [guest];
    for (const member of group) taken.add(member);
    return [group];
  });
}
