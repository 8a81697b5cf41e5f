/** What rules migrations, in words and counted. */

const RULED: Readonly<Record<string, string>> = {
  link: "the link",
  sender: "the sending threads",
  receiver: "the receiving threads",
  "zero-pages": "the checking of zero pages",
  "bandwidth-limit": "the engine's bandwidth limit",
  dom0: "Dom0's processors",
  requests: "post-copy's round trips",
  "bitmap-sync": "bitmap syncs",
  devices: "devices",
  throttle: "throttling",
  "downtime-limit": "the downtime limit",
  "trace-end": "a trace that ended",
};

/** What rules, in words. */
export function rulingWords(kind: string): string {
  return RULED[kind] ?? kind;
}

/** Migrations by what ruled them. */
export type RulingCounts = Readonly<Record<string, number>>;

/** Counts what ruled each migration; those without a ruling limit are left out. */
export function countRulings(kinds: Iterable<string | undefined>): RulingCounts {
  const counts: Record<string, number> = {};
  for (const kind of kinds) if (kind !== undefined) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** The kinds from the most frequent one on; of equal ones the first by name. */
export function rulingsByCount(counts: RulingCounts): readonly (readonly [kind: string, count: number])[] {
  return Object.entries(counts).sort(([leftKind, left], [rightKind, right]) => right - left || (leftKind < rightKind ? -1 : 1));
}

/** As in "the link in 9, the sending threads in 3"; empty without any. */
export function countedRulings(counts: RulingCounts): string {
  return rulingsByCount(counts)
    .map(([kind, count]) => `${rulingWords(kind)} in ${count.toLocaleString("en-US")}`)
    .join(", ");
}
