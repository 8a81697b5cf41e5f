/** The releases of QEMU that first had what a scenario may ask of it (docs/sources/qemu.md#versions). Compared as numbers: 9.2 < 10.0. */

export const FIRST_RELEASE = {
  /** Capability zero-copy-send. */
  zeroCopySend: 7.1,
  /** Values of multifd-compression. */
  qpl: 9.1,
  uadk: 9.1,
  qatzip: 9.2,
  /** A VFIO device gives state while it runs: hw/vfio/migration.c, commit 745c42912a04. */
  vfioPrecopy: 8.1,
  /** Capability background-snapshot. */
  "background-snapshot": 6.0,
  /** Values of the parameter mode. */
  "cpr-reboot": 8.2,
  "cpr-transfer": 10.0,
  /** Capability mapped-ram. */
  mappedRam: 9.0,
  /** Multifd beside post-copy: commits e274188612, 249543d0c0. */
  multifdWithPostcopy: 10.1,
} as const;

export type NewInQemu = keyof typeof FIRST_RELEASE;

/** Whether one of the releases up to `newestRelease` has it. */
export function hasInRelease(what: NewInQemu, newestRelease: number): boolean {
  return newestRelease >= FIRST_RELEASE[what];
}

/** A release as it is written: "10.0". */
export function releaseInWords(release: number): string {
  return release.toFixed(1);
}
