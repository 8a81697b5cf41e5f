/** Rates of page writes in writes per second. */
import type { PageRate } from "../schema/fields.js";

/** A rate in bytes/s counts whole pages: each write is one page of `pageBytes`. */
export function writesPerSecond({ perSecond, of }: PageRate, pageBytes: number): number {
  return of === "pages" ? perSecond : perSecond / pageBytes;
}
