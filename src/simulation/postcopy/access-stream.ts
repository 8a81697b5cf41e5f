/**
 * The guest's accesses to pages of one source, those alone that may find their page missing: a page that is there stays there, so
 * an access to it means nothing and is left out. Drawn from streams of their own; nothing depends on when they are asked for.
 */
export interface AccessStream {
  /** Active second (see `gate.ts`) of the next access; Infinity when no page of the source will be missed any more. */
  readonly activeSeconds: number;
  /** The page that it goes to. It may have come by then. */
  readonly page: number;
  /** Passes that access. */
  moveOn(): void;
}

/** True for a page that has not arrived. */
export type IsMissing = (page: number) => boolean;

/** What every stream needs to know. */
export interface AccessSetting {
  /** Active second from which on the source accesses pages: what it did before, it did at the other host. */
  readonly fromActiveSeconds: number;
  /** Accesses for each write. A recorded write, or a burst over a whole region, is one access whatever this says. */
  readonly accessesPerWrite: number;
  readonly isMissing: IsMissing;
  /** The page of an index of the source's region. */
  readonly pageOf: (index: number) => number;
}
