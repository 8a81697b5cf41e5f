/** A channel's page writes in the migrating guest, before they are assigned to pages. */

export type WritePattern =
  /** Consecutive pages, cyclically: a ring, a FIFO pool. */
  | { readonly kind: "sweep"; readonly writesPerSecond: number }
  /** Each write hits any page of the region: an allocator's pool. */
  | { readonly kind: "uniform"; readonly writesPerSecond: number }
  /** All pages at once, again and again: what is hot at every burst of traffic. */
  | { readonly kind: "burst"; readonly periodSeconds: number };

/** One source of page writes; speed 1 stands for the traffic it was created for. */
export interface WriteTemplate {
  /** Unique among a guest's templates and independent of rates: `database/ring`. */
  readonly key: string;
  readonly pages: number;
  readonly pattern: WritePattern;
  /** Present for backlog pages, whose number varies: the share of writes, 0 to 1, that go to pages not used before. */
  readonly backlog?: { readonly freshRatio: number };
}

/** A list with the template; empty if it has no pages or no writes. */
export function templateUnlessEmpty(key: string, pages: number, pattern: WritePattern): WriteTemplate[] {
  const idle = pattern.kind === "burst" ? pattern.periodSeconds === Infinity : !(pattern.writesPerSecond > 0);
  return pages < 1 || idle ? [] : [{ key, pages, pattern }];
}

/**
 * Speed of each template of `reference` under the traffic of `current`: the ratio of the rates, 0 if the
 * current traffic does not write. For bursts it is the ratio of the periods; their pages stay those of the reference.
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
