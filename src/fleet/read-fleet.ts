/** Reads a fleet: hosts, guests and plans, each migration checked as a scenario of its own; or lists every fault. */
import { parseScenario } from "../input/parse-scenario.js";
import { ConfigError } from "../scenario/config-error.js";
import { DEFAULTS } from "../scenario/defaults.js";
import { parsePath } from "../scenario/field-paths.js";
import type { ChangedScenario, Path } from "../scenario/origin.js";
import { readPlain } from "../scenario/plain.js";
import type { EngineParameters } from "../scenario/resolved/engine-parameters.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ResolvedChannel } from "../scenario/resolved/resolved-channel.js";
import type { ParseOptions } from "../scenario/scenario.js";
import { showValue } from "../scenario/show-value.js";
import { mayPostcopy } from "../simulation/may-postcopy.js";
import type { Fleet, FleetGuest } from "./fleet.js";
import { FleetFaults, isMapping, type Mapping } from "./fleet-faults.js";
import type { PlannedGuest, PlannedHost } from "./place-guests.js";
import { readPlans } from "./read-plans.js";
import { fabricSwitch, limitBetween, readSwitches, type WrittenSwitch } from "./read-switches.js";
import { readGuests, type WrittenGuest } from "./written-guests.js";

const FLEET_KEYS = [
  "version",
  "name",
  "hosts",
  "switches",
  "guests",
  "plan",
  "plans",
  "engine",
  "policy",
  "host",
  "channel",
  "seed",
  "runs",
  "timeout",
  "fidelity",
  "study",
];
/** Keys of a fleet that are those of every guest's scenario. */
const SHARED_KEYS = ["engine", "policy", "host", "seed", "timeout", "fidelity"];

const RUNS_MAX = 1e6;

/** A host as written, and the goodput of its card. */
interface WrittenHost {
  readonly name: string;
  readonly link: Mapping;
  readonly memoryBytes: number | undefined;
  readonly switch: WrittenSwitch | undefined;
  readonly scenario: ResolvedScenario;
}

const WITHOUT_STUDY = "the fleet alone is taken; xenvmc-sim study computes the study in it";

/**
 * Reads a fleet from an object; for YAML and JSON text give its `origin`.
 * @throws ConfigError with every fault
 */
export function parseFleet(input: object, options: ParseOptions = {}): Fleet {
  const faults = new FleetFaults();
  const { value, issues, isChanged } = changedValue(input, options, faults);
  const given = faults.mapping(value, [], FLEET_KEYS, "a fleet: { version, hosts, guests, plan }") ?? {};
  if (given.study !== undefined && given.study !== null) options.onNotice?.(WITHOUT_STUDY);
  const fleet = new FleetReader(given, faults, options.loadText).read();
  if (fleet === undefined || !faults.areNone || issues.length > 0) throw faults.error(options, issues, isChanged);
  return fleet;
}

/** A fleet in written form, with the overrides of its origin applied and unchecked. Undefined if it is no mapping. */
export function writtenFleet(input: object, options: ParseOptions): object | undefined {
  const { value } = changedValue(input, options, new FleetFaults());
  return isMapping(value) ? value : undefined;
}

/** The input with its overrides, and the faults of text and overrides. */
function changedValue(input: object, { origin }: ParseOptions, faults: FleetFaults): ChangedScenario {
  const plain = readPlain(input);
  for (const { steps, issue } of plain.issues) faults.add(steps, issue.expected, issue.received);
  const changed = origin?.change?.(plain.value, (path) => path);
  return {
    value: changed?.value ?? plain.value,
    issues: [...(origin?.issues ?? []), ...(changed?.issues ?? [])],
    isChanged: changed?.isChanged ?? (() => false),
  };
}

class FleetReader {
  readonly #given: Mapping;
  readonly #faults: FleetFaults;
  /** For traces. */
  readonly #options: ParseOptions;

  constructor(given: Mapping, faults: FleetFaults, loadText: ParseOptions["loadText"]) {
    this.#given = given;
    this.#faults = faults;
    this.#options = loadText === undefined ? {} : { loadText };
  }

