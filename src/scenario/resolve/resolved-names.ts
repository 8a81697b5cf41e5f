/** Names that results have for fields that users write under others: the same with the unit. One table serves both ways. */

import { unsuffixed } from "./suffixed.js";

/** By resolved names, the written ones. */
export type FieldNames<Written> = Readonly<Record<string, keyof Written & string>>;

/** Fields under their resolved names. */
export type ResolvedFields<Written, Names extends FieldNames<Written>> = Omit<Written, Names[keyof Names]> & {
  readonly [Name in keyof Names]: Written[Names[Name]];
};

/** The fields under their resolved names, in their own order. A field that is not given has none. */
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
  ...unsuffixed("Seconds", "systemCall", "hypercall", "wake", "migratedPage", "segment", "netbackPacket", "netbackPage"),
};

export const SWITCHING_NAMES = {
  ...unsuffixed("Seconds", "announce", "release", "register", "connect", "handshake", "poll", "suspendLimit"),
  ...unsuffixed("SecondsPerPage", "unmap"),
};

export const NETFRONT_DIRTYING_NAMES = { ...unsuffixed("Bytes", "largestSegment"), busySecondsPerMessage: "busyPerMessage" } as const;

export const PEAK_DIRTYING_NAMES = { ...unsuffixed("Seconds", "readerLag"), ...unsuffixed("Bytes", "unread") };
