/**
 * The guest's accesses to pages of one source that may be missing. Accesses to pages that have arrived have no effect and are
 * left out. Drawn from streams of their own; nothing depends on when they are asked for.
 */
export interface AccessStream {
  /** Active second (see `gate.ts`) of the next access; Infinity if no page of the source is missing any more. */
  readonly activeSeconds: number;
  /** The page accessed. It may have arrived by then. */
  readonly page: number;
  /** Advances past that access. */
  moveOn(): void;
}

/** True for a page that has not arrived. */
export type IsMissing = (page: number) => boolean;

/** Common settings of every stream. */
export interface AccessSetting {
  /** Active second at which the source's accesses begin at the destination. */
  readonly fromActiveSeconds: number;
  /** Accesses per write. A recorded write, or a burst over a whole region, always counts as one access. */
  readonly accessesPerWrite: number;
  readonly isMissing: IsMissing;
  /** The page at an index of the source's region. */
  readonly pageOf: (index: number) => number;
}
