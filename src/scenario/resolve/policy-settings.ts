/** What a management system sets on engine, link and hosts beside its stop rule (docs/sources/policies.md#settings). */

import type { HostName } from "../presets/hosts.js";
import { POLICY_PRESETS } from "../presets/policies.js";
import type { TransportName } from "../presets/transports.js";
import type { PolicyParameters, QemuPolicyParameters } from "../resolved/policy-parameters.js";
import type { ResolvedVm } from "../resolved/resolved.js";
import type { GivenQemu } from "../schema/engine/qemu.js";

/** Settings of QEMU that a policy may bring, under the names of scenarios. */
export type QemuSettings = Pick<GivenQemu, "maxBandwidth" | "downtimeLimit" | "autoConverge" | "xbzrle" | "multifd" | "postcopy">;

export interface PolicySettings {
  readonly engine: QemuSettings;
  readonly transport: TransportName;
  readonly host: HostName;
}

/** `parallelMultifdMigrationThreads` of KubeVirt's pkg/virt-handler/controller.go. */
const KUBEVIRT_CHANNELS = 8;
/** phase2 of Proxmox VE's src/PVE/QemuMigrate.pm, and the default of `migrate_downtime` in src/PVE/QemuServer.pm. */
const PROXMOX_BYTES_PER_SECOND = 16 * 2 ** 30;
const PROXMOX_DOWNTIME_SECONDS = 0.1;
const PROXMOX_CACHE_RATIO = 0.1;
/** The largest `xbzrle.cacheSize`. */
const CACHE_MAX_BYTES = 2 ** 40;

/** What settings depend on. */
type Guest = Pick<ResolvedVm, "memoryBytes" | "pageBytes">;

/** The settings of a policy's system; undefined for `cloud-hypervisor`, a rule without a system. */
export function policySettings(policy: PolicyParameters, guest: Guest): PolicySettings | undefined {
  if (policy.name === "cloud-hypervisor") return undefined;
  const postcopy = usesPostcopy(policy) ? { postcopy: true } : {};
  switch (policy.name) {
    case "kubevirt":
    case "kubevirt-vep248":
    case "kubevirt-vep291":
      return {
        engine: { maxBandwidth: 0, multifd: { channels: KUBEVIRT_CHANNELS }, ...postcopy },
        transport: "kubevirt-proxy",
        host: "kubevirt",
      };
    case "nova": {
      const channels = policy.parallelConnections;
      return {
        engine: { maxBandwidth: 0, ...(channels > 1 ? { multifd: { channels } } : {}), ...postcopy },
        transport: "tcp",
        host: "nova",
      };
    }
    case "proxmox":
      return {
        engine: {
          maxBandwidth: PROXMOX_BYTES_PER_SECOND,
          downtimeLimit: PROXMOX_DOWNTIME_SECONDS,
          autoConverge: true,
          xbzrle: { cacheSize: proxmoxCacheBytes(guest) },
        },
        transport: "ssh",
        host: "libvirt-kvm",
      };
    case "libvirt":
      return { engine: { maxBandwidth: 0, ...postcopy }, transport: "tcp", host: "libvirt-kvm" };
  }
}

/** round_powerof2 of Proxmox VE's src/PVE/QemuMigrate.pm: a tenth of the memory, rounded up to a power of two; at least a page. */
function proxmoxCacheBytes({ memoryBytes, pageBytes }: Guest): number {
  const bytes = 2 ** Math.ceil(Math.log2(Math.floor(memoryBytes * PROXMOX_CACHE_RATIO)));
  return Math.min(CACHE_MAX_BYTES, Math.max(pageBytes, bytes));
}

/** True if the policy may switch to post-copy. */
export function usesPostcopy(policy: QemuPolicyParameters): boolean {
  switch (policy.name) {
    case "nova":
      return policy.permitPostCopy && policy.timeoutAction === "force-complete";
    case "libvirt":
      return policy.timeoutSeconds > 0 && policy.timeoutAction === "postcopy";
    case "proxmox":
      return false;
    case "kubevirt-vep248":
      return policy.allowPostCopy;
    default:
      return policy.allowPostCopy && !policy.vfio;
  }
}

type Feature = keyof QemuSettings | "dirtyLimit";

/** Features that QEMU refuses together (migrate_caps_check of options.c), post-copy and multifd before 10.1. */
const EXCLUSIVE: readonly (readonly [Feature, Feature])[] = [
  ["autoConverge", "dirtyLimit"],
  ["xbzrle", "multifd"],
];
const EXCLUSIVE_BEFORE_10_1: typeof EXCLUSIVE = [...EXCLUSIVE, ["multifd", "postcopy"]];

/**
 * The settings that a scenario does not set itself, without features that QEMU refuses beside one of the scenario's or beside the
 * post-copy that the policy needs.
 */
export function settingsBeside(settings: QemuSettings, given: GivenQemu, preset: object, multifdWithPostcopy: boolean): QemuSettings {
  const own = Object.entries(settings).filter(([name]) => given[name as keyof QemuSettings] === undefined);
  const isOn = (feature: Feature): boolean =>
    given[feature] === undefined
      ? Object.hasOwn(preset, feature) || (feature === "postcopy" && settings.postcopy === true)
      : given[feature] !== false;
  const pairs = multifdWithPostcopy ? EXCLUSIVE : EXCLUSIVE_BEFORE_10_1;
  const isRefused = (feature: string): boolean =>
    pairs.some(([one, other]) => (feature === one && isOn(other)) || (feature === other && isOn(one)));
  return Object.fromEntries(own.filter(([name]) => name === "postcopy" || !isRefused(name)));
}

/** The settings of the policy of a resolved scenario, which may have any fault. */
export function settingsOfResult(policy: unknown, memoryBytes: unknown, pageBytes: number): PolicySettings | undefined {
  const given = typeof policy === "string" ? { name: policy } : policy;
  if (typeof given !== "object" || given === null || typeof memoryBytes !== "number") return undefined;
  const preset = POLICY_PRESETS.find(({ name }) => name === (given as { readonly name?: unknown }).name);
  return preset && policySettings({ ...preset.parameters, ...given } as PolicyParameters, { memoryBytes, pageBytes });
}
