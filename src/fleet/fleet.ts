/** A fleet as its file describes it, checked: hosts, guests that talk to each other, and the plans that move them. */
import type { FabricHost, FabricSwitch } from "../fabric/fabric.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ResolvedChannel } from "../scenario/resolved/resolved-channel.js";
import type { ResolvedPeer } from "../scenario/resolved/resolved-peers.js";

/** A fleet as `parseFleet` gives it: hosts, guests and the plans that move them. */
export interface Fleet {
  readonly name?: string;
  readonly seed: number;
  /** Replications of each plan; run k draws from (seed, k). */
  readonly runs: number;
  /** In the order of their names, as are the guests. */
  readonly hosts: readonly FleetHost[];
  /** In the order of their names; none where nothing but the cards limits. */
  readonly switches: readonly FabricSwitch[];
  readonly guests: readonly FleetGuest[];
  readonly plans: readonly FleetPlan[];
  /** Of all pairs; absent in a fleet whose guests do not talk. */
  readonly channel?: ResolvedChannel;
  /** Dom0's CPU time for each 4 KiB that is copied. */
  readonly copyCpuSeconds: number;
}

/** A host of a fleet: its card, its Dom0, and its room for guests. */
export interface FleetHost extends FabricHost {
  /** Memory for guests. A guest that migrates takes it on both hosts. Absent: there is room. */
  readonly memoryBytes?: number;
}

/** A guest of a fleet: where it is, whom it talks to, and its migration to another host. */
export interface FleetGuest {
  /** Unique among the guests. */
  readonly name: string;
  /** Host that it is on at the start. */
  readonly on: string;
  readonly memoryBytes: number;
  /** The guests that it talks to, in the order of their names. */
  readonly peers: readonly ResolvedPeer[];
  /** Its migration to another host, as a scenario of its own; its peers are seen from where they are at the start. `from`: its host then. */
  readonly scenarioTo: (host: string, from?: string) => ResolvedScenario;
}

/** Guests that leave at once: one, or a group. */
export interface FleetMove {
  readonly guests: readonly string[];
  /** Host of each of them. */
  readonly to: readonly string[];
}

/** A plan: moves in the order in which they begin, and how many of them are under way at once. */
export interface FleetPlan {
  readonly name: string;
  /** In the order in which they begin. */
  readonly moves: readonly FleetMove[];
  /** Moves under way at once, of all hosts; a group is one move. */
  readonly parallel: number;
  /** Moves under way at once that leave one host, and that reach one. Absent: no limit. */
  readonly parallelPerSource?: number;
  readonly parallelPerDestination?: number;
  /** For migrations that are given up. Absent: none is tried again. */
  readonly retries?: FleetRetries;
  /** Most that each copy takes of the link. Absent: no limit beside the engine's. */
  readonly bandwidthBytesPerSecond?: number;
}

/** How often a migration that was given up is tried again, and when: the k-th time after `afterSeconds` times `growth` to the power of k - 1. */
export interface FleetRetries {
  readonly times: number;
  readonly afterSeconds: number;
  readonly growth: number;
}
