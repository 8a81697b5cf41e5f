/** Every format, the more telling signature first: a line that two of them know belongs to the earlier one. */
import type { LogFormat } from "./format.js";
import { CLOUD_HYPERVISOR } from "./formats/cloud-hypervisor.js";
import { DOMJOBINFO } from "./formats/domjobinfo.js";
import { FIRECRACKER } from "./formats/firecracker.js";
import { GUESTPERF } from "./formats/guestperf.js";
import { HMP } from "./formats/hmp.js";
import { HMP_DIRTY_RATE } from "./formats/hmp-dirty-rate.js";
import { KUBEVIRT } from "./formats/kubevirt.js";
import { LIBVIRT_DEBUG } from "./formats/libvirt-debug.js";
import { NOVA } from "./formats/nova.js";
import { POLLED } from "./formats/polled.js";
import { PROXMOX } from "./formats/proxmox.js";
import { QMP } from "./formats/qmp.js";
import { SAMPLED_RUNS } from "./formats/sampled-runs.js";
import { TRACE_CSV } from "./formats/trace-csv.js";
import { VMSTATE_TRACE } from "./formats/vmstate-trace.js";
import { WRITER_RATE } from "./formats/writer-rate.js";
import { XEND } from "./formats/xend.js";
import { XENGUEST } from "./formats/xenguest.js";
import { XL } from "./formats/xl.js";

/** Every format that `readLog` recognises. */
export const LOG_FORMATS: readonly LogFormat[] = [
  LIBVIRT_DEBUG,
  XENGUEST,
  KUBEVIRT,
  NOVA,
  PROXMOX,
  CLOUD_HYPERVISOR,
  SAMPLED_RUNS,
  GUESTPERF,
  QMP,
  HMP_DIRTY_RATE,
  WRITER_RATE,
  HMP,
  DOMJOBINFO,
  XEND,
  XL,
  POLLED,
  VMSTATE_TRACE,
  FIRECRACKER,
  TRACE_CSV,
];
