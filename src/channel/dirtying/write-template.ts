/** What a channel writes in the migrating guest, before it has a place in memory. */

export type WritePattern =
  /** Pages one behind the other, round and round: a cyclic ring, a FIFO pool. */
  | { readonly kind: "sweep"; readonly writesPerSecond: number }
  /** Each write hits any page of the region: an allocator's pool. */
  | { readonly kind: "uniform"; readonly writesPerSecond: number }
  /** All pages at once, again and again: what is hot at every burst of traffic. */
  | { readonly kind: "burst"; readonly periodSeconds: number };

/** One source of writes at speed 1, the traffic it was made for. */
export interface WriteTemplate {
  /** Unique among the templates of a guest and the same for the same peers whatever their rates: `database/ring`. */
  readonly key: string;
  readonly pages: number;
  readonly pattern: WritePattern;
  /** For the pages of a backlog, whose number follows it: the share of the writes, 0 .. 1, that go to pages which were not used yet. */
  readonly backlog?: { readonly freshRatio: number };
}

/** A template, or nothing where there is nothing to write. */
export function templateUnlessEmpty(key: string, pages: number, pattern: WritePattern): WriteTemplate[] {
  const idle = pattern.kind === "burst" ? pattern.periodSeconds === Infinity : !(pattern.writesPerSecond > 0);
  return pages < 1 || idle ? [] : [{ key, pages, pattern }];
}

/**
 * How fast each template of `reference` runs when the traffic is that of `current`: the ratio of the rates, 0 where the
 * current traffic does not write at all. A burst runs at its period's ratio; its pages stay those of the reference.
 */
export function activitySpeeds(reference: readonly WriteTemplate[], current: readonly WriteTemplate[]): number[] {
  const byKey = new Map(current.map((template) => [template.key, template.pattern]));
  return reference.map(({ key, pattern }) => {
    const now = byKey.get(key);
    if (now === undefined) return 0;
    if (pattern.kind === "burst") return now.kind === "burst" ? pattern.periodSeconds / now.periodSeconds : 0;
    return now.kind === "burst" ? 0 : now.writesPerSecond / pattern.writesPerSecond;
  });
}
