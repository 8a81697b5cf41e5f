/** The guests of a fleet file: counted ones one by one, and each pair of guests that talk seen from both ends. */
import { PEER_DEFAULTS } from "../scenario/channel-defaults.js";
import type { Path } from "../scenario/origin.js";
import { showValue } from "../scenario/show-value.js";
import { type FleetFaults, isMapping, type Mapping } from "./fleet-faults.js";

/** A guest as written, under its own name. */
export interface WrittenGuest {
  readonly name: string;
  readonly on: string;
  readonly vm: unknown;
  readonly workload: unknown;
  /** Where the file describes it. */
  readonly steps: Path;
  /** In the order of the peers' names. */
  readonly peers: readonly WrittenPeer[];
}

/** Another guest as a peer of a scenario, without its place. */
export interface WrittenPeer {
  readonly name: string;
  readonly domid: unknown;
  readonly flows: unknown;
  /** Where the file describes it, if it does so at this end of the pair. */
  readonly steps?: Path;
}

const GUEST_KEYS = ["name", "count", "on", "vm", "workload", "peers"];
const PEER_KEYS = ["guest", "domid", "flows"];
export const GUESTS_MAX = 10_000;
export const NAME = /^[\w.-]{1,63}$/;

interface Entry extends Omit<WrittenGuest, "peers"> {
  readonly isCounted: boolean;
  readonly peers: unknown;
}

/** The guests in the order of their names. Faulty ones are left out. */
export function readGuests(given: unknown, hosts: readonly string[], faults: FleetFaults): WrittenGuest[] {
  if (!Array.isArray(given) || given.length === 0) {
    faults.add(["guests"], "a list of guests { name, on, vm, workload, peers }", Array.isArray(given) ? "an empty list" : showValue(given));
    return [];
  }
  const entries = given.flatMap((guest: unknown, index) => readEntry(guest, ["guests", index], hosts, faults));
  const names = new Set<string>();
  for (const { name, steps } of entries) {
    if (names.has(name)) faults.add([...steps, "name"], "a name that no other guest has", showValue(name));
    names.add(name);
  }
  if (entries.length > GUESTS_MAX) faults.add(["guests"], `at most ${GUESTS_MAX} guests`, String(entries.length));
  return withPeers(entries.slice(0, GUESTS_MAX), faults);
}

function readEntry(given: unknown, steps: Path, hosts: readonly string[], faults: FleetFaults): Entry[] {
  const guest = faults.mapping(given, steps, GUEST_KEYS, "a guest { name, on, vm, workload, peers }");
  if (guest === undefined) return [];
  const { name, vm, workload, peers } = guest;
  if (typeof name !== "string" || !NAME.test(name)) {
    faults.add([...steps, "name"], "a name of up to 63 letters, digits, dots, dashes and underscores", showValue(name));
    return [];
  }
  const on = faults.name(guest.on, [...steps, "on"], hosts, "the name of a host");
  const isCounted = guest.count !== undefined;
  const count = faults.count(guest.count, [...steps, "count"], GUESTS_MAX, 1);
  if (on === undefined) return [];
  const digits = String(count).length;
  return Array.from({ length: count }, (_, index) => ({
    name: isCounted ? `${name}-${String(index + 1).padStart(digits, "0")}` : name,
    on,
    vm,
    workload,
    peers,
    steps,
    isCounted,
  }));
}

function withPeers(entries: readonly Entry[], faults: FleetFaults): WrittenGuest[] {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const peers = new Map(entries.map(({ name }) => [name, new Map<string, WrittenPeer>()]));
  for (const entry of entries) {
    for (const peer of peersOf(entry, byName, faults)) {
      const own = peers.get(entry.name) as Map<string, WrittenPeer>;
      if (own.has(peer.name)) {
        faults.add(
          [...(peer.steps as Path), "guest"],
          "a guest that this one has no flows with yet: one list of flows for each pair",
          showValue(peer.name),
        );
        continue;
      }
      own.set(peer.name, peer);
      peers
        .get(peer.name)
        ?.set(entry.name, { name: entry.name, domid: peer.domid === "lower" ? "higher" : "lower", flows: mirrored(peer.flows) });
    }
  }
  return [...entries].sort(byNames).map(({ name, on, vm, workload, steps }) => ({
    name,
    on,
    vm,
    workload,
    steps,
    peers: [...(peers.get(name)?.values() ?? [])].sort(byNames),
  }));
}

function peersOf({ name, peers, steps }: Entry, byName: ReadonlyMap<string, Entry>, faults: FleetFaults): WrittenPeer[] {
  if (peers === undefined) return [];
  if (!Array.isArray(peers)) {
    faults.add([...steps, "peers"], "a list of { guest, flows }", showValue(peers));
    return [];
  }
  const others = [...byName.values()].filter((entry) => entry.name !== name && !entry.isCounted).map((entry) => entry.name);
  return peers.flatMap((given: unknown, index) => {
    const at = [...steps, "peers", index];
    const peer = faults.mapping(given, at, PEER_KEYS, "a peer { guest, flows }");
    const guest = peer && faults.name(peer.guest, [...at, "guest"], others, "the name of another guest, of one without a count");
    if (peer === undefined || guest === undefined) return [];
    return [{ name: guest, domid: peer.domid ?? PEER_DEFAULTS.domid, flows: peer.flows ?? [], steps: at }];
  });
}

/** Flows as the other guest sees them: what one sends the other receives. */
function mirrored(flows: unknown): unknown {
  if (!Array.isArray(flows)) return [];
  return flows.map((flow: unknown) => (isMapping(flow) && flow.mode !== "closed" ? exchanged(flow) : flow));
}

function exchanged({ send = PEER_DEFAULTS.send, receive = PEER_DEFAULTS.receive, ...rest }: Mapping): Mapping {
  return { ...rest, send: receive, receive: send };
}

function byNames(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}