  read(): Fleet | undefined {
    const { version, name, seed } = this.#given;
    const runs = this.#faults.count(this.#given.runs, ["runs"], RUNS_MAX, DEFAULTS.runs);
    if (version !== 1) this.#faults.add(["version"], "1", showValue(version));
    this.#checkStudy();
    if (name !== undefined && typeof name !== "string") this.#faults.add(["name"], "a text", showValue(name));
    const switches = readSwitches(this.#given.switches, this.#faults, (bandwidth, steps) => this.#goodput(bandwidth, steps));
    const hosts = this.#hosts(switches);
    const hostNames = isMapping(this.#given.hosts) ? Object.keys(this.#given.hosts) : [];
    const written = readGuests(this.#given.guests, hostNames, this.#faults);
    const guests = written.flatMap((guest) => this.#guest(guest, hosts, written));
    // A guest at fault is still one that plans may name.
    const planned = written.map(({ name: guest, on }) => {
      const memoryBytes = guests.find((each) => each.name === guest)?.scenario.vm.memoryBytes ?? 0;
      return { name: guest, on, memoryBytes };
    });
    const plans = readPlans(this.#given, planned, this.#plannedHosts(hostNames, hosts, planned), this.#faults);
    const [first] = guests;
    if (first === undefined || !this.#faults.areNone) return undefined;
    const channel = guests.find(({ scenario }) => scenario.channel !== undefined)?.scenario.channel;
    return {
      ...(typeof name === "string" ? { name } : {}),
      seed: typeof seed === "number" ? seed : DEFAULTS.seed,
      runs,
      hosts: hosts.map((host) => ({
        name: host.name,
        linkBytesPerSecond: host.scenario.link.goodputBytesPerSecond,
        dom0Cpus: first.scenario.host.dom0Cpus,
        ...(host.memoryBytes === undefined ? {} : { memoryBytes: host.memoryBytes }),
        ...(host.switch === undefined ? {} : { switch: host.switch.name }),
      })),
      switches: switches.map(fabricSwitch),
      guests: guests.map(({ scenario: _, ...guest }) => guest),
      plans,
      ...(channel === undefined ? {} : { channel }),
      copyCpuSeconds: first.scenario.host.copyCpuSeconds,
    };
  }

  /** The hosts of plans, those at fault too. */
  #plannedHosts(names: readonly string[], hosts: readonly WrittenHost[], guests: readonly PlannedGuest[]): PlannedHost[] {
    return names.map((name) => {
      const memoryBytes = hosts.find((host) => host.name === name)?.memoryBytes ?? Infinity;
      const usedBytes = guests.reduce((sum, guest) => sum + (guest.on === name ? guest.memoryBytes : 0), 0);
      if (usedBytes > memoryBytes) {
        this.#faults.add(["hosts", name, "memory"], `room for the guests on the host: ${usedBytes} bytes`, `${memoryBytes} bytes`);
      }
      return { name, freeBytes: memoryBytes - usedBytes };
    });
  }

  /** The block of a study has the keys that it has in a scenario. */
  #checkStudy(): void {
    const { study } = this.#given;
    if (study === undefined || study === null) return;
    this.#parse({ version: 1, vm: { memory: "1 GiB" }, link: { bandwidth: "1 Gbit/s" }, study }, (path) => path);
  }

  /** The hosts in the order of their names. */
  #hosts(switches: readonly WrittenSwitch[]): WrittenHost[] {
    const { hosts } = this.#given;
    if (!isMapping(hosts) || Object.keys(hosts).length === 0) {
      this.#faults.add(["hosts"], "a mapping from names to hosts { link }", isMapping(hosts) ? "an empty one" : showValue(hosts));
      return [];
    }
    return sortedKeys(hosts).flatMap((name) => {
      const steps = ["hosts", name];
      const host = this.#faults.mapping(hosts[name], steps, ["link", "memory", "switch"], "a host { link, memory, switch }");
      if (host === undefined) return [];
      const isShort = !isMapping(host.link);
      const link: Mapping = isMapping(host.link) ? host.link : { bandwidth: host.link };
      const whole = { version: 1, vm: { memory: "1 GiB" }, link, ...this.#shared(), channel: this.#given.channel };
      const scenario = this.#parse(whole, (path) => {
        const [section, ...rest] = path;
        if (section !== "link") return path;
        return [...steps, "link", ...(isShort ? [] : rest)];
      });
      if (scenario === undefined) return [];
      this.#checkShared(scenario);
      const memoryBytes = this.#faults.quantity(host.memory, [...steps, "memory"], "size", "a size above 0, such as 256 GiB");
      const on = host.switch === undefined ? undefined : this.#faults.name(host.switch, [...steps, "switch"], names(switches), "a switch");
      return [{ name, link, scenario, switch: switches.find((each) => each.name === on), memoryBytes }];
    });
  }

  /** Of a link with a bandwidth, as a host's without more. */
  #goodput(bandwidth: unknown, steps: Path): number | undefined {
    const scenario = { version: 1, vm: { memory: "1 GiB" }, link: { bandwidth } };
    return this.#parse(scenario, () => steps)?.link.goodputBytesPerSecond;
  }

  /** What is beyond fleets. */
  #checkShared({ engine, channel, fidelity }: ResolvedScenario): void {
    if (!movesGuests(engine)) this.#faults.add(["engine"], "an engine that moves a guest page by page", engine.preset);
    if (fidelity === "expected" && mayPostcopy(engine)) {
      this.#faults.add(["fidelity"], "pages or events with post-copy, where a guest waits for single pages", "expected");
    }
    if (channel !== undefined) this.#checkChannel(channel);
  }

