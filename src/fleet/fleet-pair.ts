/** Two guests of a fleet that talk: one set of flows and one residency, seen from either end. */
import type { Channel } from "../channel/channel.js";
import type { PairEnd, ResidentFlow } from "../channel/residency.js";
import type { ResolvedFlow, ResolvedPeer } from "../scenario/resolved/resolved-peers.js";
import { type Lane, lanesOf } from "../traffic/lane.js";
import { closeLanes, openPair, type Pair } from "../traffic/pair.js";
import type { GuestState } from "./guest-state.js";

/** The other guest as a peer: its place follows where both are. */
export class MovingPeer implements ResolvedPeer {
  readonly name: string;
  readonly ringOwner: ResolvedPeer["ringOwner"];
  readonly flows: readonly ResolvedFlow[];
  readonly #self: GuestState;
  readonly #other: GuestState;

  constructor({ name, ringOwner, flows }: ResolvedPeer, self: GuestState, other: GuestState) {
    this.name = name;
    this.ringOwner = ringOwner;
    this.flows = flows;
    this.#self = self;
    this.#other = other;
  }

  get place(): ResolvedPeer["place"] {
    return this.#self.placeOf(this.#other.host);
  }
}

/** A stretch in which the guests were on different hosts. */
export interface ApartTime {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Delivered in both directions meanwhile. */
  readonly bytes: number;
}

export class FleetPair {
  readonly first: GuestState;
  readonly second: GuestState;
  /** The pair as the first guest sees it; its lanes carry the bytes. */
  readonly seenByFirst: Pair;
  readonly seenBySecond: Pair;
  readonly apart: ApartTime[] = [];
  /** Seconds without a channel through shared memory; 0 for a pair that never had one. */
  detachedSeconds = 0;
  readonly #hasRings: boolean;
  #apartSince: { readonly seconds: number; readonly bytes: number } | undefined;
  #seenTearDownSeconds: number | undefined;

  /** `peers`: each guest as a peer of the other, `peers[0]` the second one as the first sees it. */
  constructor(channel: Channel, first: GuestState, second: GuestState, peers: readonly [ResolvedPeer, ResolvedPeer]) {
    this.first = first;
    this.second = second;
    const [towardsSecond, towardsFirst] = [new MovingPeer(peers[0], first, second), new MovingPeer(peers[1], second, first)];
    this.seenByFirst = openPair({ exchange: channel, dirtying: channel }, towardsSecond);
    const lanes = mirroredLanes(towardsFirst, this.seenByFirst.lanes);
    this.seenBySecond = { peer: towardsFirst, residency: this.seenByFirst.residency, lanes, openLanes: lanes };
    this.#hasRings = channel.rings !== undefined;
    if (!this.areTogether) this.#apartSince = { seconds: 0, bytes: 0 };
  }

  get key(): string {
    return `${this.first.name}/${this.second.name}`;
  }

  get residency(): Pair["residency"] {
    return this.seenByFirst.residency;
  }

  get areTogether(): boolean {
    return this.first.host === this.second.host;
  }

  get deliveredBytes(): number {
    return this.seenByFirst.lanes.reduce((sum, { process }) => sum + process.deliveredBytes, 0);
  }

  endOf(guest: GuestState): PairEnd {
    return guest === this.first ? "migrating" : "peer";
  }

  seenBy(guest: GuestState): Pair {
    return guest === this.first ? this.seenByFirst : this.seenBySecond;
  }

  /** Steps the flows and the residency to a simulated second. Returns whether the rings were unmapped meanwhile. */
  advance(fromSeconds: number, toSeconds: number): boolean {
    if (this.#hasRings && this.residency.mode !== "local") this.detachedSeconds += toSeconds - fromSeconds;
    this.residency.advance(toSeconds);
    closeLanes(this.seenByFirst);
    closeLanes(this.seenBySecond);
    const { tornDownSeconds } = this.residency;
    const isTornDown = tornDownSeconds !== this.#seenTearDownSeconds;
    this.#seenTearDownSeconds = tornDownSeconds;
    return isTornDown;
  }

  /** A guest of the pair runs again: at another host, or where it was. */
  resume(guest: GuestState, seconds: number): void {
    this.noteApart(seconds);
    this.residency.resumeEnd(this.endOf(guest), this.areTogether);
    if (!this.areTogether) for (const { process } of this.seenByFirst.lanes) process.setRoute("network");
  }

  /** Notes where the guests are; at the end of the plan also how long they have been apart. */
  noteApart(seconds: number, isEnd = false): void {
    const since = this.#apartSince;
    if (since !== undefined && (this.areTogether || isEnd)) {
      this.apart.push({ startSeconds: since.seconds, endSeconds: seconds, bytes: this.deliveredBytes - since.bytes });
      this.#apartSince = undefined;
    }
    if (!this.areTogether && this.#apartSince === undefined && !isEnd) this.#apartSince = { seconds, bytes: this.deliveredBytes };
  }
}

/** The same lanes with their directions exchanged: of each flow again what is sent first, then what is received. */
function mirroredLanes(peer: ResolvedPeer, lanes: readonly Lane[]): Lane[] {
  const flows = lanes.map(
    ({ direction, process }): ResidentFlow => ({ sender: direction === "send" ? "peer" : "migrating", flow: process }),
  );
  return lanesOf(
    peer,
    flows.map((_, index) => flows[index ^ 1] as ResidentFlow),
  );
}
