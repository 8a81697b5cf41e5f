/** Puts the result of one run of a plan together from its migrations, pairs and links. */
import { type FabricHost, type FabricSwitch, switchesBetween } from "../fabric/fabric.js";
import { movedGuest } from "../result/moved-guest.js";
import type { RunResult } from "../result/result.js";
import type { FleetPair } from "./fleet-pair.js";
import type {
  FleetApart,
  FleetAttempt,
  FleetGuestResult,
  FleetLinkResult,
  FleetLinkUse,
  FleetPairResult,
  FleetSwitchResult,
  FleetUnmoved,
  PlanRun,
} from "./fleet-result.js";
import { addSwitched, type CardBytes, type SwitchBytes } from "./fleet-traffic.js";
import type { GuestState } from "./guest-state.js";

/** A migration that has ended, in seconds of the fleet. */
export interface EndedMigration {
  readonly guest: GuestState;
  readonly from: string;
  readonly to: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly result: RunResult;
  /** Place of its move in the plan. */
  readonly order: number;
}

export interface PlanOutcome {
  readonly hosts: readonly FabricHost[];
  readonly pairs: readonly FleetPair[];
  readonly ended: readonly EndedMigration[];
  readonly unmoved: readonly FleetUnmoved[];
  readonly endSeconds: number;
  /** What flows sent over the cards until then, by host. */
  readonly flowBytes: ReadonlyMap<string, CardBytes>;
  readonly switches: readonly FabricSwitch[];
  /** What flows sent through the switches until then, by switch. */
  readonly switchBytes: ReadonlyMap<string, SwitchBytes>;
  /** Present if the links were followed. */
  readonly linkUse?: FleetLinkUse;
}

export function planRun(outcome: PlanOutcome): PlanRun {
  const { hosts, switches, pairs, ended, unmoved, endSeconds, flowBytes, linkUse } = outcome;
  const begun = [...ended].sort((one, other) => one.startSeconds - other.startSeconds || (one.guest.name < other.guest.name ? -1 : 1));
  const guests = movesOf(begun)
    .map((attempts) => guestResult(attempts, pairs))
    .sort((one, other) => one.startSeconds - other.startSeconds || (one.name < other.name ? -1 : 1));
  const totals = begun.map(({ result }) => result.totals);
  const pairResults = pairs.map(pairResult);
  return {
    makespanSeconds: endSeconds,
    pagesSent: sum(totals, ({ pagesSent }) => pagesSent),
    wireBytes: sum(totals, ({ wireBytes }) => wireBytes),
    guestTimeTakenSeconds: sum(totals, ({ guestTimeTakenSeconds }) => guestTimeTakenSeconds),
    worstDowntimeSeconds: Math.max(0, ...totals.map(({ downtimeSeconds }) => downtimeSeconds)),
    longestApartSeconds: Math.max(0, ...pairResults.map(({ apartSeconds }) => apartSeconds)),
    apartBytes: sum(pairResults, ({ apartBytes }) => apartBytes),
    movedGuests: guests.filter(({ moved }) => moved).length,
    guests,
    ...(unmoved.length === 0 ? {} : { unmoved }),
    pairs: pairResults,
    links: hosts.map((host) => linkResult(host, begun, flowBytes.get(host.name) as CardBytes, endSeconds)),
    ...(switches.length === 0 ? {} : { switches: switchResults(outcome) }),
    ...(linkUse === undefined ? {} : { linkUse }),
  };
}

/** The attempts of each move of a guest, in order. */
function movesOf(begun: readonly EndedMigration[]): EndedMigration[][] {
  const moves = new Map<string, EndedMigration[]>();
  for (const migration of begun) {
    const key = `${migration.order} ${migration.guest.name}`;
    moves.set(key, [...(moves.get(key) ?? []), migration]);
  }
  return [...moves.values()];
}

function guestResult(attempts: readonly EndedMigration[], pairs: readonly FleetPair[]): FleetGuestResult {
  const { guest, from, to, startSeconds, endSeconds, result } = attempts.at(-1) as EndedMigration;
  const own = pairs.filter(({ first, second }) => first === guest || second === guest);
  const earlier = attempts.slice(0, -1).map(
    (attempt): FleetAttempt => ({
      startSeconds: attempt.startSeconds,
      endSeconds: attempt.endSeconds,
      stop: attempt.result.stop,
      totals: attempt.result.totals,
    }),
  );
  return {
    name: guest.name,
    from,
    to,
    moved: movedGuest(result),
    startSeconds,
    endSeconds,
    stop: result.stop,
    totals: result.totals,
    phases: result.phases,
    ruledBy: result.ruledBy,
    ...(result.postcopy === undefined ? {} : { postcopy: result.postcopy }),
    ...(earlier.length === 0 ? {} : { earlierAttempts: earlier }),
    apart: own.map((pair): FleetApart => ({ guest: pair.seenBy(guest).peer.name, ...apartOf(pair) })),
  };
}

function pairResult(pair: FleetPair): FleetPairResult {
  const { seconds, bytes } = apartOf(pair);
  return {
    guests: [pair.first.name, pair.second.name],
    apartSeconds: seconds,
    apartBytes: bytes,
    apart: pair.apart.map(({ startSeconds, endSeconds }) => ({ startSeconds, endSeconds })),
    detachedSeconds: pair.detachedSeconds,
    mode: pair.residency.mode,
    deliveredBytes: pair.deliveredBytes,
  };
}

function apartOf({ apart }: FleetPair): { readonly seconds: number; readonly bytes: number } {
  return { seconds: sum(apart, ({ startSeconds, endSeconds }) => endSeconds - startSeconds), bytes: sum(apart, ({ bytes }) => bytes) };
}

function linkResult(
  { name, linkBytesPerSecond }: FabricHost,
  migrations: readonly EndedMigration[],
  { sentBytes, receivedBytes }: CardBytes,
  endSeconds: number,
): FleetLinkResult {
  const copied = (isOwn: (migration: EndedMigration) => boolean): number =>
    sum(migrations.filter(isOwn), ({ result }) => result.totals.wireBytes);
  const [copiesSentBytes, copiesReceivedBytes] = [copied(({ from }) => from === name), copied(({ to }) => to === name)];
  const busierBytes = Math.max(copiesSentBytes + sentBytes, copiesReceivedBytes + receivedBytes);
  return {
    host: name,
    copiesSentBytes,
    copiesReceivedBytes,
    flowsSentBytes: sentBytes,
    flowsReceivedBytes: receivedBytes,
    usedRatio: endSeconds > 0 ? busierBytes / (endSeconds * linkBytesPerSecond) : 0,
  };
}

function switchResults({ hosts, switches, ended, switchBytes, endSeconds }: PlanOutcome): FleetSwitchResult[] {
  const carried = new Map([...switchBytes].map(([name, bytes]) => [name, { ...bytes }]));
  const between = switchesBetween(hosts);
  for (const { from, to, result } of ended) addSwitched(carried, between(from, to), result.totals.wireBytes);
  return switches.map(({ name, capacityBytesPerSecond, uplinkBytesPerSecond }) => {
    const { carriedBytes, sentBytes, receivedBytes } = carried.get(name) as SwitchBytes;
    const used = Math.max(carriedBytes / capacityBytesPerSecond, Math.max(sentBytes, receivedBytes) / uplinkBytesPerSecond);
    return {
      name,
      carriedBytes,
      uplinkSentBytes: sentBytes,
      uplinkReceivedBytes: receivedBytes,
      usedRatio: endSeconds > 0 ? used / endSeconds : 0,
    };
  });
}

function sum<Item>(items: readonly Item[], amountOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}