  #checkChannel(channel: ResolvedChannel): void {
    if (channel.kind === "netfront") return;
    if (channel.teardown !== "before-pause") this.#faults.add(["channel", "teardown"], "before-pause in a fleet", channel.teardown);
    if (channel.kind === "xenvmc-modified" && channel.modified.rehome) {
      this.#faults.add(["channel", "rehome"], "false in a fleet: neither guest of a pair stays for good", "true");
    }
  }

  #shared(): Record<string, unknown> {
    return Object.fromEntries(SHARED_KEYS.filter((key) => key in this.#given).map((key) => [key, this.#given[key]]));
  }

  #guest(
    guest: WrittenGuest,
    hosts: readonly WrittenHost[],
    guests: readonly WrittenGuest[],
  ): (FleetGuest & { scenario: ResolvedScenario })[] {
    const own = hosts.find(({ name }) => name === guest.on);
    if (own === undefined) return [];
    const hostOf = (name: string): WrittenHost => hosts.find((host) => host.name === name) ?? own;
    const write = (to: string, from = guest.on): object => this.#scenario(guest, hostOf(from), hostOf(to), guests);
    const scenario = this.#parse(write(guest.on), (path) => placeOf(guest, path));
    if (scenario === undefined) return [];
    for (const [index, { while: tie }] of scenario.workload.entries()) {
      if (tie !== undefined)
        this.#faults.add(
          [...guest.steps, "workload", index, "while"],
          "nothing: a fleet ties no source to traffic",
          `a tie to ${tie.peer}`,
        );
    }
    const { peers, vm } = scenario;
    const { memoryBytes } = vm;
    const scenarioTo = (to: string, from?: string): ResolvedScenario => parseScenario(write(to, from), this.#options);
    return [{ name: guest.name, on: guest.on, memoryBytes, peers, scenario, scenarioTo }];
  }

  /** The guest's migration as a scenario: over the slower of both links, or what the switches between them leave of it. */
  #scenario({ name, vm, workload, peers }: WrittenGuest, from: WrittenHost, to: WrittenHost, guests: readonly WrittenGuest[]): object {
    const slower = to.scenario.link.goodputBytesPerSecond < from.scenario.link.goodputBytesPerSecond ? to : from;
    const limit = limitBetween(from.switch, to.switch);
    const narrowed = { ...slower.link, bandwidth: limit?.bandwidth };
    const placed = peers.map((peer) => {
      const host = guests.find((each) => each.name === peer.name)?.on;
      const place = host === from.name ? "source" : host === to.name ? "destination" : "elsewhere";
      return { name: peer.name, place, domid: peer.domid, flows: peer.flows };
    });
    return {
      version: 1,
      name,
      vm,
      ...(workload === undefined ? {} : { workload }),
      link: limit === undefined || limit.goodputBytesPerSecond >= slower.scenario.link.goodputBytesPerSecond ? slower.link : narrowed,
      ...this.#shared(),
      ...(placed.length === 0 ? {} : { peers: placed, channel: this.#given.channel ?? "netfront" }),
    };
  }

  /** A scenario, or faults at the places where the file has what is wrong in it; `placeOf` gives them. */
  #parse(scenario: object, toPlace: (path: Path) => Path | undefined): ResolvedScenario | undefined {
    try {
      return parseScenario(scenario, this.#options);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const { path, expected, received, suggestion } of error.issues) {
        const steps = toPlace(parsePath(path) ?? [path]);
        if (steps !== undefined) this.#faults.add(steps, expected, received, suggestion);
      }
      return undefined;
    }
  }
}

/** Where the file has a field of a guest's scenario; undefined for what it has at another guest. */
function placeOf({ steps, peers }: WrittenGuest, path: Path): Path | undefined {
  const [section, index, ...rest] = path;
  if (section === "vm" || section === "workload") return [...steps, ...path];
  if (section !== "peers" || typeof index !== "number") return path;
  const own = peers[index]?.steps;
  return own === undefined ? undefined : [...own, ...rest];
}

function movesGuests(engine: EngineParameters): boolean {
  if (engine.family === "simgrid") return false;
  return engine.family !== "qemu" || engine.mode === undefined || engine.mode === "normal";
}

function sortedKeys(mapping: Mapping): string[] {
  return Object.keys(mapping).sort();
}

function names(all: readonly { readonly name: string }[]): string[] {
  return all.map(({ name }) => name);
}
