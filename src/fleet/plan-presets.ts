/** Limits that managers of hosts keep to when they move many guests, by name: for `preset` of a plan. */
import type { FleetPlan } from "./fleet.js";

/** The limits of a plan; absent ones do not limit. */
export type PlanLimits = Pick<FleetPlan, "parallelPerSource" | "parallelPerDestination" | "bandwidthBytesPerSecond" | "retries"> & {
  readonly parallel?: number;
};

/** A preset of a plan: its limits, each with its source. */
export interface PlanPreset {
  readonly name: string;
  readonly description: string;
  /** Where each limit is found, and what is our modelling decision. */
  readonly source: string;
  readonly limits: PlanLimits;
}

/** Limits of known orchestrators for the plans of a fleet: a plan's `preset` names one. */
export const PLAN_PRESETS: readonly PlanPreset[] = [
  {
    name: "kubevirt",
    description:
      "KubeVirt: 5 at once in the cluster, 2 from each node, no bandwidth limit; failed evacuations again after 20 s, 40 s, 80 s, five times",
    source:
      "kubevirt pkg/virt-config/virt-config.go: ParallelMigrationsPerClusterDefault 5, ParallelOutboundMigrationsPerNodeDefault 2, BandwidthPerMigrationDefault 0Mi (64Mi in early releases); pkg/virt-controller/watch/migration handleMigrationBackoff: 20 s, doubled after each failure. It never stops trying: five times is our modelling decision. Its stop rules are policy: kubevirt",
    limits: { parallel: 5, parallelPerSource: 2, retries: { times: 5, afterSeconds: 20, growth: 2 } },
  },
  {
    name: "nova",
    description: "OpenStack Nova: one at a time from each compute host, no bandwidth limit, not tried again",
    source:
      "nova nova/conf/compute.py max_concurrent_live_migrations: default 1, outbound; nova/conf/libvirt.py live_migration_bandwidth: default 0. Its stop rules are policy: nova",
    limits: { parallelPerSource: 1 },
  },
  {
    name: "watcher",
    description: "OpenStack Watcher, zone migration: 6 at once in all, 2 from each compute host",
    source:
      "watcher watcher/decision_engine/strategy/strategies/zone_migration.py: parallel_total default 6, parallel_per_node default 2. Nova's own limit of 1 from each host stays in force below it unless it is raised",
    limits: { parallel: 6, parallelPerSource: 2 },
  },
  {
    name: "proxmox",
    description: "Proxmox VE: 4 workers on each node, no bandwidth limit",
    source: "pve-ha-manager src/PVE/HA/Env/PVE2.pm get_max_workers: max_workers of datacenter.cfg, else 4; its bwlimit is unset by default",
    limits: { parallelPerSource: 4 },
  },
  {
    name: "ovirt",
    description: "oVirt, by VDSM: 2 from and 2 to each host, 52 MiB/s for each",
    source:
      "vdsm lib/vdsm/common/config.py.in: max_outgoing_migrations 2, max_incoming_migrations 2, migration_max_bandwidth 52 (MiB/s); a migration policy of the engine may set others",
    limits: { parallelPerSource: 2, parallelPerDestination: 2, bandwidthBytesPerSecond: 52 * 2 ** 20 },
  },
];
