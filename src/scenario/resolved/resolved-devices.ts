/** Devices of the guest with state of their own, in base units. */
export type ResolvedDevice = ResolvedVfioDevice | ResolvedVhostUserDevice;

/** A passed-through device (hw/vfio/migration.c of QEMU; docs/sources/hosts.md#devices). */
export interface ResolvedVfioDevice {
  readonly kind: "vfio";
  /** State that goes while the device is stopped. */
  readonly stopCopyBytes: number;
  /** Rate at which the device gives and takes its state. */
  readonly bytesPerSecond: number;
  /** State that goes once while the device runs; absent: it supports no pre-copy. */
  readonly pendingBytes?: number;
}

/** A device served by another process. */
export interface ResolvedVhostUserDevice {
  readonly kind: "vhost-user";
  /** Seconds of the destination until that process serves it. */
  readonly reconnectSeconds: number;
}
