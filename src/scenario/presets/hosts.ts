/** Hosts by name: what a pause costs beside the copy (docs/sources/hosts.md). */

/** The fixed costs of a host that a preset sets; what it leaves out has the default of the scenario. */
export interface HostCosts {
  readonly suspendSeconds: number;
  /** Seconds after which a guest that has not suspended stays where it is; 0: the request waits for ever. */
  readonly suspendTimeoutSeconds: number;
  readonly suspendDirtyPages: number;
  readonly resumeSeconds: number;
  readonly networkSeconds: number;
  /** Dom0's CPU time for each 4 KiB copied under an engine of Xen. Absent: that of a PV guest, `PV_COPY_CPU_SECONDS`. */
  readonly copyCpuSeconds?: number;
}

/** Mapping, copying and writing a page of a PV guest in Dom0: 32.4 CPU seconds for 12 GiB (docs/sources/hosts.md#copy-cpu). */
export const PV_COPY_CPU_SECONDS = 10.3e-6;
/** An HVM or PVH guest: 1.14 times that, as the batches of PVH guests took longer under Xen 4.17 (docs/sources/hosts.md#copy-cpu). */
const HVM_COPY_CPU_SECONDS = 11.7e-6;

/** A host that a scenario can name. */
export interface HostPreset {
  readonly name: string;
  readonly description: string;
  /** Where the values come from. */
  readonly source: string;
  readonly parameters: HostCosts;
}

/** Names of the presets that engines bring along. */
export type HostName = "none" | "xl-pv" | "xl-hvm" | "xcp-ng" | "libvirt-kvm" | "kvm-local" | "kubevirt" | "nova" | "cloud-hypervisor";

const NONE: HostCosts = { suspendSeconds: 0, suspendTimeoutSeconds: 0, suspendDirtyPages: 0, resumeSeconds: 0, networkSeconds: 0 };

/** domain_suspend_callback_common, domain_suspend_common_wait_guest of libxl_dom_suspend.c. */
const LIBXL_SUSPEND_TIMEOUT_SECONDS = 60;

/** vCPU stop and start of a small KVM guest between two hosts: 20 ms together (docs/sources/hosts.md#kvm). How they divide is our decision. */
const KVM: HostCosts = { ...NONE, suspendSeconds: 0.001, resumeSeconds: 0.018 };

/** The hosts that a scenario can name, each with its costs and their source. */
export const HOST_PRESETS: readonly (HostPreset & { readonly name: HostName })[] = [
  {
    name: "none",
    description: "no cost beside the copy: the downtime is that of memory and state alone",
    source: "none needed",
    parameters: NONE,
  },
  {
    name: "xl-pv",
    description: "xl, paravirtual or PVH guest: suspends in 15 ms and dirties 200 pages on the way; 45 ms to start at the destination",
    source: "measured: Xen 4.17.7, PV; docs/sources/hosts.md#xl",
    parameters: {
      ...NONE,
      suspendSeconds: 0.015,
      suspendTimeoutSeconds: LIBXL_SUSPEND_TIMEOUT_SECONDS,
      suspendDirtyPages: 200,
      resumeSeconds: 0.045,
    },
  },
  {
    name: "xl-hvm",
    description: "xl, HVM guest: as xl-pv, and half a second to start QEMU, disks and network at the destination",
    source:
      "libxl_create.c domcreate_rebuild_done to domcreate_attach_devices: the order; its time is our modelling decision; docs/sources/hosts.md#xl",
    parameters: {
      ...NONE,
      suspendSeconds: 0.015,
      suspendTimeoutSeconds: LIBXL_SUSPEND_TIMEOUT_SECONDS,
      suspendDirtyPages: 200,
      resumeSeconds: 0.5,
      copyCpuSeconds: HVM_COPY_CPU_SECONDS,
    },
  },
  {
    name: "xcp-ng",
    description: "XCP-ng: as xl-pv; a guest that has not suspended after 2 minutes stays",
    source: "reported; docs/sources/hosts.md#xcp-ng",
    parameters: {
      ...NONE,
      suspendSeconds: 0.015,
      suspendTimeoutSeconds: 120,
      suspendDirtyPages: 200,
      resumeSeconds: 0.045,
      copyCpuSeconds: HVM_COPY_CPU_SECONDS,
    },
  },
  {
    name: "libvirt-kvm",
    description: "KVM between two hosts: 1 ms to stop the vCPUs, 18 ms to load devices and start",
    source: "measured by others; docs/sources/hosts.md#kvm",
    parameters: KVM,
  },
  {
    name: "kvm-local",
    description: "KVM, both processes on one host: 1 ms to stop the vCPUs, 3 ms to load devices and start",
    source: "measured by others; docs/sources/hosts.md#kvm",
    parameters: { ...NONE, suspendSeconds: 0.001, resumeSeconds: 0.003 },
  },
  {
    name: "kubevirt",
    description: "KubeVirt: as libvirt-kvm; the network moves when the guest runs, in a time that nobody has published",
    source: "as libvirt-kvm; docs/sources/hosts.md#kvm",
    parameters: KVM,
  },
  {
    name: "nova",
    description: "OpenStack Nova: as libvirt-kvm; 4.7 s more until the guest's port is bound at the destination",
    source: "reported, the middle of 2.5 to 7 s; docs/sources/hosts.md#nova",
    parameters: { ...KVM, networkSeconds: 4.7 },
  },
  {
    name: "cloud-hypervisor",
    description: "Cloud Hypervisor: nothing beside the 27 ms of state that its engine counts",
    source: "cloud-hypervisor PR 7979; docs/sources/hosts.md#cloud-hypervisor",
    parameters: NONE,
  },
];
