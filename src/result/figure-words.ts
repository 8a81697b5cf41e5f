/** Names of figures in words: `downtimeSeconds` is the downtime. */

const KNOWN: Readonly<Record<string, string>> = {
  totalSeconds: "total time",
  wireBytes: "bytes on the wire",
  guestTimeTakenSeconds: "guest time taken",
  resendRatio: "pages sent / memory",
  pagesResent: "pages re-sent",
  longestApartSeconds: "time apart",
  apartBytes: "bytes sent while apart",
  movedGuests: "guests moved",
};

/** `total time`, `pages sent`, `round trip of the channel`: a figure of a row for sentences. */
export function figureWords(name: string): string {
  const [, ofChannel] = /^channel\.(.+)$/.exec(name) ?? [];
  if (ofChannel !== undefined) return `${figureWords(ofChannel)} of the channel`;
  const words = name
    .replace(/(?:BytesPerSecond|Seconds|Bytes|Ratio)$/, "")
    .replace(/([A-Z])/g, " $1")
    .toLowerCase();
  return KNOWN[name] ?? words;
}

/** What less and more of a figure are called. */
export function figureComparatives(name: string): readonly [less: string, more: string] {
  if (name.endsWith("PerSecond") || name.endsWith("Ratio")) return ["lower", "higher"];
  if (name.endsWith("Seconds")) return ["shorter", "longer"];
  return ["fewer", "more"];
}
