/** Carries out one plan: begins its moves in order as places become free, and puts the result together. */

import { macrotask } from "../cells/macrotask.js";
import { createChannel } from "../channel/channels.js";
import type { ResolvedPeer } from "../scenario/resolved/resolved-peers.js";
import { Calendar, type CalendarEntry } from "./calendar.js";
import { drawKey, drawOf, drawsOf } from "./draws.js";
import type { Fleet, FleetGuest, FleetPlan } from "./fleet.js";
import type { FleetMoment } from "./fleet-moment.js";
import { FleetPair } from "./fleet-pair.js";
import type { PlanRun } from "./fleet-result.js";
import { FleetTraffic } from "./fleet-traffic.js";
import { GuestEnvironment } from "./guest-environment.js";
import { GuestState } from "./guest-state.js";
import type { LinkMeter } from "./link-meter.js";
import { openGuest } from "./open-guest.js";
import { destinationsOf, PlanQueue, type QueuedGuest, type QueuedMove } from "./plan-queue.js";
import { type EndedMigration, planRun } from "./plan-result.js";

export type { FleetMoment } from "./fleet-moment.js";

/** A migration under way. */
interface Running extends CalendarEntry {
  readonly guest: GuestState;
  readonly environment: GuestEnvironment;
  readonly queued: QueuedMove;
}

/** Maximum number of changes simulated after the last migration, for channels that are being formed again. */
const CHANGES_AFTER_END = 10_000;

/** Calendar steps between two looks at the signal. */
const STEPS_PER_BREAK = 500;

/** What the caller of `runPlan` is told, and how to stop it. */
export interface PlanWatch {
  readonly signal?: AbortSignal;
  /** Called after each event, when every migration has followed it. */
  readonly onMoment?: (moment: FleetMoment) => void;
  /** Whether the result has what the links carried over time. Default false. */
  readonly followLinks?: boolean;
  /** Called when a guest's migration has ended. */
  readonly onEnd: (guest: string) => void;
}

/** One replication: `run` counts from 0. Rejects with the signal's reason when aborted. */
export async function runPlan(
  fleet: Fleet,
  plan: FleetPlan,
  run: number,
  watch: PlanWatch,
): Promise<{ readonly result: PlanRun; readonly core: string }> {
  const execution = new PlanExecution(fleet, plan, run, watch);
  await execution.toTheEnd();
  return { result: execution.result(), core: execution.core };
}

class PlanExecution {
  core = "";
  readonly #fleet: Fleet;
  readonly #plan: FleetPlan;
  readonly #watch: PlanWatch;
  readonly #described: ReadonlyMap<string, FleetGuest>;
  readonly #guests: ReadonlyMap<string, GuestState>;
  readonly #pairs: readonly FleetPair[];
  readonly #traffic: FleetTraffic;
  readonly #calendar: Calendar;
  #meter: LinkMeter | undefined;
  readonly #draws: ReadonlyMap<string, number>;
  readonly #queue: PlanQueue;
  #running: Running[] = [];
  readonly #ended: EndedMigration[] = [];

