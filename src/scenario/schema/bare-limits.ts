/**
 * Limits beyond which a number without a unit must be a mistake. QEMU's, libvirt's and Xen's tools count in MiB, MB/s, Mbit/s or ms where a
 * scenario counts in bytes, bits/s and seconds, so that their numbers come out thousands of times too small or too large.
 */
import type { BareLimits } from "./limits.js";

/** No guest has less than 1 MiB. A number up to 96 is probably in GiB, a larger one in MiB, as in other tools. */
export const MEMORY: BareLimits = { min: 2 ** 20, unitFor: (value) => (value <= 96 ? "GiB" : "MiB") };
/** Less than a page of 4 KiB. */
export const REGION: BareLimits = { min: 4096, unitFor: () => "MiB" };
export const PAGE_SIZE: BareLimits = { min: 4096, unitFor: (value) => (value === 1 ? "GiB" : value === 2 ? "MiB" : "KiB") };
export const CACHE: BareLimits = { min: 4096, unitFor: () => "MiB" };
/** No link has less than 1 Mbit/s. A number up to 400 is probably in Gbit/s, a larger one in Mbit/s. */
export const BANDWIDTH: BareLimits = { min: 1e6, unitFor: (value) => (value <= 400 ? "Gbit/s" : "Mbit/s") };
/** Flows below 1 kB/s are negligible. */
export const TRAFFIC: BareLimits = { min: 1000, unitFor: () => "MB/s" };
/** libvirt's `migrate-setspeed` and QEMU's `vcpu-dirty-limit` count MiB/s. */
export const SPEED: BareLimits = { min: 1000, unitFor: () => "MiB/s" };
/** No network has a one-way latency of a second. */
export const LATENCY: BareLimits = { max: 1, unitFor: () => "ms" };
/** QEMU's `downtime-limit`, libvirt's `migrate-setmaxdowntime` and Nova count in ms; limits above half a minute are not set. */
export const DOWNTIME: BareLimits = { max: 30, unitFor: () => "ms" };
/** Fixed costs of a host are milliseconds to seconds. */
export const FIXED_COST: BareLimits = { max: 60, unitFor: () => "ms" };
