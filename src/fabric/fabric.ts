/**
 * Hosts with a network card and Dom0, and the streams between them: copies of migrating guests and flows between guests. Each card carries
 * its link's goodput in each direction at once. A switch limits what goes through it and over its uplink, where it is said; switches are
 * joined by a network that limits nothing (our modelling decision).
 */
import { linearUse, type Resource, type Use } from "../channel/fair-rates.js";
import { settledRates } from "../channel/settled-rates.js";

export interface FabricHost {
  /** Unique among the hosts. */
  readonly name: string;
  /** Goodput of the host's card, in each direction. */
  readonly linkBytesPerSecond: number;
  /** CPUs that the copies and flows of the host share. */
  readonly dom0Cpus: number;
  /** Name of the switch that its card is on. Absent: one that limits nothing. */
  readonly switch?: string;
}

export interface FabricSwitch {
  /** Unique among the switches. */
  readonly name: string;
  /** Goodput of everything that goes through it; Infinity for no limit. */
  readonly capacityBytesPerSecond: number;
  /** Goodput to and from hosts that are not on it, in each direction; Infinity for no limit. */
  readonly uplinkBytesPerSecond: number;
}

/** CPU time of one host that a stream uses: its amount at a rate, and the rate that an amount allows. */
export interface Dom0Use extends Pick<Use, "amountOf" | "rateOf"> {
  readonly host: string;
}

/** A stage that several streams pass one after another: one direction of a channel. */
export interface FabricStage {
  /** Streams with the same key share the stage. */
  readonly key: string;
  readonly secondsPerByte: number;
}

export interface FabricStream {
  /** Names of hosts; a stream within a host uses no card. */
  readonly from: string;
  readonly to: string;
  /** Share of a card and of Dom0 relative to other streams. A copy has 1. */
  readonly weight: number;
  /** Bytes per second that it takes if it is alone; Infinity for all there is. */
  readonly wantedBytesPerSecond: number;
  /** Bytes per second to which a reader limits it. Absent: there is room. */
  readonly heldToBytesPerSecond?: number;
  readonly stage?: FabricStage;
  readonly dom0?: readonly Dom0Use[];
  /** Streams with the same loop run at the rate of the slowest among them. */
  readonly loop?: string;
}

export interface FabricShares {
  /** Bytes per second of each stream. */
  readonly bytesPerSecond: readonly number[];
  /** Indices of the streams limited by the CPUs of a host. */
  readonly limitedByDom0: ReadonlySet<number>;
}

/** Max-min fair rates of streams by their weights, over every card, switch, Dom0 and stage. Their order changes rates by rounding only. */
export function shareFabric(
  hosts: readonly FabricHost[],
  streams: readonly FabricStream[],
  switches: readonly FabricSwitch[] = [],
): FabricShares {
  const { shared, dom0 } = resourcesOf(hosts, streams, switches);
  const { rates, limited } = settledRates({
    demandsOf: (bounds) => streams.map(({ wantedBytesPerSecond }, index) => bounds.get(index) ?? wantedBytesPerSecond),
    resources: [...shared, ...dom0],
    heldToBytesPerSecond: streams.map(({ heldToBytesPerSecond = Infinity }) => heldToBytesPerSecond),
    loops: [...indicesBy(streams, ({ loop }) => loop).values()],
  });
  return { bytesPerSecond: rates, limitedByDom0: new Set(limited.slice(shared.length).flatMap((each) => [...each])) };
}

/** The switches that a stream between two hosts crosses: the one that it leaves from, and the one that it arrives at. */
export interface SwitchUse {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export function switchesBetween(hosts: readonly FabricHost[]): (from: string, to: string) => SwitchUse {
  const switchOf = new Map(hosts.map((host) => [host.name, host.switch]));
  return (from, to) => (from === to ? {} : { from: switchOf.get(from), to: switchOf.get(to) });
}

/** Stages, cards and switches, and the CPUs of each host. */
function resourcesOf(
  hosts: readonly FabricHost[],
  streams: readonly FabricStream[],
  switches: readonly FabricSwitch[],
): { shared: Resource[]; dom0: Resource[] } {
  const usesOf = (indices: readonly number[], perByte: (stream: FabricStream) => number, isWeighted: boolean): Use[] =>
    indices.map((index) => {
      const stream = streams[index] as FabricStream;
      return linearUse(index, isWeighted ? stream.weight : 1, perByte(stream));
    });
  const stages = [...indicesBy(streams, ({ stage }) => stage?.key).values()];
  const [leaving, arriving] = [
    indicesBy(streams, ({ from, to }) => (from === to ? undefined : from)),
    indicesBy(streams, ({ from, to }) => (from === to ? undefined : to)),
  ];
  const cards = hosts.flatMap(({ name, linkBytesPerSecond }) =>
    [leaving.get(name), arriving.get(name)].map((indices = []) => ({ capacity: linkBytesPerSecond, uses: usesOf(indices, () => 1, true) })),
  );
  return {
    shared: [
      ...stages.map((indices) => ({ capacity: 1, uses: usesOf(indices, secondsPerByteOf, false) })),
      ...cards,
      ...switchLoads(hosts, streams, switches).map(({ capacity, indices }) => ({ capacity, uses: usesOf(indices, () => 1, true) })),
    ],
    dom0: hosts.map(({ name, dom0Cpus }) => ({ capacity: dom0Cpus, uses: dom0Uses(name, streams) })),
  };
}

/** What goes through each switch, and over its uplink in each direction. */
function switchLoads(
  hosts: readonly FabricHost[],
  streams: readonly FabricStream[],
  switches: readonly FabricSwitch[],
): { readonly capacity: number; readonly indices: readonly number[] }[] {
  if (switches.length === 0) return [];
  const between = switchesBetween(hosts);
  const crossed = streams.map(({ from, to }) => between(from, to));
  const indicesOf = (isOn: (use: SwitchUse) => boolean): number[] => crossed.flatMap((use, index) => (isOn(use) ? [index] : []));
  return switches
    .flatMap(({ name, capacityBytesPerSecond, uplinkBytesPerSecond }) => [
      { capacity: capacityBytesPerSecond, indices: indicesOf(({ from, to }) => from === name || to === name) },
      { capacity: uplinkBytesPerSecond, indices: indicesOf(({ from, to }) => from === name && to !== name) },
      { capacity: uplinkBytesPerSecond, indices: indicesOf(({ from, to }) => to === name && from !== name) },
    ])
    .filter(({ capacity }) => capacity < Infinity);
}

function secondsPerByteOf({ stage }: FabricStream): number {
  return stage?.secondsPerByte ?? 0;
}

function dom0Uses(host: string, streams: readonly FabricStream[]): Use[] {
  return streams.flatMap(({ weight, dom0 = [] }, index) =>
    dom0.flatMap((use) => (use.host === host ? [{ index, weight, amountOf: use.amountOf, rateOf: use.rateOf }] : [])),
  );
}

/** Indices of streams by a key; those without one are left out. */
function indicesBy(streams: readonly FabricStream[], keyOf: (stream: FabricStream) => string | undefined): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const [index, stream] of streams.entries()) {
    const key = keyOf(stream);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  }
  return groups;
}