  constructor(fleet: Fleet, plan: FleetPlan, run: number, watch: PlanWatch) {
    this.#fleet = fleet;
    this.#watch = watch;
    this.#plan = plan;
    this.#described = new Map(fleet.guests.map((guest) => [guest.name, guest]));
    this.#guests = new Map(fleet.guests.map(({ name, on }) => [name, new GuestState(name, on)]));
    const channel = fleet.channel && createChannel(fleet.channel);
    this.#pairs = pairsOf(fleet, this.#guests);
    this.#traffic = new FleetTraffic({
      hosts: fleet.hosts,
      switches: fleet.switches,
      pairs: this.#pairs,
      ...(channel ? { channel } : {}),
      copyCpuSeconds: fleet.copyCpuSeconds,
      copyCeilingBytesPerSecond: plan.bandwidthBytesPerSecond ?? Infinity,
    });
    this.#calendar = new Calendar(this.#traffic);
    this.#queue = new PlanQueue(plan, fleet.hosts, queuedGuests(fleet, this.#guests));
    this.#draws = drawsOf(plan, run);
  }

  async toTheEnd(): Promise<void> {
    if (this.#watch.followLinks === true) this.#meter = new (await import("./link-meter.js")).LinkMeter();
    await this.#begin();
    for (let step = 1; this.#running.length > 0 || this.#waitForRetry(); step++) {
      if (this.#running.length <= 1 || step % STEPS_PER_BREAK === 0) await this.#takeBreak();
      const readySeconds = this.#queue.nextReadySeconds(this.#calendar.nowSeconds);
      this.#calendar.advance(this.#running, readySeconds);
      this.#noteMoment();
      if (this.#end() || this.#calendar.nowSeconds >= readySeconds) await this.#begin();
    }
    this.#queue.giveUp();
  }

  /** Nothing is under way: lets the time pass until a move is tried again. Returns false if there is none. */
  #waitForRetry(): boolean {
    return this.#queue.nextReadySeconds(this.#calendar.nowSeconds) < Infinity;
  }

  #noteMoment(): void {
    if (this.#watch.onMoment === undefined && this.#meter === undefined) return;
    const moment = this.#moment();
    this.#watch.onMoment?.(moment);
    this.#meter?.note(moment);
  }

  #moment(): FleetMoment {
    const copies = this.#running.flatMap(({ guest: { name, copy }, environment: { copyBytesPerSecond } }) =>
      copy === undefined ? [] : [{ guest: name, bytesPerSecond: copyBytesPerSecond, ...copy }],
    );
    const migrations = this.#running.map(({ guest: { name, from, to } }) => ({ guest: name, from, to }));
    return { seconds: this.#calendar.nowSeconds, copies, flows: this.#traffic.flowRates, migrations };
  }

  async #takeBreak(): Promise<void> {
    await macrotask();
    this.#watch.signal?.throwIfAborted();
  }

  result(): PlanRun {
    const endSeconds = Math.max(0, ...this.#ended.map((migration) => migration.endSeconds));
    while (this.#calendar.advanceTraffic(endSeconds));
    this.#traffic.moveTo(endSeconds);
    for (const pair of this.#pairs) pair.noteApart(endSeconds, true);
    const flowBytes = new Map([...this.#traffic.flowBytes].map(([host, bytes]) => [host, { ...bytes }]));
    const switchBytes = new Map([...this.#traffic.switchBytes].map(([name, bytes]) => [name, { ...bytes }]));
    this.#followChannels();
    const { hosts, switches } = this.#fleet;
    const linkUse = this.#meter?.use({ hosts, migrations: this.#ended, flowBytes, endSeconds });
    return planRun({
      hosts,
      switches,
      pairs: this.#pairs,
      ended: this.#ended,
      unmoved: this.#queue.unmoved,
      endSeconds,
      flowBytes,
      switchBytes,
      ...(linkUse ? { linkUse } : {}),
    });
  }

  /** Begins every move that may begin now. */
  async #begin(): Promise<void> {
    for (let queued = this.#take(); queued !== undefined; queued = this.#take()) {
      for (const [name, to] of destinationsOf(queued)) await this.#open(name, to, queued);
    }
    this.#running.sort((one, other) => (one.guest.name < other.guest.name ? -1 : 1));
  }

  #take(): QueuedMove | undefined {
    return this.#queue.take(this.#calendar.nowSeconds);
  }

  async #open(name: string, to: string, queued: QueuedMove): Promise<void> {
    const guest = this.#guests.get(name) as GuestState;
    const described = this.#described.get(name) as FleetGuest;
    const startSeconds = this.#calendar.nowSeconds;
    guest.from = guest.host;
    guest.to = to;
    const scenario = described.scenarioTo(to, guest.from);
    const pairs = this.#pairs.filter(({ first, second }) => first === guest || second === guest);
    const channel = this.#fleet.channel && createChannel(this.#fleet.channel);
    const environment = new GuestEnvironment({
      guest,
      traffic: this.#traffic,
      pairs,
      ...(channel ? { channel } : {}),
      allocatedPages: scenario.vm.memoryBytes / scenario.vm.pageBytes,
      startSeconds,
      peersMayMove: this.#plan.parallel > 1 || queued.move.guests.length > 1,
    });
    const draw = drawOf(this.#draws.get(drawKey(queued.order, name)) as number, queued.attempt);
    const { migration, core } = await openGuest(scenario, draw, environment);
    this.core = core;
    // Whoever follows the links is told of every change, also of those that the migration would follow by itself.
    const isWatched = this.#meter !== undefined || this.#watch.onMoment !== undefined;
    const followsTraffic = pairs.length === this.#pairs.length && !isWatched;
    this.#running.push({ guest, environment, migration, startSeconds, queued, followsTraffic });
  }

  /** Takes out the migrations that have ended. Returns whether there are any. */
  #end(): boolean {
    const over = this.#running.filter(({ migration }) => migration.finished);
    if (over.length === 0) return false;
    this.#running = this.#running.filter(({ migration }) => !migration.finished);
    for (const entry of over) {
      const { guest, environment, migration, startSeconds, queued } = entry;
      this.#calendar.forget(entry);
      environment.release();
      const { from, to } = guest;
      const endSeconds = startSeconds + migration.nowSeconds;
      this.#ended.push({ guest, from, to, startSeconds, endSeconds, result: migration.result(), order: queued.order });
      if (!this.#queue.ended(queued, guest.name, from, endSeconds)) this.#watch.onEnd(guest.name);
      if (this.#running.every((other) => other.queued !== queued)) this.#queue.close(queued);
    }
    return true;
  }

  /** Channels that are being formed again are followed to the end of it. */
  #followChannels(): void {
    for (let change = 0; change < CHANGES_AFTER_END; change++) {
      if (!this.#pairs.some(({ residency }) => residency.mode === "switching") || !this.#calendar.advanceTraffic(Infinity)) return;
    }
  }
}

/** The pairs, in the order of their names. */
function pairsOf({ guests, channel }: Fleet, states: ReadonlyMap<string, GuestState>): FleetPair[] {
  if (channel === undefined) return [];
  const made = createChannel(channel);
  return guests.flatMap(({ name, peers }) =>
    peers.flatMap((peer) => {
      if (peer.name < name) return [];
      const other = guests.find((guest) => guest.name === peer.name) as FleetGuest;
      const back = other.peers.find((each) => each.name === name) as ResolvedPeer;
      return [new FleetPair(made, states.get(name) as GuestState, states.get(peer.name) as GuestState, [peer, back])];
    }),
  );
}

function queuedGuests({ guests }: Fleet, states: ReadonlyMap<string, GuestState>): Map<string, QueuedGuest> {
  return new Map(guests.map(({ name, memoryBytes }) => [name, { memoryBytes, state: states.get(name) as GuestState }]));
}
