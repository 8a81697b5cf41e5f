/** Every writer, with the format that its logs are read as and the engines whose migrations it can tell of. */
import { writeCloudHypervisor } from "./cloud-hypervisor.js";
import { writeGuestperf } from "./guestperf.js";
import { writeHmp, writeHmp102 } from "./hmp.js";
import { writeKubevirt } from "./kubevirt.js";
import { writeDomjobinfo, writeDomjobinfoCompleted, writeLibvirtDebug } from "./libvirt.js";
import { writeNova } from "./nova.js";
import { writeFirecrackerResult, writeVmstateTrace } from "./pause.js";
import { writeProxmox } from "./proxmox.js";
import { writeQmpCompleted, writeQmpReplies, writeQmpSamples } from "./qmp.js";
import { writePolledLines, writeSampledRun } from "./scripts.js";
import type { WatchedMigration } from "./watched.js";
import { writeXend } from "./xend.js";
import { writeXenguest } from "./xenguest.js";
import { writeXl, writeXlLegacy } from "./xl.js";

export interface LogWriter {
  readonly name: string;
  /** Name of the format in `src/logs`. */
  readonly format: string;
  /** Family of the engines, as in a resolved scenario. */
  readonly family: "qemu" | "cloud-hypervisor" | "xen-classic" | "xen-stream" | "firecracker";
  readonly write: (migration: WatchedMigration) => string;
}

export const LOG_WRITERS: readonly LogWriter[] = [
  { name: "query-migrate replies", format: "qmp", family: "qemu", write: writeQmpReplies },
  { name: "query-migrate of the end", format: "qmp", family: "qemu", write: writeQmpCompleted },
  { name: "query-migrate samples", format: "qmp", family: "qemu", write: writeQmpSamples },
  { name: "info migrate", format: "hmp", family: "qemu", write: writeHmp },
  { name: "info migrate of 10.2", format: "hmp", family: "qemu", write: writeHmp102 },
  { name: "domjobinfo", format: "domjobinfo", family: "qemu", write: writeDomjobinfo },
  { name: "domjobinfo --completed", format: "domjobinfo", family: "qemu", write: writeDomjobinfoCompleted },
  { name: "libvirt debug log", format: "libvirt-debug", family: "qemu", write: writeLibvirtDebug },
  { name: "guestperf", format: "guestperf", family: "qemu", write: writeGuestperf },
  { name: "sampled NDJSON", format: "sampled-ndjson", family: "qemu", write: writeSampledRun },
  { name: "polled lines", format: "polled", family: "qemu", write: writePolledLines },
  { name: "Proxmox task log", format: "proxmox", family: "qemu", write: writeProxmox },
  { name: "nova-compute log", format: "nova", family: "qemu", write: writeNova },
  { name: "KubeVirt log", format: "kubevirt", family: "qemu", write: writeKubevirt },
  { name: "trace of the pause", format: "vmstate-trace", family: "qemu", write: writeVmstateTrace },
  { name: "Cloud Hypervisor log", format: "cloud-hypervisor", family: "cloud-hypervisor", write: writeCloudHypervisor },
  { name: "xl migrate up to 4.5", format: "xl", family: "xen-classic", write: writeXlLegacy },
  { name: "xend log", format: "xend", family: "xen-classic", write: writeXend },
  { name: "xl migrate", format: "xl", family: "xen-stream", write: writeXl },
  { name: "xenguest log", format: "xenguest", family: "xen-stream", write: writeXenguest },
  { name: "Firecracker tool", format: "firecracker-tool", family: "firecracker", write: writeFirecrackerResult },
];
