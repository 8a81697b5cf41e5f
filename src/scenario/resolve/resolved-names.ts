/** Tables from resolved names, which end in their units, to the names in scenarios; used in both directions. */

import { unsuffixed } from "./suffixed.js";

/** Names in scenarios by resolved names. */
export type FieldNames<Written> = Readonly<Record<string, keyof Written & string>>;

/** A type with the fields renamed to their resolved names. */
export type ResolvedFields<Written, Names extends FieldNames<Written>> = Omit<Written, Names[keyof Names]> & {
  readonly [Name in keyof Names]: Written[Names[Name]];
};

/** Renames fields to their resolved names, in their order. Missing fields stay missing. */
export function resolvedFields<Written extends object, const Names extends FieldNames<Written>>(
  written: Written,
  names: Names,
): ResolvedFields<Written, Names> {
  const resolved = new Map(Object.entries(names).map(([name, own]) => [own as string, name]));
  const entries = Object.entries(written).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([own, value]) => [resolved.get(own) ?? own, value])) as ResolvedFields<Written, Names>;
}

export const COST_NAMES = {
  ...unsuffixed("SecondsPerByte", "copy"),
  ...unsuffixed("Seconds", "systemCall", "hypercall", "wake", "segment", "netbackPacket", "netbackPage"),
};

export const SWITCHING_NAMES = {
  ...unsuffixed("Seconds", "announce", "release", "register", "connect", "handshake", "poll", "suspendLimit"),
  ...unsuffixed("SecondsPerPage", "unmap"),
};

export const NETFRONT_DIRTYING_NAMES = { ...unsuffixed("Bytes", "largestSegment"), busySecondsPerMessage: "busyPerMessage" } as const;

export const PEAK_DIRTYING_NAMES = { ...unsuffixed("Seconds", "readerLag"), ...unsuffixed("Bytes", "unread") };
