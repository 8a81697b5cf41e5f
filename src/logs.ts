/**
 * Logs of real migrations as plain data: what QEMU, libvirt, Proxmox VE, Nova, KubeVirt, Cloud Hypervisor and Xen wrote down.
 * @module xenvmc-sim/logs
 */
export { LINE_LENGTH_MAX, type LogFormat } from "./logs/format.js";
export { LOG_FORMATS } from "./logs/formats.js";
export { LogError } from "./logs/log-error.js";
export { missingFrom } from "./logs/missing.js";
export type {
  LogReading,
  LogWarning,
  MigrationEnd,
  ObservedDirtyCurve,
  ObservedDirtyRate,
  ObservedMigration,
  ObservedPausePart,
  ObservedRound,
  ObservedSample,
  ObservedWrites,
} from "./logs/observed.js";
export { LogParser, readLog } from "./logs/read-log.js";
