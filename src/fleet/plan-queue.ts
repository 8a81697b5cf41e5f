/** Which move of a plan begins next: in their order, within the plan's limits and the memory of the hosts. */
import type { FleetHost, FleetMove, FleetPlan, FleetRetries } from "./fleet.js";
import type { FleetUnmoved } from "./fleet-result.js";

/** A move that waits, or is under way. */
export interface QueuedMove {
  readonly move: FleetMove;
  /** Its place in the plan; a move that is tried again keeps it. */
  readonly order: number;
  /** How often it has been given up. */
  readonly attempt: number;
  /** The fleet's second before which it does not begin. */
  readonly readySeconds: number;
  /** Where its guests were when it began; absent while it waits. */
  readonly from?: readonly string[];
}

/** A guest of the fleet as the queue needs it. */
export interface QueuedGuest {
  readonly memoryBytes: number;
  /** The host that it runs on now. */
  readonly state: { readonly host: string };
}

const NO_RETRIES: FleetRetries = { times: 0, afterSeconds: 0, growth: 1 };

export class PlanQueue {
  readonly #plan: FleetPlan;
  readonly #guests: ReadonlyMap<string, QueuedGuest>;
  readonly #memory: ReadonlyMap<string, number>;
  /** Bytes of guests on each host; of one that migrates, on both. */
  readonly #usedBytes = new Map<string, number>();
  readonly #hasSecondMoves: boolean;
  #waiting: QueuedMove[];
  readonly #underWay = new Set<QueuedMove>();
  readonly unmoved: FleetUnmoved[] = [];

  constructor(plan: FleetPlan, hosts: readonly FleetHost[], guests: ReadonlyMap<string, QueuedGuest>) {
    this.#plan = plan;
    this.#guests = guests;
    this.#memory = new Map(hosts.flatMap(({ name, memoryBytes }) => (memoryBytes === undefined ? [] : [[name, memoryBytes] as const])));
    for (const { memoryBytes, state } of guests.values()) this.#use(state.host, memoryBytes);
    const names = plan.moves.flatMap((move) => move.guests);
    this.#hasSecondMoves = new Set(names).size < names.length;
    this.#waiting = plan.moves.map((move, order) => ({ move, order, attempt: 0, readySeconds: 0 }));
  }

  /** The next second at which a move may be tried again; Infinity for none. */
  nextReadySeconds(nowSeconds: number): number {
    return this.#waiting.reduce((least, { readySeconds }) => (readySeconds > nowSeconds ? Math.min(least, readySeconds) : least), Infinity);
  }

  /** Begins the first move that may begin now; undefined if there is none. */
  take(nowSeconds: number): QueuedMove | undefined {
    if (this.#underWay.size >= this.#plan.parallel) return undefined;
    this.#dropArrived();
    const next = this.#waiting.find((queued) => queued.readySeconds <= nowSeconds && this.#mayBegin(queued));
    if (next === undefined) return undefined;
    this.#waiting = this.#waiting.filter((queued) => queued !== next);
    const begun = { ...next, from: next.move.guests.map((name) => this.#guest(name).state.host) };
    this.#underWay.add(begun);
    for (const [name, to] of destinationsOf(begun)) this.#use(to, this.#guest(name).memoryBytes);
    return begun;
  }

  /** A guest's migration has ended: it runs at `host`. Returns whether it will be tried again. */
  ended(queued: QueuedMove, name: string, from: string, nowSeconds: number): boolean {
    const { memoryBytes, state } = this.#guest(name);
    const to = toOf(queued, name);
    const hasMoved = state.host === to;
    this.#use(hasMoved ? from : to, -memoryBytes);
    const { times, afterSeconds, growth } = this.#plan.retries ?? NO_RETRIES;
    if (hasMoved || queued.attempt >= times) return false;
    const readySeconds = nowSeconds + afterSeconds * growth ** queued.attempt;
    this.#waiting.push({ move: { guests: [name], to: [to] }, order: queued.order, attempt: queued.attempt + 1, readySeconds });
    return true;
  }

  /** All migrations of a move have ended. */
  close(queued: QueuedMove): void {
    this.#underWay.delete(queued);
  }

  /** Gives up the moves that never began, when nothing can happen any more. */
  giveUp(): void {
    this.#dropArrived();
    for (const queued of this.#waiting) {
      for (const [name, to] of destinationsOf(queued)) this.#note(name, to, `host ${to} never had room for its memory`);
    }
    this.#waiting = [];
  }

  #mayBegin(queued: QueuedMove): boolean {
    return !this.#waitsForItsGuests(queued) && this.#isWithinLimits(queued) && this.#hasRoom(queued);
  }

  /** A second move of a guest waits for the first, and for its being tried again. */
  #waitsForItsGuests({ move: { guests }, order }: QueuedMove): boolean {
    if (!this.#hasSecondMoves) return false;
    return [...this.#waiting, ...this.#underWay].some(
      (other) => other.order < order && other.move.guests.some((name) => guests.includes(name)),
    );
  }

  #isWithinLimits(queued: QueuedMove): boolean {
    const { parallelPerSource = Infinity, parallelPerDestination = Infinity } = this.#plan;
    const isBelow = (hostsOf: (each: QueuedMove) => ReadonlySet<string>, most: number): boolean =>
      most === Infinity ||
      [...hostsOf(queued)].every((host) => [...this.#underWay].filter((other) => hostsOf(other).has(host)).length < most);
    return isBelow((each) => this.#sourcesOf(each), parallelPerSource) && isBelow(({ move }) => new Set(move.to), parallelPerDestination);
  }

  /** The hosts that a move leaves, or has left. */
  #sourcesOf({ move: { guests }, from }: QueuedMove): ReadonlySet<string> {
    return new Set(from ?? guests.map((name) => this.#guest(name).state.host));
  }

  #hasRoom(queued: QueuedMove): boolean {
    const added = new Map<string, number>();
    for (const [name, to] of destinationsOf(queued)) added.set(to, (added.get(to) ?? 0) + this.#guest(name).memoryBytes);
    return [...added].every(([host, bytes]) => (this.#usedBytes.get(host) ?? 0) + bytes <= (this.#memory.get(host) ?? Infinity));
  }

  /** A guest whose earlier move was given up may be where a later one would take it. */
  #dropArrived(): void {
    if (!this.#hasSecondMoves) return;
    this.#waiting = this.#waiting.flatMap((queued) => {
      if (this.#waitsForItsGuests(queued)) return [queued];
      const left = destinationsOf(queued).filter(([name, to]) => this.#guest(name).state.host !== to);
      if (left.length === queued.move.guests.length) return [queued];
      for (const [name, to] of destinationsOf(queued)) {
        if (this.#guest(name).state.host === to) this.#note(name, to, "it was there already: its move away had been given up");
      }
      const move = { guests: left.map(([name]) => name), to: left.map(([, to]) => to) };
      return left.length === 0 ? [] : [{ ...queued, move }];
    });
  }

  #note(name: string, to: string, reason: string): void {
    this.unmoved.push({ name, to, reason });
  }

  #guest(name: string): QueuedGuest {
    return this.#guests.get(name) as QueuedGuest;
  }

  #use(host: string, bytes: number): void {
    this.#usedBytes.set(host, (this.#usedBytes.get(host) ?? 0) + bytes);
  }
}

/** Each guest of a move with its host. */
export function destinationsOf({ move: { guests, to } }: QueuedMove): (readonly [string, string])[] {
  return guests.map((name, index) => [name, to[index] as string]);
}

function toOf({ move: { guests, to } }: QueuedMove, name: string): string {
  return to[guests.indexOf(name)] as string;
}
