/** Textbook pre-copy: rounds of bytes at the link's speed, until the bytes left take less than the downtime limit. */

/** Pages written at a total rate, all equally likely. */
export interface WorkingSet {
  readonly pages: number;
  readonly writesPerSecond: number;
}

export interface TextbookGuest {
  readonly pages: number;
  /** Link speed, or the part of it that the migration may use. */
  readonly pagesPerSecond: number;
  readonly downtimeLimitSeconds: number;
  readonly workingSets: readonly WorkingSet[];
}

export interface Prediction {
  readonly totalSeconds: number;
  readonly pagesSent: number;
}

/** A series that has not converged after this many rounds never will. */
const ROUNDS_MAX = 1000;

/**
 * Runs rounds. `pagesLeft` gives the pages left after a round, from the seconds that it took. Undefined if they never become few enough.
 */
function inRounds({ pages, pagesPerSecond, downtimeLimitSeconds }: TextbookGuest, pagesLeft: (seconds: number) => number) {
  const fewPages = downtimeLimitSeconds * pagesPerSecond;
  let toSend = pages;
  let pagesSent = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    pagesSent += toSend;
    const left = pagesLeft(toSend / pagesPerSecond);
    if (left <= fewPages) return { totalSeconds: (pagesSent + left) / pagesPerSecond, pagesSent: pagesSent + left };
    toSend = left;
  }
  return undefined;
}

/** Every write dirties another page, so rounds are a geometric series: M r^n with r = writes / link. */
export function geometricSeries(guest: TextbookGuest): Prediction | undefined {
  const writesPerSecond = guest.workingSets.reduce((sum, set) => sum + set.writesPerSecond, 0);
  return inRounds(guest, (seconds) => Math.min(writesPerSecond * seconds, guest.pages));
}

/** Of each working set of W pages, W (1 - exp(-r t / W)) are dirty after t seconds. */
export function workingSetRounds(guest: TextbookGuest): Prediction | undefined {
  const { workingSets } = guest;
  return inRounds(guest, (seconds) => {
    let left = 0;
    for (const { pages, writesPerSecond } of workingSets) left += pages * (1 - Math.exp((-writesPerSecond * seconds) / pages));
    return left;
  });
}
